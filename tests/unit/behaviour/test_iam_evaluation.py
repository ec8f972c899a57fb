"""AWS's policy evaluation logic, from its documentation's tables."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcloud.behaviour.iam import Layer, MalformedPolicy, Policies, Principal, decide, policy, refusal
from tests.unit.behaviour.iam_cases import (
    ACCOUNT,
    NOBODY,
    OTHER,
    QUEUE,
    ROOT,
    allow,
    asked,
    decided,
    deny,
    service,
    session,
    user,
    written,
)


def to(principal: str, **more: Any) -> dict[str, Any]:
    """A resource policy's statement for one AWS principal."""
    return allow(Principal={"AWS": principal}, **more)


USER, ROLE, SESSION = user().arn, session().role, session().arn


def test_nothing_is_allowed_that_no_policy_allows() -> None:
    """The default is an implicit denial."""
    decision = decided(asked())

    assert not decision.is_allowed
    assert not decision.is_explicit_deny
    assert "no identity-based policy allows it" == decision.because


def test_the_reason_names_the_statement_and_its_policy() -> None:
    """Who reads a decision finds the line to change."""
    decision = decided(asked(), allow(Sid="Send"))

    assert decision.is_allowed
    assert "statement Send of p (identity-based policy) allows it" == decision.because


@pytest.mark.parametrize(
    ("statement", "is_allowed"),
    [
        (allow("sqs:SendMessage", QUEUE), True),
        (allow("SQS:sendmessage", QUEUE), True),
        (allow("sqs:Send*", QUEUE), True),
        (allow("sqs:?endMessage", QUEUE), True),
        (allow("sqs:Receive*", QUEUE), False),
        (allow("*", f"{QUEUE}-two"), False),
        (allow("*", f"arn:aws:sqs:*:{ACCOUNT}:ord*"), True),
        (allow("*", "arn:aws:sqs:*"), True),
        (allow("*", f"arn:aws:*:{ACCOUNT}:orders"), False),
        (allow("*", QUEUE.upper()), False),
        ({"Effect": "Allow", "NotAction": "sqs:Receive*", "Resource": "*"}, True),
        ({"Effect": "Allow", "NotAction": ["sqs:Send*", "s3:*"], "Resource": "*"}, False),
        ({"Effect": "Allow", "Action": "*", "NotResource": QUEUE}, False),
        ({"Effect": "Allow", "Action": "*", "NotResource": f"{QUEUE}-two"}, True),
    ],
)
def test_actions_and_resources(statement: dict[str, Any], is_allowed: bool) -> None:
    """Actions in any case, resources in their own; a wildcard stays within its part of an ARN, but for the last."""
    assert is_allowed == decided(asked(), statement).is_allowed


@pytest.mark.parametrize("layer", [Layer.IDENTITY, Layer.BOUNDARY, Layer.SESSION, Layer.RESOURCE])
def test_an_explicit_deny_ends_it_wherever_it_stands(layer: Layer) -> None:
    """One statement that denies outweighs all that allow."""
    both = {
        "boundary": written(allow()),
        "session": [written(allow())],
        "resource": written(to(SESSION)),
    }
    denying = {
        Layer.IDENTITY: {},
        Layer.BOUNDARY: {"boundary": written(allow(), deny())},
        Layer.SESSION: {"session": [written(allow()), written(deny())]},
        Layer.RESOURCE: {"resource": written(to(SESSION), deny(Principal="*"))},
    }[layer]
    identity = [allow(), deny()] if layer is Layer.IDENTITY else [allow()]

    decision = decided(asked(session()), *identity, **(both | denying))

    assert decision.is_explicit_deny
    assert layer is decision.layer


@pytest.mark.parametrize(
    ("principal", "named", "boundary", "in_session", "is_allowed"),
    [
        # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-reqs.html
        (user(), USER, False, None, True),  # a user's own ARN: a boundary's silence does not matter
        (user(), ROLE, True, None, False),
        (user(), f"arn:aws:iam::{ACCOUNT}:root", True, None, False),  # hands the decision to the account
        (user(), ACCOUNT, True, None, False),
        (user(), "*", True, None, True),
        (session(), ROLE, None, None, True),
        (session(), ROLE, False, None, False),  # a role's ARN: its boundary limits
        (session(), ROLE, None, False, False),  # ... and so does the session policy
        (session(), SESSION, False, False, True),  # the session's own ARN: neither does
        (session(), f"arn:aws:sts::{ACCOUNT}:assumed-role/task/s2", None, None, False),
        (session(role="other"), ROLE, None, None, False),
    ],
)
def test_what_a_resource_policy_grants_by_itself(
    principal: Principal, named: str, boundary: bool | None, in_session: bool | None, is_allowed: bool
) -> None:
    """Within one account, by how closely the policy names who asks. False is a policy that is silent about it."""
    silent = written(allow("s3:*"))
    layers: dict[str, Any] = {"resource": written(to(named))}
    if boundary is not None:
        layers["boundary"] = written(allow()) if boundary else silent
    if in_session is not None:
        layers["session"] = [written(allow()) if in_session else silent]

    assert is_allowed == decided(asked(principal), **layers).is_allowed


