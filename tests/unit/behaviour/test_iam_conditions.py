"""Every condition operator, and policy variables."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from localcloud.behaviour.iam import MalformedPolicy, Policies, decide
from tests.unit.behaviour.iam_cases import allow, asked, decided, user, written

MISSING = object()


def holds(operator: str, wanted: Any, given: Any, key: str = "aws:Key") -> bool:
    keys = {} if given is MISSING else {key.replace(":", "__"): given}
    return decided(asked(**keys), allow(Condition={operator: {key: wanted}})).is_allowed


@pytest.mark.parametrize(
    ("operator", "wanted", "given", "expected"),
    [
        ("StringEquals", "a", "a", True),
        ("StringEquals", "a", "A", False),
        ("StringEquals", ["b", "a"], "a", True),
        ("StringEquals", "a*", "abc", False),
        ("StringNotEquals", "a", "b", True),
        ("StringNotEquals", ["a", "b"], "b", False),
        ("StringEqualsIgnoreCase", "Ann", "aNN", True),
        ("StringNotEqualsIgnoreCase", "Ann", "aNN", False),
        ("StringLike", "h?me/*", "home/ann", True),
        ("StringLike", "h?me/*", "HOME/ann", False),
        ("StringNotLike", "home/*", "home/ann", False),
        ("NumericEquals", "10", "10.0", True),
        ("NumericNotEquals", "10", "11", True),
        ("NumericLessThan", "10", "9", True),
        ("NumericLessThan", "10", "10", False),
        ("NumericLessThanEquals", "10", "10", True),
        ("NumericGreaterThan", 10, "11", True),
        ("NumericGreaterThanEquals", 10, "9", False),
        ("NumericEquals", "10", "ten", False),
        ("DateEquals", "2026-11-21T00:00:00Z", "2026-11-21T00:00:00+00:00", True),
        ("DateNotEquals", "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z", True),
        ("DateLessThan", "2026-11-21T00:00:00Z", "2026-11-20T23:59:59Z", True),
        ("DateLessThanEquals", "2026-11-21T00:00:00Z", "2026-11-21T00:00:01Z", False),
        ("DateGreaterThan", "1763683200", "2025-11-21T00:00:01Z", True),
        ("DateGreaterThanEquals", "2026-11-21", "2026-11-21T00:00:00Z", True),
        ("Bool", "true", "true", True),
        ("Bool", True, "TRUE", True),
        ("Bool", "false", "true", False),
        ("BinaryEquals", base64.b64encode(b"x").decode(), base64.b64encode(b"x").decode(), True),
        ("BinaryEquals", base64.b64encode(b"x").decode(), base64.b64encode(b"y").decode(), False),
        ("IpAddress", "203.0.113.0/24", "203.0.113.7", True),
        ("IpAddress", "0.0.0.0/0", "203.0.113.7", True),
        ("IpAddress", "2001:db8::/32", "2001:db8::1", True),
        ("IpAddress", "203.0.113.0/24", "2001:db8::1", False),
        ("NotIpAddress", ["10.0.0.0/8", "203.0.113.0/24"], "192.0.2.1", True),
        ("ArnEquals", "arn:aws:sns:*:123456789012:*", "arn:aws:sns:us-east-1:123456789012:t", True),
        ("ArnLike", "arn:aws:ecs:us-east-1:1:*", "arn:aws:ecs:us-east-1:1:task/c/1:2", True),
        ("ArnLike", "arn:aws:s3:*:bucket", "arn:aws:s3:::bucket", False),
        ("ArnNotLike", "arn:aws:sns:*:*:t", "arn:aws:sns:us-east-1:1:u", True),
        ("ArnNotEquals", "arn:aws:sns:*:*:t", "arn:aws:sns:us-east-1:1:t", False),
        ("Null", "true", MISSING, True),
        ("Null", "true", "a", False),
        ("Null", "false", "a", True),
    ],
)
def test_operators(operator: str, wanted: Any, given: Any, expected: bool) -> None:
    """Each operator on its own kind of value."""
    assert expected is holds(operator, wanted, given)


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("StringEquals", False),
        ("StringNotEquals", True),
        ("NumericLessThan", False),
        ("NotIpAddress", True),
        ("ArnNotLike", True),
        ("Bool", False),
        ("StringEqualsIfExists", True),
        ("BoolIfExists", True),
        ("ForAllValues:StringEquals", True),
        ("ForAnyValue:StringEquals", False),
        ("ForAnyValue:StringNotEquals", False),
    ],
)
def test_a_key_that_the_request_does_not_have(operator: str, expected: bool) -> None:
    """Fails the condition, unless it is negated, says IfExists, or asks about all values of none."""
    assert expected is holds(operator, "true", MISSING)


@pytest.mark.parametrize(
    ("operator", "wanted", "given", "expected"),
    [
        ("ForAllValues:StringEquals", ["a", "b"], ["a", "b"], True),
        ("ForAllValues:StringEquals", ["a", "b"], ["a", "c"], False),
        ("ForAllValues:StringNotEquals", ["a"], ["b", "c"], True),
        ("ForAllValues:StringNotEquals", ["a"], ["a", "c"], False),
        ("ForAnyValue:StringEquals", ["a"], ["a", "c"], True),
        ("ForAnyValue:StringLike", ["x*"], ["a", "c"], False),
        ("ForAnyValue:StringNotEquals", ["a"], ["a", "c"], True),
    ],
)
def test_keys_with_several_values(operator: str, wanted: Any, given: Any, expected: bool) -> None:
    """``ForAllValues`` and ``ForAnyValue``, as for aws:TagKeys."""
    assert expected is holds(operator, wanted, given, key="aws:TagKeys")


def test_every_condition_must_hold() -> None:
    """Operators and keys are joined by and, values by or."""
    condition = {"StringEquals": {"aws:a": ["1", "2"], "aws:b": "1"}, "Bool": {"aws:c": "true"}}

    def is_allowed(**keys: str) -> bool:
        return decided(asked(**keys), allow(Condition=condition)).is_allowed

    assert is_allowed(aws__a="2", aws__b="1", aws__c="true")
    assert not is_allowed(aws__a="2", aws__b="2", aws__c="true")
    assert not is_allowed(aws__a="2", aws__b="1", aws__c="false")


def test_names_of_keys_in_any_case() -> None:
    """``AWS:SourceArn`` is ``aws:SourceArn``."""
    assert decided(
        asked(aws__sourceip="10.0.0.1"), allow(Condition={"IpAddress": {"AWS:SourceIP": "10.0.0.1"}})
    ).is_allowed


BUCKET = "arn:aws:s3:::homes"


def reads(resource: str, key: str, version: str = "2012-10-17", **keys: str) -> bool:
    request = asked(user(), action="s3:GetObject", resource=f"{BUCKET}/{key}", **keys)
    statements = written(allow("s3:GetObject", resource), version=version)
    return decide(request, Policies(identity=[statements])).is_allowed


@pytest.mark.parametrize(
    ("resource", "key", "expected"),
    [
        (f"{BUCKET}/${{aws:username}}/*", "ann/diary", True),
        (f"{BUCKET}/${{aws:username}}/*", "bob/diary", False),
        (f"{BUCKET}/${{AWS:UserName}}/*", "ann/diary", True),
        (f"{BUCKET}/${{aws:PrincipalTag/team}}/*", "ann/diary", False),
        (f"{BUCKET}/${{aws:PrincipalTag/team, 'everybody'}}/*", "everybody/news", True),
        (f"{BUCKET}/${{*}}", "*", True),
        (f"{BUCKET}/${{*}}", "diary", False),
        (f"{BUCKET}/${{$}}1", "$1", True),
    ],
)
def test_policy_variables_in_resources(resource: str, key: str, expected: bool) -> None:
    """Filled in for each request; one without a value names no resource, unless it has a default."""
    assert expected is reads(resource, key, aws__username="ann")


def test_a_variables_value_is_no_pattern() -> None:
    """A user who calls himself * does not read everybody's."""
    assert not reads(f"{BUCKET}/${{aws:username}}/*", "ann/diary", aws__username="*")


def test_old_policies_have_no_variables() -> None:
    """Version 2008-10-17 takes them literally."""
    assert not reads(f"{BUCKET}/${{aws:username}}/*", "ann/diary", version="2008-10-17", aws__username="ann")


def test_variables_in_conditions() -> None:
    """The documentation's example of owners by tag; without a value the condition cannot hold, negated or not."""
    same = {"StringEquals": {"aws:ResourceTag/Owner": "${aws:username}"}}
    other = {"StringNotEquals": {"aws:ResourceTag/Owner": "${aws:username}"}}
    keys = {"aws__resourcetag/owner": "ann"}

    assert decided(asked(aws__username="ann", **keys), allow(Condition=same)).is_allowed
    assert not decided(asked(aws__username="bob", **keys), allow(Condition=same)).is_allowed
    assert not decided(asked(**keys), allow(Condition=other)).is_allowed


def test_an_operator_that_aws_does_not_have() -> None:
    """A typing mistake is no condition that always holds."""
    with pytest.raises(MalformedPolicy, match="StringEqual is no condition operator"):
        written(allow(Condition={"StringEqual": {"aws:a": "b"}}))
