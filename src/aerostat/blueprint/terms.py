"""
The terms of the document: names for the kinds of value that its sections share.

Bounds are AWS's.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Literal, TypeAlias, get_args

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, WithJsonSchema
from pydantic import Tag as Choice

from aerostat.blueprint.node import WrittenFloat, WrittenInt
from aerostat.blueprint.problem import did_you_mean
from aerostat.blueprint.regions import known_regions
from aerostat.blueprint.values import Between, LastingOneOf, Shaped, shortened, wrong


def as_written(value: object) -> object:
    """Numbers where a text is meant keep their spelling: ``7.10`` stays ``7.10``."""
    return value.text if isinstance(value, WrittenInt | WrittenFloat) else value


def _variable_value(value: object) -> object:
    if isinstance(value, bool):
        text = str(value).lower()
        raise wrong(
            "wrong-type",
            "must be text",
            reason="an environment variable is text, and programs disagree on how true and false are spelled",
            suggestion=f'write `"{text}"` in quotes',
        )
    return as_written(value)


def _cidr(value: str) -> str:
    try:
        network = ipaddress.IPv4Network(value)
    except ValueError as error:
        raise wrong("bad-format", "must be an IPv4 range such as `10.0.0.0/16`", reason=str(error)) from error
    if not 16 <= network.prefixlen <= 28:
        raise wrong("out-of-range", f"must be /16 to /28, not /{network.prefixlen}", reason="AWS's limit for a VPC")
    return value


def _range(value: str) -> str:
    try:
        ipaddress.IPv4Network(value)
    except ValueError as error:
        raise wrong("bad-format", "must be an IPv4 range such as `203.0.113.0/24`", reason=str(error)) from error
    return value


def _times(value: str) -> str:
    """EventBridge's two expressions: ``cron(...)`` with six fields, ``rate(...)``."""
    if (rate := _RATE.fullmatch(value)) and ((int(rate["count"]) == 1) is not (rate["unit"].endswith("s"))):
        return value
    if rate:
        count, unit = int(rate["count"]), rate["unit"].rstrip("s")
        correct = f"rate({count} {unit if count == 1 else unit + 's'})"
        raise wrong("bad-format", "must be in EventBridge's grammar", suggestion=f"write `{correct}`")
    cron = _CRON.fullmatch(value)
    fields = cron["fields"].split() if cron else value.split()
    if cron and len(fields) == 6 and (fields[2] == "?") is not (fields[4] == "?"):
        return value
    if cron and len(fields) == 6:
        reason = "one of day-of-month (the third field) and day-of-week (the fifth) must be `?`, and only one"
    elif cron:
        reason = (
            f"EventBridge's cron has six fields, minute hour day-of-month month day-of-week year; not {len(fields)}"
        )
    else:
        reason = f"`{shortened(value)}` is neither"
    unix = " ".join(fields)
    hint = f"write `{_eventbridge(fields)}`" if len(fields) == 5 and _UNIX_CRON.fullmatch(unix) else ""
    form = "must be `cron(...)` or `rate(...)`, such as `cron(0 5 * * ? *)` or `rate(1 hour)`"
    raise wrong("bad-format", form, reason=reason, suggestion=hint)


def _eventbridge(fields: Sequence[str]) -> str:
    """Unix cron's five fields in EventBridge's words; days of the week count from 1 there and are best named."""
    minute, hour, day, month, weekday = fields
    if weekday == "*":
        return f"cron({minute} {hour} {day} {month} ? *)"
    names = re.sub(r"[0-7]", lambda digit: _DAYS[int(digit[0]) % 7].upper(), weekday)
    return f"cron({minute} {hour} ? {month} {names} *)"


def _placeholders(value: str) -> str:
    for name in re.findall(r"\$\{([^}]*)\}?", value):
        if name not in PLACEHOLDERS:
            raise wrong(
                "bad-format",
                f"names `${{{shortened(name)}}}`, which is not known here",
                reason=f"known: {', '.join(f'${{{one}}}' for one in PLACEHOLDERS)}",
                suggestion=did_you_mean(name, PLACEHOLDERS),
            )
    return value