@pytest.mark.parametrize(
    ("by_identity", "named", "is_allowed"),
    [
        (True, f"arn:aws:iam::{OTHER}:root", True),
        (True, OTHER, True),
        (True, user(OTHER).arn, True),
        (True, USER, False),
        (False, user(OTHER).arn, False),
    ],
)
def test_across_accounts_both_must_allow(by_identity: bool, named: str, is_allowed: bool) -> None:
    """The asking account's policies and the resource's, both."""
    statements = [allow()] if by_identity else []

    assert is_allowed == decided(asked(user(OTHER)), *statements, resource=written(to(named))).is_allowed


def test_a_boundary_grants_nothing_and_limits() -> None:
    """Only what policy and boundary both allow."""
    boundary = written(allow("sqs:Send*"))

    assert not decided(asked(), boundary=boundary).is_allowed
    assert decided(asked(), allow(), boundary=boundary).is_allowed
    refused = decided(asked(action="sqs:DeleteQueue"), allow(), boundary=boundary)
    assert "no permissions boundary allows it" == refused.because


def test_root_may_do_everything_in_its_account_and_nothing_outside() -> None:
    """Only a resource's policy can forbid it."""
    assert decided(asked(ROOT)).is_allowed
    assert not decided(asked(ROOT), resource=written(deny(Principal="*"))).is_allowed
    assert not decided(asked(ROOT, account=OTHER)).is_allowed


@pytest.mark.parametrize(
    ("statement", "is_allowed"),
    [
        (allow(Principal={"Service": "sns.amazonaws.com"}), True),
        (allow(Principal={"Service": "s3.amazonaws.com"}), False),
        (
            allow(
                Principal={"Service": "sns.amazonaws.com"},
                Condition={
                    "ArnEquals": {"aws:SourceArn": f"arn:aws:sns:us-east-1:{ACCOUNT}:topic"},
                    "StringEquals": {"AWS:SourceAccount": ACCOUNT},
                },
            ),
            True,
        ),
        (
            allow(
                Principal={"Service": "sns.amazonaws.com"},
                Condition={"ArnEquals": {"aws:SourceArn": f"arn:aws:sns:us-east-1:{ACCOUNT}:another"}},
            ),
            False,
        ),
    ],
)
def test_services_get_in_by_the_resources_policy(statement: dict[str, Any], is_allowed: bool) -> None:
    """A topic that sends to a queue, with the usual protection against confused deputies."""
    keys = {"aws__SourceArn": f"arn:aws:sns:us-east-1:{ACCOUNT}:topic", "aws__SourceAccount": ACCOUNT}

    assert is_allowed == decided(asked(service(), **keys), resource=written(statement)).is_allowed


def test_nobody_gets_in_only_where_everybody_may() -> None:
    """Anonymous requests: ``Principal: "*"``."""
    assert decided(asked(NOBODY), resource=written(allow(Principal="*"))).is_allowed
    assert not decided(asked(NOBODY), resource=written(to(ACCOUNT))).is_allowed


@pytest.mark.parametrize(
    ("named", "by_identity", "is_allowed"),
    [(f"arn:aws:iam::{ACCOUNT}:root", True, True), (ACCOUNT, False, False), (ROLE, False, True), (USER, True, False)],
)
def test_some_resources_decide_themselves(named: str, by_identity: bool, is_allowed: bool) -> None:
    """A key's policy, or a role's trust policy, must let the account in before its own policies count."""
    statements = [allow()] if by_identity else []
    decision = decided(asked(session()), *statements, resource=written(to(named)), resource_decides=True)

    assert is_allowed == decision.is_allowed


