"""
The small types of the document: durations, ranges, names, short forms.

Each knows how to parse itself, how to say what would have been legal, and how it looks in the JSON Schema. A wrong
value raises ``PydanticCustomError`` whose type is the id of the finding.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from aerostat.blueprint.node import WrittenFloat, WrittenInt
from aerostat.blueprint.problem import did_you_mean
from aerostat.blueprint.regions import known_regions

_DURATION = re.compile(r"(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,9})s)?", re.ASCII)
_DURATION_SCHEMA = r"^(\d+d)?(\d+h)?(\d+m)?(\d+s)?$"


def wrong(id: str, message: str, *, reason: str = "", suggestion: str = "") -> PydanticCustomError:
    """What a validator raises; the message follows the subject: "must be ..."."""
    return PydanticCustomError(id, "{message}", {"message": message, "reason": reason, "suggestion": suggestion})


def parse_duration(text: str) -> timedelta | None:
    """``30s``, ``5m``, ``1h30m``, ``7d`` as a timedelta; None for anything else."""
    match = _DURATION.fullmatch(text.replace(" ", ""))
    if match is None or not any(match.groups()):
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def duration_text(value: timedelta) -> str:
    """The shortest spelling: 90 seconds are ``1m30s``."""
    seconds = int(value.total_seconds())
    parts = []
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


@dataclass(frozen=True, kw_only=True)
class Lasting:
    """A duration between two bounds, written with its unit."""

    at_least: timedelta
    at_most: timedelta

    def parse(self, value: object) -> timedelta:
        if isinstance(value, timedelta):
            return value
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            hint = f"write `{value:g}s` if seconds are meant" if value == value else ""
            raise wrong("bad-duration", "must be a duration with its unit, not a plain number", suggestion=hint)
        duration = parse_duration(value) if isinstance(value, str) else None
        if duration is None:
            raise wrong("bad-duration", "must be a duration", reason="for example `30s`, `5m`, `1h30m` or `7d`")
        if not self.at_least <= duration <= self.at_most:
            allowed = f"{duration_text(self.at_least)} to {duration_text(self.at_most)}"
            raise wrong("out-of-range", f"must be {allowed}, not {duration_text(duration)}")
        return duration

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.parse)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {
            "type": "string",
            "pattern": _DURATION_SCHEMA,
            "examples": [duration_text(self.at_least or timedelta(seconds=30))],
        }


@dataclass(frozen=True, kw_only=True)
class Between:
    """A whole number between two bounds."""

    at_least: int
    at_most: int

    def check(self, value: int) -> int:
        if not self.at_least <= value <= self.at_most:
            raise wrong("out-of-range", f"must be {self.at_least} to {self.at_most}, not {value}")
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.at_least, "maximum": self.at_most}


@dataclass(frozen=True, kw_only=True)
class Shaped:
    """A text of a certain form; ``form`` says in words which."""

    pattern: str
    form: str
    id: str = "bad-format"
    at_most: int = 1024

    def check(self, value: str) -> str:
        if len(value) > self.at_most:
            raise wrong(self.id, f"must have at most {self.at_most} characters, not {len(value)}")
        if re.fullmatch(self.pattern, value) is None:
            raise wrong(self.id, f"must be {self.form}", reason=f"`{_shortened(value)}` is not")
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^(?:{self.pattern})$"}


@dataclass(frozen=True)
class ShortForm:
    """A text in place of a mapping stands for the mapping with this one setting."""

    key: str

    def expand(self, value: object) -> object:
        return {self.key: value} if isinstance(value, str) else value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.expand, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"type": "string"}, handler(schema)]}


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}..."


def _as_written(value: object) -> object:
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
    return _as_written(value)


def _cidr(value: str) -> str:
    try:
        network = ipaddress.IPv4Network(value)
    except ValueError as error:
        raise wrong("bad-format", "must be an IPv4 range such as `10.0.0.0/16`", reason=str(error)) from error
    if not 16 <= network.prefixlen <= 28:
        raise wrong("out-of-range", f"must be /16 to /28, not /{network.prefixlen}", reason="AWS's limit for a VPC")
    return value


def _region(value: str) -> str:
    known = known_regions()
    if value not in known:
        raise wrong(
            "unknown-region",
            f"is not an AWS region: `{_shortened(value)}`",
            reason="botocore does not know it; a newer boto3 may",
            suggestion=did_you_mean(value, known),
        )
    return value


def _nothing_is_empty(value: object) -> object:
    return {} if value is None else value


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
Version = Annotated[
    str,
    BeforeValidator(_as_written),
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
    BeforeValidator(_as_written),
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


def _seconds(at_least: int, at_most: int) -> Lasting:
    return Lasting(at_least=timedelta(seconds=at_least), at_most=timedelta(seconds=at_most))


HealthCheckInterval = Annotated[timedelta, _seconds(5, 300)]
HealthCheckTimeout = Annotated[timedelta, _seconds(2, 120)]
ContainerCheckTimeout = Annotated[timedelta, _seconds(2, 60)]
StartPeriod = Annotated[timedelta, _seconds(0, 300)]
GracePeriod = Annotated[timedelta, _seconds(0, 2_147_483_647)]
StopTimeout = Annotated[timedelta, _seconds(2, 120)]
DeregistrationDelay = Annotated[timedelta, _seconds(0, 3600)]
VisibilityTimeout = Annotated[timedelta, _seconds(0, 43_200)]
MessageRetention = Annotated[timedelta, _seconds(60, 1_209_600)]
MessageDelay = Annotated[timedelta, _seconds(0, 900)]
BackupRetention = Annotated[timedelta, _seconds(0, 35 * 86_400)]