def _variable(value: str) -> str:
    if "${region}" in value:
        raise wrong(
            "bad-format",
            "cannot name `${region}`",
            reason="it is the same in all regions; each task finds its own in `AWS_REGION`",
            suggestion="remove it, and read `AWS_REGION`",
        )
    return value


def _use(value: object) -> object:
    """A name alone stands for full access; ``{orders: send}`` says less."""
    if isinstance(value, str):
        return {value: "full"}
    if not isinstance(value, Mapping):
        raise wrong("wrong-type", "must be a name, or one with what may be done: `{orders: send}`")
    if len(value) != 1:
        raise wrong(
            "wrong-type",
            f"must be one name, not {len(value) or 'none'}",
            suggestion=f"write `[{', '.join(f'{{{name}: {access}}}' for name, access in value.items())}]`"
            if value
            else "",
        )
    return value


def _region(value: str) -> str:
    known = known_regions()
    if value not in known:
        raise wrong(
            "unknown-region",
            f"is not an AWS region: `{shortened(value)}`",
            reason="botocore does not know it; a newer boto3 may",
            suggestion=did_you_mean(value, known),
        )
    return value


def _nothing_is_empty(value: object) -> object:
    return {} if value is None else value


CHOSEN = "\0"
"""Begins the tags by which pydantic chooses among forms. They stand in the path of an error and in no file."""

PLACEHOLDERS = ("application", "environment", "region")

AccessVerb: TypeAlias = Literal["full", "read", "write", "send", "receive"]

_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_DAY = f"({'|'.join(_DAYS)})"
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_RATE = re.compile(r"rate\((?P<count>[1-9][0-9]{0,8}) (?P<unit>(minute|hour|day)s?)\)")
_CRON = re.compile(r"cron\((?P<fields>[0-9A-Za-z*?,/#LW -]+)\)")
_UNIX_CRON = re.compile(r"[0-9*,/ -]+")
_LOG_RETENTIONS = tuple(
    timedelta(days=days)
    for days in (
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
    )
)  # fmt: skip
"""CloudWatch Logs' PutRetentionPolicy."""

LONGEST_NAME = 40
NAME_FORM = "lower-case letters, digits and single hyphens, beginning with a letter"
NAME_PATTERN = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"

EmptyAllowed = BeforeValidator(_nothing_is_empty)
"""``databases:`` with nothing below is a mapping without entries."""

Name = Annotated[str, Shaped(pattern=NAME_PATTERN, form=NAME_FORM, id="bad-name", at_most=LONGEST_NAME)]
VariableName = Annotated[
    str,
    Shaped(
        pattern=r"[A-Za-z_][A-Za-z0-9_]*",
        form="letters, digits and underscores, not beginning with a digit",
        id="bad-name",
        at_most=128,
    ),
]
VariableValue = Annotated[
    str, BeforeValidator(_variable_value), WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "number"}]})
]
Variable = Annotated[VariableValue, AfterValidator(_variable)]
"""An environment variable's value, in which ``${application}`` and ``${environment}`` are filled in."""

Filled = AfterValidator(_placeholders)
"""A text in which all of ``PLACEHOLDERS`` are filled in."""

