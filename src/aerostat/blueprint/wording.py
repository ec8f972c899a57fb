"""
pydantic's errors in our words: problems with a reason and the edit to make.

The type of an error decides, never its text. Errors that our own value types raise carry their words with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic_core import ErrorDetails

from aerostat.blueprint.annotations import sections_at
from aerostat.blueprint.later import ELSEWHERE, LATER, LATER_STRATEGIES, not_yet
from aerostat.blueprint.node import WrittenFloat, WrittenInt
from aerostat.blueprint.problem import KeyPath, Problem, did_you_mean, nearest, subject
from aerostat.blueprint.terms import CHOSEN

_EXPECTED = {
    "int_type": ("a whole number", "1024"),
    "int_from_float": ("a whole number", "1024"),
    "float_type": ("a number", "0.5"),
    "bool_type": ("true or false", "true"),
    "string_type": ("text", ""),
    "tuple_type": ("a list", "[one, two]"),
    "mapping_type": ("a mapping", ""),
    "dict_type": ("a mapping", ""),
    "model_type": ("a mapping", ""),
}


def problem_of(error: ErrorDetails) -> Problem:
    """The problem that one pydantic error stands for."""
    path = as_written(error["loc"])
    if path and path[-1] == "[key]":
        return _bad_key(path[:-1], error)
    match error["type"]:
        case "extra_forbidden":
            return _unknown_key(path, settings_at(error["loc"][:-1]))
        case "missing":
            return _missing(path)
        case "literal_error":
            return _unknown_value(path, error)
        case kind if kind in _EXPECTED:
            return _wrong_type(path, kind, error["input"])
    return _our_own(path, error)


def settings_at(path: KeyPath) -> tuple[str, ...]:
    """The settings that a mapping at ``path`` may have; none when its keys are free."""
    beyond_one_environment = ("environments",) if not path else ()
    known = [name for section in sections_at(path) for name in section.model_fields]
    return (*dict.fromkeys(known), *beyond_one_environment)


def as_written(path: KeyPath) -> KeyPath:
    """The path without the choices that pydantic made on its way."""
    return tuple(key for key in path if not (isinstance(key, str) and key.startswith(CHOSEN)))


def _unknown_key(path: KeyPath, known: Sequence[str]) -> Problem:
    *head, last = path
    key, owner = str(last), tuple(head)
    if reason := LATER.get(_kind(owner), {}).get(key):
        return not_yet(path, key, owner, reason)
    return Problem(
        id="unknown-key",
        path=path,
        mark="key",
        message=f"`{key}` is not a setting of {subject(owner)}",
        reason=f"known here: {', '.join(known)}",
        suggestion=ELSEWHERE.get(_kind(owner), {}).get(key) or did_you_mean(key, known),
    )


def meant_by(path: KeyPath) -> KeyPath | None:
    """The setting that an unknown key was most likely meant to be; it then counts as written, if wrongly."""
    match = nearest(str(path[-1]), settings_at(path[:-1]))
    return (*path[:-1], match) if match else None


def _kind(owner: KeyPath) -> str:
    """``services.web.deployment`` is ``services.deployment`` to the table of later settings."""
    return ".".join(str(key) for index, key in enumerate(owner) if index != 1)


def _missing(path: KeyPath) -> Problem:
    *head, last = path
    example = f"add `{last}: shop`" if path == ("application",) else f"add `{last}:`"
    return Problem(
        id="missing-key",
        path=tuple(head),
        message=f"{subject(tuple(head))} has no `{last}`",
        suggestion=example,
        missing=str(last),
    )


def _bad_key(path: KeyPath, error: ErrorDetails) -> Problem:
    words = error.get("ctx", {})
    name, suggestion, reason = str(path[-1]), words.get("suggestion", ""), words.get("reason", "")
    if path[0] == "queues" and name.endswith(".fifo"):
        suggestion = f"call it `{name.removesuffix('.fifo')}` and add `fifo: true`; `.fifo` is appended for you"
    elif (
        (better := _legal_name(name)) and better != name and path[0] != "tags" and "letter" in str(words.get("message"))
    ):
        suggestion = f"call it `{better}`" if "hyphen" in str(words.get("message")) else ""
    return Problem(
        id="unknown-region" if error["type"] == "unknown-region" else "bad-name",
        path=path,
        mark="key",
        reason=reason,
        message=f"the name `{name[:60]}` in {subject(path[:-1])} {words.get('message', 'must be text')}",
        suggestion=suggestion,
    )


def _legal_name(name: str) -> str:
    spelled = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name.lower())
    return "-".join(part for part in spelled.split("-") if part).lstrip("0123456789-")


def _unknown_value(path: KeyPath, error: ErrorDetails) -> Problem:
    expected = [one.strip().strip("'") for one in error["ctx"]["expected"].replace(" or ", ", ").split(", ")]
    written = error["input"]
    if path[-1] == "strategy" and isinstance(written, str) and written.upper() in LATER_STRATEGIES:
        return not_yet(path, f"strategy: {written}", path[:-1], "deployments are ROLLING until then")
    shown = f"`{written}`" if isinstance(written, str) else "this"
    return Problem(
        id="unknown-value",
        path=path,
        message=f"{subject(path)} cannot be {shown}",
        reason=f"known: {', '.join(expected)}",
        suggestion=did_you_mean(str(written), expected) or (f"write `{expected[0]}`" if len(expected) == 1 else ""),
    )


def _wrong_type(path: KeyPath, kind: str, written: object) -> Problem:
    expected, example = _EXPECTED[kind]
    if written is None:
        message = f"{subject(path)} has no value"
        return Problem(
            id="wrong-type",
            path=path,
            message=message,
            reason=f"it must be {expected}",
            suggestion="give it one, or remove the line",
        )
    suggestion = f"for example `{path[-1]}: {example}`" if example and isinstance(path[-1], str) else ""
    if kind == "tuple_type" and isinstance(written, str):
        suggestion = f"write `{path[-1]}: [{written[:40]}]`"
    elif kind == "int_type" and isinstance(written, str) and written.strip().isdecimal():
        suggestion = f"write `{path[-1]}: {written.strip()}` without quotes"
    elif kind == "bool_type" and str(written).lower() in ("yes", "no", "on", "off"):
        suggestion = f"write `{path[-1]}: {'true' if str(written).lower() in ('yes', 'on') else 'false'}`"
    elif kind == "string_type" and isinstance(written, (bool, int, float)):
        suggestion = "put it in quotes"
    elif kind == "model_type" and (known := settings_at(path)):
        suggestion = f"its settings are: {', '.join(known)}"
    return Problem(
        id="wrong-type",
        path=path,
        message=f"{subject(path)} must be {expected}, not {_type_name(written)}",
        suggestion=suggestion,
    )


def _type_name(written: object) -> str:
    match written:
        case bool():
            return "true or false"
        case WrittenInt() | WrittenFloat() | int() | float():
            return "a number"
        case str():
            return "text"
        case Mapping():
            return "a mapping"
        case list() | tuple():
            return "a list"
    return "nothing"


def _our_own(path: KeyPath, error: ErrorDetails) -> Problem:
    words = error.get("ctx", {})
    return Problem(
        id=error["type"],
        path=path,
        message=f"{subject(path)} {words.get('message', error['msg'])}",
        reason=str(words.get("reason", "")),
        suggestion=str(words.get("suggestion", "")),
        offset=int(words.get("offset", 0)),
    )
