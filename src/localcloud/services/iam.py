"""
IAM where moto has nothing: the policy simulator, and permissions boundaries of users.

The simulator decides with the evaluator that guards the gateway, so what it says is what happens.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from localcloud.api import Answer, ApiError, Caller, Params, Service
from localcloud.behaviour.iam import (
    Decision,
    Kind,
    MalformedPolicy,
    Policies,
    Policy,
    Principal,
    Request,
    decide,
    policy,
)
from localcloud.moto_host import identities
from localcloud.moto_host.identities import Identity


class Keeper(Protocol):
    """Where IAM's records are kept."""

    def keep(self, service: str, caller: Caller) -> None: ...


class IdentityAndAccess(Service):
    """Identity and Access Management; everything but this is moto's."""

    name = "iam"

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    # The simulator

    def simulate_principal_policy(self, caller: Caller, params: Params) -> Answer:
        """What the policies of a user, group or role, and those given besides, come to."""
        identity = _existing(str(params["PolicySourceArn"]))
        own = [_read(text, name) for name, text in identity.policies]
        boundary = _read(identity.boundary[1], identity.boundary[0]) if identity.boundary else None
        return _simulated(caller, params, own, boundary, _principal(params.get("CallerArn") or identity.arn))

    def simulate_custom_policy(self, caller: Caller, params: Params) -> Answer:
        """What the policies given here come to."""
        principal = _principal(params.get("CallerArn") or f"arn:aws:iam::{caller.account}:user/simulated")
        return _simulated(caller, params, [], None, principal)

    def get_context_keys_for_custom_policy(self, caller: Caller, params: Params) -> Answer:
        """The condition keys that the given policies ask for."""
        return {"ContextKeyNames": sorted(_keys_in(_given(params, "PolicyInputList")))}

    def get_context_keys_for_principal_policy(self, caller: Caller, params: Params) -> Answer:
        """The condition keys that a principal's policies ask for, and those given besides."""
        identity = _existing(str(params["PolicySourceArn"]))
        own = [_read(text, name) for name, text in identity.policies]
        return {"ContextKeyNames": sorted(_keys_in([*own, *_given(params, "PolicyInputList")]))}

    # Boundaries of users

    def put_user_permissions_boundary(self, caller: Caller, params: Params) -> Answer:
        arn = str(params["PermissionsBoundary"])
        if identities.managed_policy(arn) is None:
            raise _no_such_entity(f"Scope ARN: {arn} does not exist or is not attachable.")
        self._set_boundary(caller, params, arn)
        return {}

    def delete_user_permissions_boundary(self, caller: Caller, params: Params) -> Answer:
        self._set_boundary(caller, params, None)
        return {}

    def _set_boundary(self, caller: Caller, params: Params, arn: str | None) -> None:
        name = str(params["UserName"])
        if not identities.set_boundary_of_user(caller.account, name, arn):
            raise _no_such_entity(f"The user with name {name} cannot be found.")
        self._keeper.keep("iam", caller)


def _simulated(
    caller: Caller, params: Params, own: Sequence[Policy], boundary: Policy | None, principal: Principal
) -> Answer:
    given = _given(params, "PermissionsBoundaryPolicyInputList")
    policies = Policies(
        identity=[*own, *_given(params, "PolicyInputList")],
        boundary=given[0] if given else boundary,
        resource=_read(params["ResourcePolicy"], "ResourcePolicy") if params.get("ResourcePolicy") else None,
    )
    context = {
        str(entry["ContextKeyName"]).lower(): [str(value) for value in entry.get("ContextKeyValues", ())]
        for entry in params.get("ContextEntries") or ()
    }
    wanted = _keys_in([*policies.identity, *filter(None, (policies.boundary, policies.resource))])
    missing = sorted(key for key in wanted if not context.get(key))
    results = [
        _result(request, decide(request, policies), policies, missing)
        for request in _requests(caller, params, principal, context)
    ]
    return {"EvaluationResults": results, "IsTruncated": False}


def _requests(
    caller: Caller, params: Params, principal: Principal, context: Mapping[str, Sequence[str]]
) -> Iterator[Request]:
    owner = str(params.get("ResourceOwner") or caller.account)
    for action in params.get("ActionNames") or ():
        for resource in params.get("ResourceArns") or ("*",):
            account = resource.split(":")[4] if resource.count(":") >= 5 else ""
            yield Request(
                principal=principal,
                action=action,
                resource=resource,
                account=account or (owner.split(":")[4] if owner.startswith("arn:") else owner),
                context=context,
            )


def _result(request: Request, decision: Decision, policies: Policies, missing: list[str]) -> dict[str, Any]:
    word = "allowed" if decision.is_allowed else "explicitDeny" if decision.is_explicit_deny else "implicitDeny"
    matched = decision.statement
    result: dict[str, Any] = {
        "EvalActionName": request.action,
        "EvalResourceName": request.resource,
        "EvalDecision": word,
        "MatchedStatements": [{"SourcePolicyId": matched.policy, "SourcePolicyType": "IAM Policy"}] if matched else [],
        "MissingContextValues": missing,
    }
    if policies.boundary is not None:
        within = decide(request, Policies(identity=[policies.boundary])).is_allowed
        result["PermissionsBoundaryDecisionDetail"] = {"AllowedByPermissionsBoundary": within}
    return result


def _existing(arn: str) -> Identity:
    kind, _, name = arn.partition("::")[2].partition(":")[2].partition("/")
    account, name = arn.split(":")[4], name.rpartition("/")[2]
    found = {"user": identities.user, "role": identities.role, "group": identities.group}.get(kind)
    identity = found(account, name) if found else None
    if identity is None:
        raise _no_such_entity(f"Invalid Entity Arn: {arn} does not clearly define entity type and name.")
    return identity


def _principal(arn: str) -> Principal:
    kind = Kind.ROLE if ":role/" in arn else Kind.ROLE_SESSION if ":assumed-role/" in arn else Kind.USER
    return Principal(kind=kind, arn=arn, account=arn.split(":")[4], role=arn if kind is Kind.ROLE else "")


def _given(params: Params, name: str) -> list[Policy]:
    return [_read(text, f"{name}.{number}") for number, text in enumerate(params.get(name) or (), 1)]


def _read(text: str, name: str) -> Policy:
    try:
        return policy(text, name)
    except MalformedPolicy as problem:
        raise ApiError("InvalidInput", f"The policy document is malformed: {problem}") from problem


def _keys_in(policies: Sequence[Policy]) -> set[str]:
    return {condition.key for one in policies for statement in one.statements for condition in statement.conditions}


def _no_such_entity(message: str) -> ApiError:
    return ApiError("NoSuchEntity", message, status=404)
