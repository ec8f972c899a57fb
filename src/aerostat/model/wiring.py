"""
The environment variables that follow from ``uses``: names, and what each one holds.

The one place that knows these names. The graph turns each source into a reference (an address, an ARN), the checks
look for collisions, the docs list them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from aerostat.model.compute import Function, Service
from aerostat.model.environment import Environment


class Kind(StrEnum):
    """What a name in ``uses`` can refer to; the value is the section of the blueprint that defines it."""

    DATABASE = "databases"
    CACHE = "caches"
    SEARCH = "search"
    BUCKET = "buckets"
    QUEUE = "queues"
    TOPIC = "topics"
    EMAIL = "email"
    FUNCTION = "functions"
    SERVICE = "services"


SUFFIXES: Mapping[Kind, str] = {
    Kind.DATABASE: "URL",
    Kind.CACHE: "URL",
    Kind.SEARCH: "URL",
    Kind.BUCKET: "BUCKET",
    Kind.QUEUE: "QUEUE_URL",
    Kind.TOPIC: "TOPIC_ARN",
    Kind.EMAIL: "FROM",
    Kind.FUNCTION: "FUNCTION",
    Kind.SERVICE: "SERVICE_URL",
}


@dataclass(frozen=True, kw_only=True)
class Source:
    """
    Where the value of a variable comes from.

    Attributes:
        kind, name: the thing used.
        is_secret: the value holds a password, so it reaches the task as a secret, never as plain text.
    """

    kind: Kind
    name: str
    is_secret: bool = False


def kind_of(environment: Environment, name: str) -> Kind | None:
    """What ``name`` refers to in this environment, or None when nothing has that name."""
    for kind in Kind:
        if name in getattr(environment, kind):
            return kind
    return None


def variable(kind: Kind, name: str) -> str:
    """The variable's name: queue ``jobs`` gives ``JOBS_QUEUE_URL``."""
    return f"{name.upper().replace('-', '_')}_{SUFFIXES[kind]}"


def variables(environment: Environment, user: Service | Function) -> Mapping[str, Source]:
    """
    The variables a service or function gets from its ``uses``, in the order written.

    Names that refer to nothing are left out: the checks report them.
    """
    result: dict[str, Source] = {}
    for name in user.uses:
        kind = kind_of(environment, name)
        if kind is not None:
            result[variable(kind, name)] = Source(kind=kind, name=name, is_secret=kind is Kind.DATABASE)
    return result