Version = Annotated[
    str,
    BeforeValidator(as_written),
    Shaped(pattern=r"[0-9]{1,3}(\.[0-9]{1,4})*", form="a version such as `18` or `18.1`"),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "number"}]}),
]
InstanceClass = Annotated[
    str, Shaped(pattern=r"db\.[a-z0-9]+\.[a-z0-9]+", form="an RDS instance class such as `db.t4g.medium`")
]
NodeType = Annotated[
    str, Shaped(pattern=r"cache\.[a-z0-9]+\.[a-z0-9]+", form="an ElastiCache node type such as `cache.t4g.small`")
]
UrlPath = Annotated[str, Shaped(pattern=r"/[\x21-\x7e]*", form="a path that begins with `/`, without spaces")]
Matcher = Annotated[
    str,
    BeforeValidator(as_written),
    Shaped(pattern=r"[2-4][0-9]{2}([,-][2-4][0-9]{2})*", form="status codes such as `200`, `200,302` or `200-299`"),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "integer"}]}),
]
Cidr = Annotated[str, BeforeValidator(lambda value: _cidr(value) if isinstance(value, str) else value)]
Domain = Annotated[
    str,
    Shaped(
        pattern=r"([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}", form="a domain such as `example.com`"
    ),
]
Address = Annotated[
    str, Shaped(pattern=r"[^@\s<>]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,63}", form="a mail address such as `team@example.com`")
]
Region = Annotated[str, AfterValidator(_region)]
Port = Annotated[int, Between(at_least=1, at_most=65535)]
NetworkRange = Annotated[str, BeforeValidator(lambda value: _range(value) if isinstance(value, str) else value)]
Percent = Annotated[int, Between(at_least=0, at_most=100)]
FunctionName = Annotated[
    str,
    Shaped(
        pattern=r"[A-Za-z0-9_$/-]+(\.[A-Za-z0-9_$-]+)+", form="`module.function`, such as `app.handler`", at_most=128
    ),
]
Times = Annotated[str, BeforeValidator(lambda value: _times(value) if isinstance(value, str) else value)]
TimeZone = Annotated[
    str, Shaped(pattern=r"[A-Za-z]+([/_+-][A-Za-z0-9]+)*", form="a time zone such as `UTC` or `Europe/Berlin`")
]
DailyWindow = Annotated[str, Shaped(pattern=f"{_CLOCK}-{_CLOCK}", form="a time of day in UTC such as `03:00-04:00`")]
WeeklyWindow = Annotated[
    str,
    Shaped(pattern=f"{_DAY}:{_CLOCK}-{_DAY}:{_CLOCK}", form="a time of the week in UTC such as `sun:04:30-sun:05:30`"),
]
Destination = Annotated[
    str,
    Shaped(
        pattern=rf"[^@\s<>]+@[A-Za-z0-9.-]+\.[A-Za-z]{{2,63}}|https://[^\s]+|{NAME_PATTERN}",
        form="a mail address, an `https://` URL or a queue's name",
    ),
]
LogRetention = Annotated[timedelta, LastingOneOf(durations=_LOG_RETENTIONS)]
FlowLogRetention = Annotated[timedelta, LastingOneOf(durations=(timedelta(0), *_LOG_RETENTIONS))]
Uses = Annotated[
    tuple[Annotated[Mapping[str, AccessVerb], BeforeValidator(_use)], ...],
    Field(strict=False),
    WithJsonSchema(
        {
            "type": "array",
            "items": {
                "anyOf": [
                    {"type": "string"},
                    {
                        "type": "object",
                        "additionalProperties": {"enum": list(get_args(AccessVerb))},
                        "minProperties": 1,
                        "maxProperties": 1,
                    },
                ]
            },
        }
    ),
]
Parameters = Annotated[Mapping[str, VariableValue], EmptyAllowed]

LISTED = Choice(f"{CHOSEN}listed")
NAMED = Choice(f"{CHOSEN}named")
ListedOrNamed = Discriminator(lambda value: f"{CHOSEN}{'named' if isinstance(value, Mapping) else 'listed'}")
"""A list of names, or a mapping that says more about each."""
Tag = Annotated[
    VariableValue,
    Shaped(pattern=r"([\w\s_.:/=+@-]|\$\{[a-z]+\})*", form="letters, digits, spaces and _.:/=+-@", at_most=256),
    Filled,
]
TagName = Annotated[
    str,
    Shaped(
        pattern=r"(?![aA][wW][sS]:)[\w\s_.:/=+@-]+",
        form="letters, digits, spaces and _.:/=+-@, not beginning with `aws:`",
        id="bad-name",
        at_most=128,
    ),
]