def test_a_deny_may_spare_somebody() -> None:
    """``NotPrincipal``: everybody else is denied."""
    sparing = written(
        {"Effect": "Deny", "NotPrincipal": {"AWS": [USER, ACCOUNT]}, "Action": "*", "Resource": "*"}, to(ACCOUNT)
    )

    assert decided(asked(), allow(), resource=sparing).is_allowed
    assert not decided(asked(user(OTHER)), allow(), resource=sparing).is_allowed


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ({}, "because no identity-based policy allows the sqs:SendMessage action"),
        ({"identity": [deny()]}, "with an explicit deny in an identity-based policy"),
        ({"identity": [allow()], "boundary": []}, "because no permissions boundary allows the sqs:SendMessage action"),
        ({"identity": [allow()], "session": []}, "because no session policy allows the sqs:SendMessage action"),
        (
            {"identity": [allow()], "resource": [deny(Principal="*")]},
            "with an explicit deny in a resource-based policy",
        ),
    ],
)
def test_a_refusal_speaks_as_aws_does(layers: dict[str, Any], expected: str) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html"""
    request = asked(session())
    read = {name: written(*statements) for name, statements in layers.items()}
    policies = Policies(
        identity=[read["identity"]] if "identity" in read else [],
        boundary=read.get("boundary"),
        session=[read["session"]] if "session" in read else None,
        resource=read.get("resource"),
    )

    message = refusal(request, decide(request, policies))

    assert f"User: {SESSION} is not authorized to perform: sqs:SendMessage on resource: {QUEUE} {expected}" == message


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"Statement": [{"Effect": "Allow"}]}'])
def test_what_is_no_policy_is_said_to_be_none(text: str) -> None:
    """It is never taken for an empty one by accident."""
    with pytest.raises(MalformedPolicy, match="p"):
        policy(text, "p")


# Properties

_actions = st.sampled_from(["*", "sqs:*", "sqs:Send*", "sqs:SendMessage", "sqs:ReceiveMessage", "s3:GetObject"])
_resources = st.sampled_from(["*", QUEUE, f"{QUEUE}?", "arn:aws:sqs:*:*:*", "arn:aws:s3:::b/*"])
_conditions = st.sampled_from(
    [{}, {"Bool": {"aws:SecureTransport": "true"}}, {"StringNotEquals": {"aws:RequestedRegion": "us-east-1"}}]
)
_statements = st.builds(
    lambda effect, element, action, resource, condition: {
        "Effect": effect,
        element: action,
        "Resource": resource,
        "Condition": condition,
    },
    st.sampled_from(["Allow", "Allow", "Deny"]),
    st.sampled_from(["Action", "NotAction"]),
    _actions,
    _resources,
    _conditions,
)
_requests = st.builds(
    lambda principal, action, secure: asked(principal, action=action, aws__SecureTransport=secure),
    st.sampled_from([user(), session(), user(OTHER), ROOT]),
    st.sampled_from(["sqs:SendMessage", "sqs:ReceiveMessage"]),
    st.sampled_from(["true", "false"]),
)


def _policies(statements: list[dict[str, Any]], resource: list[dict[str, Any]]) -> Policies:
    open_to_all = [{**one, "Principal": "*"} for one in resource]
    return Policies(identity=[written(*statements)], resource=written(*open_to_all))


@given(_requests, st.lists(_statements, max_size=4), st.lists(_statements, max_size=3), st.booleans())
def test_a_deny_always_wins(request: Any, own: list[Any], resource: list[Any], is_own: bool) -> None:
    """A statement that denies everything leaves nothing allowed, in whichever policy it stands."""
    everything = {"Effect": "Deny", "Action": "*", "Resource": "*"}
    policies = _policies([*own, everything], resource) if is_own else _policies(own, [*resource, everything])

    assert decide(request, policies).is_explicit_deny


@given(_requests, st.lists(_statements, max_size=4), _statements)
def test_one_more_deny_never_allows(request: Any, own: list[Any], more: dict[str, Any]) -> None:
    """What was refused stays refused."""
    before = decide(request, _policies(own, []))
    after = decide(request, _policies([*own, {**more, "Effect": "Deny"}], []))

    assert before.is_allowed or not after.is_allowed


@given(_requests, st.lists(_statements, max_size=4), _statements)
def test_one_more_allow_never_refuses(request: Any, own: list[Any], more: dict[str, Any]) -> None:
    """What was allowed stays allowed."""
    before = decide(request, _policies(own, []))
    after = decide(request, _policies([*own, {**more, "Effect": "Allow"}], []))

    assert after.is_allowed or not before.is_allowed


@given(_requests, st.lists(_actions, min_size=1, max_size=3))
def test_an_action_is_named_or_not_named(request: Any, actions: list[str]) -> None:
    """``Action`` and ``NotAction`` of the same list share every request between them."""
    named = decided(request, {"Effect": "Deny", "Action": actions, "Resource": "*"}).is_explicit_deny
    unnamed = decided(request, {"Effect": "Deny", "NotAction": actions, "Resource": "*"}).is_explicit_deny

    assert named is not unnamed
