"""docs/reference/blueprint.md, made from the document's classes: every setting, its default, what it means."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from aerostat.blueprint.document import (
    BucketSection,
    BuildSection,
    CacheSection,
    CircuitBreakerSection,
    ContainerHealthCheckSection,
    DatabaseSection,
    DeploymentSection,
    Document,
    EmailSection,
    HealthCheckSection,
    NetworkSection,
    QueueSection,
    RouteSection,
    SecretSection,
    Section,
    ServiceSection,
)
from aerostat.blueprint.values import duration_text
from aerostat.model.wiring import SUFFIXES, Kind, variable

_SECTIONS: tuple[tuple[str, type[Section]], ...] = (
    ("The blueprint", Document),
    ("services.\\<name\\>", ServiceSection),
    ("services.\\<name\\>.build", BuildSection),
    ("services.\\<name\\>.routes", RouteSection),
    ("services.\\<name\\>.health_check", HealthCheckSection),
    ("services.\\<name\\>.container_health_check", ContainerHealthCheckSection),
    ("services.\\<name\\>.deployment", DeploymentSection),
    ("services.\\<name\\>.deployment.circuit_breaker", CircuitBreakerSection),
    ("databases.\\<name\\>", DatabaseSection),
    ("caches.\\<name\\>", CacheSection),
    ("buckets.\\<name\\>", BucketSection),
    ("queues.\\<name\\>", QueueSection),
    ("email.\\<name\\>", EmailSection),
    ("secrets.\\<NAME\\>", SecretSection),
    ("network", NetworkSection),
)

_INTRODUCTION = """\
# The blueprint

One file, `aerostat.yaml`, YAML 1.2. `aerostat init` writes a commented one that fits a project, `aerostat check` finds
mistakes ([all kinds of them](findings.md)), and editors complete it with [its schema](aerostat.schema.json). Sections
whose names begin with `x-` are ignored: a place for anchors.

Durations carry their unit: `30s`, `5m`, `1h30m`, `7d`. A service's `command` may name `${PORT}`, the port to listen on:
the service's `port` on AWS, where every task has an address of its own, and a free port on a laptop.

## Environments

`environments` lists what differs in each, merged over the rest: mappings key by key, lists and other values as a whole,
and null removes. `local`, the laptop, always exists; there `multi_az` and `deletion_protection` of databases are false
unless `environments.local` says otherwise.

## uses

From each name under a service's `uses` follow its permissions, network rules, the start order and a variable:

"""

_KINDS = {
    Kind.DATABASE: ("database", "its URL, with user and password; a secret"),
    Kind.CACHE: ("cache", "its URL"),
    Kind.SEARCH: ("search domain", "its URL"),
    Kind.BUCKET: ("bucket", "its name"),
    Kind.QUEUE: ("queue", "its URL"),
    Kind.TOPIC: ("topic", "its ARN"),
    Kind.EMAIL: ("email identity", "the From address"),
    Kind.FUNCTION: ("function", "its name"),
    Kind.SERVICE: ("service with routes", "its URL at the load balancer"),
}


def reference() -> str:
    """The page."""
    parts = [_INTRODUCTION + _variables()]
    for title, section in _SECTIONS:
        parts.append(f"## {title}\n\n{section.__doc__}\n\n{_table(section)}")
    return "\n".join(parts)


def _variables() -> str:
    rows = (
        f"| {told} `my-name` | `{variable(kind, 'my-name')}` | {holds} |\n" for kind, (told, holds) in _KINDS.items()
    )
    assert set(_KINDS) == set(SUFFIXES)
    return "| uses | variable | holds |\n|---|---|---|\n" + "".join(rows)


def _table(section: type[BaseModel]) -> str:
    rows = (_row(name, field) for name, field in section.model_fields.items())
    return "| setting | default | meaning |\n|---|---|---|\n" + "".join(rows)


def _row(name: str, field: FieldInfo) -> str:
    meaning = " ".join((field.description or "").split())
    choices = ", ".join(f"`{one}`" for one in _choices(field.annotation))
    told = f"{meaning} One of {choices}." if choices else meaning
    return f"| `{name}` | {_default(field)} | {told} |\n".replace("<NAME>", "\\<NAME\\>")


def _choices(annotation: Any) -> Iterator[str]:
    arguments = get_args(annotation)
    if arguments and all(isinstance(one, str) for one in arguments):
        yield from arguments
    elif get_origin(annotation) is Annotated or NoneType in arguments:
        yield from _choices(arguments[0])


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    match field.get_default(call_default_factory=True, validated_data={}):
        case None | "" | () | {}:
            return ""
        case timedelta() as duration:
            return f"`{duration_text(duration)}`"
        case bool() as flag:
            return f"`{str(flag).lower()}`"
        case BaseModel():
            return "see below"
        case tuple() as items:
            return f"`[{', '.join(items)}]`"
        case value:
            return f"`{value}`"
