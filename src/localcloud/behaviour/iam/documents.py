"""
Policy documents, read once: JSON in, statements out that answer quickly whether they speak of a request.

What IAM let in may still be odd, so reading is lenient where AWS is: a single statement need not be a list, a single
value need not be one either.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from localcloud.behaviour.iam.conditions import Condition, Presence, UnknownOperator, conditions
from localcloud.behaviour.iam.patterns import Context, Pattern, Unresolved, action_pattern, arn_pattern
from localcloud.behaviour.iam.principals import Match, Principal, Principals, principals


class MalformedPolicy(ValueError):
    """A document that is no policy; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """
    One question: may this principal do this to that?

    Attributes:
        action: ``sqs:SendMessage``.
        resource: its ARN, "*" for actions that know no resource.
        account: the resource's owner.
        context: condition keys.
    """

    principal: Principal
    action: str
    resource: str
    account: str
    context: Context


class _Patterns:
    """The patterns of one element; those that are the same for every request are one regular expression."""

    __slots__ = ("_fixed", "_variable")

    def __init__(
        self, texts: Sequence[str], *, has_variables: bool, compiled: Callable[[str], re.Pattern[str]]
    ) -> None:
        all_of_them = [Pattern(text, has_variables=has_variables, compiled=compiled) for text in texts]
        fixed = [compiled(one.text) for one in all_of_them if one.is_fixed]
        self._variable = tuple(one for one in all_of_them if not one.is_fixed)
        self._fixed = re.compile("|".join(f"(?:{one.pattern})" for one in fixed), fixed[0].flags) if fixed else None

    def match(self, value: str, context: Context) -> bool:
        if self._fixed is not None and self._fixed.fullmatch(value):
            return True
        return any(_fits(one, value, context) for one in self._variable)


def _fits(pattern: Pattern, value: str, context: Context) -> bool:
    """A resource on which a variable says nothing is none that the statement names."""
    try:
        return pattern.fits(value, context)
    except Unresolved:
        return False


@dataclass(frozen=True, kw_only=True)
class Statement:
    """
    One statement of a policy.

    Attributes:
        policy: the policy's name, for reasons.
        sid: its own name; its place in the policy (``#2``) when it has none.
        principals: None in identity-based policies.
    """

    policy: str
    sid: str
    is_allow: bool
    actions: _Patterns
    is_action_negated: bool
    resources: _Patterns | None
    is_resource_negated: bool
    principals: Principals | None
    conditions: tuple[Condition | Presence, ...]

    def speaks_of(self, request: Request) -> bool:
        """Whether action, resource and conditions fit; the principal is :meth:`match`'s."""
        context = request.context
        return (
            self.actions.match(request.action, context) is not self.is_action_negated
            and (self.resources is None or self._has_resource(request))
            and all(condition.holds(context) for condition in self.conditions)
        )

    def match(self, principal: Principal) -> Match:
        return self.principals.match(principal) if self.principals is not None else Match.DIRECT

    def _has_resource(self, request: Request) -> bool:
        assert self.resources is not None
        return self.resources.match(request.resource, request.context) is not self.is_resource_negated


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A policy document under its name."""

    name: str
    statements: tuple[Statement, ...]


@lru_cache(maxsize=4096)
def policy(text: str, name: str) -> Policy:
    """
    The policy that a JSON text says; asked again, the same object.

    Raises:
        MalformedPolicy: it is no policy.
    """
    try:
        document = json.loads(text)
    except ValueError as problem:
        raise MalformedPolicy(f"{name} is not JSON: {problem}") from problem
    if not isinstance(document, dict) or "Statement" not in document:
        raise MalformedPolicy(f"{name} has no Statement")
    has_variables = document.get("Version") == "2012-10-17"
    found = _listed(document["Statement"])
    try:
        statements = tuple(_statement(one, name, number, has_variables) for number, one in enumerate(found, 1))
    except (UnknownOperator, AttributeError, KeyError, TypeError) as problem:
        raise MalformedPolicy(f"{name} cannot be read: {problem}") from problem
    return Policy(name=name, statements=statements)


def _statement(document: Mapping[str, Any], name: str, number: int, has_variables: bool) -> Statement:
    is_action_negated = "NotAction" in document
    is_resource_negated = "NotResource" in document
    resources = document.get("NotResource" if is_resource_negated else "Resource")
    return Statement(
        policy=name,
        sid=str(document.get("Sid") or f"#{number}"),
        is_allow=document["Effect"] == "Allow",
        actions=_Patterns(
            _listed(document["NotAction" if is_action_negated else "Action"]),
            has_variables=False,
            compiled=action_pattern,
        ),
        is_action_negated=is_action_negated,
        resources=None
        if resources is None
        else _Patterns(_listed(resources), has_variables=has_variables, compiled=arn_pattern),
        is_resource_negated=is_resource_negated,
        principals=_principals(document),
        conditions=conditions(document.get("Condition") or {}, has_variables=has_variables),
    )


def _principals(document: Mapping[str, Any]) -> Principals | None:
    if "NotPrincipal" in document:
        return principals(document["NotPrincipal"], is_negated=True)
    return principals(document["Principal"]) if "Principal" in document else None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
