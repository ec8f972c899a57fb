"""
Who asks, and whether a policy's ``Principal`` means them.

How closely a principal is meant decides how much a resource policy grants by itself: naming an account only hands the
decision to that account's own policies, naming a role leaves the role's boundary and session policy in force.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, IntEnum, auto
from typing import Any

from localcloud.behaviour.iam.patterns import text_pattern


class Kind(Enum):
    """What a principal is."""

    ROOT = auto()
    USER = auto()
    ROLE = auto()  # of a simulation; requests come from sessions
    ROLE_SESSION = auto()
    SERVICE = auto()
    FEDERATED = auto()
    ANONYMOUS = auto()


@dataclass(frozen=True, kw_only=True)
class Principal:
    """
    Who asks.

    Attributes:
        arn: of the user, role session or root; a service's name (``sns.amazonaws.com``); an identity provider's ARN or
            name; "*" when nobody signed.
        account: twelve digits; "" for services and strangers.
        role: ARN of a session's role, with its path.
        tags: of the user, or of the role and its session.
    """

    kind: Kind
    arn: str
    account: str = ""
    role: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)


class Match(IntEnum):
    """How closely a ``Principal`` element means somebody; the closest counts."""

    NOT = 0
    ACCOUNT = 1
    ROLE_OF_SESSION = 2
    ANYBODY = 3
    DIRECT = 4


@dataclass(frozen=True, kw_only=True)
class Principals:
    """
    A ``Principal`` or ``NotPrincipal`` element, by type of principal: ``AWS``, ``Service``, ``Federated``.

    Attributes:
        is_negated: for ``NotPrincipal``.
    """

    names: Mapping[str, Sequence[str]]
    is_negated: bool = False

    def match(self, principal: Principal) -> Match:
        closest = max((self._match_one(principal, kind, name) for kind, name in self._each()), default=Match.NOT)
        if self.is_negated:
            return Match.NOT if closest else Match.ANYBODY
        return closest

    def _each(self) -> list[tuple[str, str]]:
        return [(kind, name) for kind, names in self.names.items() for name in names]

    def _match_one(self, principal: Principal, kind: str, name: str) -> Match:
        if name == "*" and kind == "AWS":
            return Match.ANYBODY
        match kind, principal.kind:
            case "Service", Kind.SERVICE:
                return Match.DIRECT if text_pattern(name).fullmatch(principal.arn) else Match.NOT
            case "Federated", Kind.FEDERATED:
                return Match.DIRECT if name == principal.arn else Match.NOT
            case "AWS", Kind.ROOT | Kind.USER | Kind.ROLE | Kind.ROLE_SESSION:
                return _aws_match(principal, name)
        return Match.NOT


def principals(element: Any, *, is_negated: bool = False) -> Principals:
    """The element of a statement: ``"*"``, or names by their type."""
    if isinstance(element, str):
        element = {"AWS": element}
    names = {kind: (given,) if isinstance(given, str) else tuple(given) for kind, given in element.items()}
    return Principals(names=names, is_negated=is_negated)


def _aws_match(principal: Principal, name: str) -> Match:
    if name == principal.arn:
        return Match.DIRECT
    if principal.role and name == principal.role:
        return Match.ROLE_OF_SESSION
    if name == principal.account or (name.endswith(":root") and name.split(":")[4:5] == [principal.account]):
        return Match.ACCOUNT
    return Match.NOT
