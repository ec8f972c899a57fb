"""docs/reference/blueprint.md, made from the document's classes: every setting, its default, what it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from aerostat.blueprint.annotations import alternatives, sections_in
from aerostat.blueprint.document import Document
from aerostat.blueprint.values import duration_text
from aerostat.model.wiring import SUFFIXES, Kind, variable

_INTRODUCTION = """\
# The blueprint

One file, `aerostat.yaml`, YAML 1.2. `aerostat init` writes a commented one that fits a project, `aerostat check` finds
mistakes ([all kinds of them](findings.md)), and editors complete it with [its schema](aerostat.schema.json). Sections
whose names begin with `x-` are ignored: a place for anchors.

Durations carry their unit: `30s`, `5m`, `1h30m`, `7d`. A service's `command` may name `${PORT}`, the port to listen on:
the service's `port` on AWS, where every task has an address of its own, and a free port on a laptop.

## Environments

`environments` lists what differs in each, merged over the rest: mappings key by key, lists and other values as a whole,
and null removes. `local`, the laptop, always exists. Unless `environments.local` says otherwise, it has one region, no
`scaling` of services (one task, or `desired_count`), no `multi_az`, `replicas`, `proxy` and `deletion_protection` of
databases, no `replicas` and `tls` of caches, no `replication` and `retention` of buckets, no `bastion`, `endpoints` and
`session_manager`, no `error_retention` of logs, and none of the sections `domain`, `cdn`, `waf`, `audit`, `backups`,
`budget`, `encryption`, `state` and `ci`: the same file runs everywhere.

In texts of `tags`, `state`, `environment` and in a secret's `path`, `${application}` and `${environment}` are filled
in; in all but `environment` also `${region}`, the primary one.

## Alarms

`when` says in one line when an alarm fires:

| | |
|---|---|
| `CPUUtilization > 80 for 10m` | ten minutes in a row |
| `HTTPCode_Target_5XX_Count sum > 10 in 5m` | within five minutes |
| `TargetResponseTime p95 > 2 in 5m for 10m` | in two periods of five minutes |
| `HTTPCode_Target_5XX_Count / RequestCount sum > 0.05 for 5m` | a share: one metric divided by another |
| `Fitness/Signups sum < 1 in 1h` | a metric of your own, with its namespace |

Without a statistic, levels (utilization, times, depths) are averaged and events summed. Up to ten minutes are watched
minute by minute, up to a day in steps of five minutes, up to a week hour by hour; `in` says otherwise.

An alarm on a cache watches all its nodes, for any of them may become the primary: events are those of all together,
and of levels that of the node that is worst off. `on: database.reports` watches the read replica `reports`, in its
region.

`error_retention` keeps errors for longer than the logs that they stand in: events with a word such as `ERROR`,
`Exception`, `Traceback` or `timed out`, in JSON or not. They are in a bucket of each region,
`<application>-<environment>-error-logs-<account>`, under `errors/<year>/<month>/<day>/`: compressed, in CloudWatch
Logs' own documents, one a line. A stack trace is kept whole where it is one event, as JSON loggers write it. Terraform
destroys the bucket only when it is empty.

X-Ray decides whether it traces a request before it knows how it ends. So `errors` under `tracing` is the rate of all
requests that no other rule names, like `other`.

## uses

From each name under `uses` of a service or function follow its permissions, network rules, the start order and a
variable. `{orders: send}` in place of a name grants less than everything: buckets know `read` and `write`, queues
`send` and `receive`, topics `send`.

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
    seen = set[type[BaseModel]]()
    for title, section in _sections("", Document):
        if section in seen:
            continue
        seen.add(section)
        parts.append(f"## {title or 'The blueprint'}\n\n{section.__doc__}\n\n{_table(section)}")
    return "\n".join(parts)


def _sections(path: str, section: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    """This section and all below it, each with where it stands: ``services.\\<name\\>.build``."""
    yield path, section
    for name, field in section.model_fields.items():
        below = f"{path}.{name}" if path else name
        yield from _below(below, field.annotation)


def _below(path: str, annotation: Any) -> Iterator[tuple[str, type[BaseModel]]]:
    found = tuple(sections_in(annotation))
    for section in found:
        yield from _sections(_chosen(path, section) if len(found) > 1 else path, section)
    for one in alternatives(annotation):
        if get_origin(one) is Mapping:
            yield from _below(f"{path}.{_placeholder(path)}", get_args(one)[1])
        elif get_origin(one) is tuple:
            yield from _below(path, get_args(one)[0])


def _placeholder(path: str) -> str:
    if path == "secrets":
        return "\\<NAME\\>"
    return "\\<path\\>" if path.endswith("behaviors") else "\\<name\\>"


def _chosen(path: str, section: type[BaseModel]) -> str:
    """Which of several forms: ``functions.\\<name\\>.triggers with `queue```."""
    first = next(name for name, field in section.model_fields.items() if field.is_required() and name != "at")
    return f"{path} with `{first}`"


def _variables() -> str:
    rows = (
        f"| {told} `my-name` | `{variable(kind, 'my-name')}` | {holds} |\n" for kind, (told, holds) in _KINDS.items()
    )
    assert set(_KINDS) == set(SUFFIXES)
    return "| uses | variable | holds |\n|---|---|---|\n" + "".join(rows)


def _table(section: type[BaseModel]) -> str:
    inherited_last = sorted(section.model_fields.items(), key=lambda one: one[0] not in section.__annotations__)
    rows = (_row(name, field) for name, field in inherited_last)
    return "| setting | default | meaning |\n|---|---|---|\n" + "".join(rows)


def _row(name: str, field: FieldInfo) -> str:
    meaning = " ".join((field.description or "").split())
    choices = ", ".join(f"`{one}`" for one in _choices(field.annotation))
    several = any(get_origin(one) is tuple for one in alternatives(field.annotation))
    told = f"{meaning} {'Any' if several else 'One'} of {choices}." if choices else meaning
    return f"| `{name}` | {_default(field)} | {told} |\n".replace("<NAME>", "\\<NAME\\>")


def _choices(annotation: Any) -> Iterator[str]:
    """The words that a setting, or each entry of its list, may be."""
    for one in alternatives(annotation):
        if get_origin(one) is Literal:
            yield from (str(word) for word in get_args(one))
        elif get_origin(one) is tuple:
            yield from _choices(get_args(one)[0])


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
            return f"`[{', '.join(map(str, items))}]`"
        case value:
            return f"`{value}`"
