"""
What a resource will be: PURE. Values in, the planned value and the reasons for a replacement out.

Like the provider, it leaves to the apply what only AWS can fill in, knows some of it before (tags, the region, the
names a certificate must be validated for), keeps no write-only value, and names the arguments that cannot be changed
in place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from aerostat.terraform.schema import Block, Body
from aerostat.testing.provider.values import UNKNOWN, is_known_throughout, is_unknown

#: ``("default_action", 0, "type")``: names of arguments and indexes into lists of blocks.
Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What the provider was configured with."""

    region: str = "us-east-1"
    default_tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Planned:
    value: Any
    replaced_for: tuple[Path, ...] = ()


def plan(type: str, body: Body, prior: Any, proposed: Any, around: Surroundings) -> Planned:
    """
    Args:
        prior: the recorded value; None for what is to be made.
        proposed: what Terraform derives from configuration and record; None for what is to be destroyed.
    """
    if proposed is None:
        return Planned(None)
    proposed = _without_write_only(body, proposed)
    proposed |= _known_before(type, body, proposed, around)
    if prior == proposed:
        return Planned(prior)
    return Planned(_with_unknowns(body, proposed), tuple(_replacements(body, prior, proposed)) if prior else ())


def _without_write_only(body: Body, value: dict[str, Any]) -> dict[str, Any]:
    """The value as it may be recorded."""
    kept = {}
    for name, part in body.items():
        item = value.get(name)
        if isinstance(part, Block):
            kept[name] = _in_each(part, item, _without_write_only)
        else:
            kept[name] = None if part.flags.write_only else item
    return kept


def _in_each(block: Block, value: Any, change: Any) -> Any:
    """The value of a block, with the change made in each of its bodies."""
    match value:
        case list():
            return [change(block.body, one) if isinstance(one, dict) else one for one in value]
        case dict() if block.nesting == "map":
            return {key: change(block.body, one) for key, one in value.items()}
        case dict():
            return change(block.body, value)
        case _:
            return value


def _known_before(type: str, body: Body, value: dict[str, Any], around: Surroundings) -> dict[str, Any]:
    """What the provider itself fills in while it plans."""
    known: dict[str, Any] = {}
    if "region" in body and value.get("region") is None:
        known["region"] = around.region
    if "tags_all" in body:
        known["tags_all"] = _all_tags(value.get("tags"), around)
    if type == "aws_acm_certificate" and value.get("domain_validation_options") is None:
        known["domain_validation_options"] = _validation_options(value)
    return known


def _all_tags(tags: Any, around: Surroundings) -> Any:
    if is_unknown(tags):
        return UNKNOWN
    return {**around.default_tags, **(tags or {})}


def _validation_options(certificate: dict[str, Any]) -> Any:
    names = [certificate["domain_name"], *(certificate.get("subject_alternative_names") or [])]
    if not is_known_throughout(names) or certificate.get("validation_method") != "DNS":
        return UNKNOWN
    records = ("resource_record_name", "resource_record_type", "resource_record_value")
    return [{"domain_name": name, **dict.fromkeys(records, UNKNOWN)} for name in dict.fromkeys(names)]


def _with_unknowns(body: Body, value: dict[str, Any]) -> dict[str, Any]:
    """The value with everything unknown that only AWS can fill in."""
    planned = {}
    for name, part in body.items():
        item = value.get(name)
        if isinstance(part, Block):
            planned[name] = _in_each(part, item, _with_unknowns)
        else:
            planned[name] = UNKNOWN if item is None and part.flags.computed else item
    return planned


def _replacements(body: Body, prior: dict[str, Any], proposed: dict[str, Any], at: Path = ()) -> Iterator[Path]:
    """
    Arguments that differ and cannot be changed in place.

    What was never recorded (after an import, of which we know the identity only) replaces nothing.
    """
    for name, part in body.items():
        before, after = prior.get(name), proposed.get(name)
        if before is None or before == after:
            continue
        if isinstance(part, Block):
            yield from _replacing_blocks(part, before, after, (*at, name))
        elif part.flags.replaces:
            yield (*at, name)


def _replacing_blocks(block: Block, before: Any, after: Any, at: Path) -> Iterator[Path]:
    """Blocks that went or joined others, and arguments of those that stay. A set's have no numbers to tell them by."""
    if block.nesting == "set":
        if before and _fixed_in_each(block, before) != _fixed_in_each(block, after):
            yield at
    elif block.nesting == "list":
        now = after if isinstance(after, list) else []
        if before and len(before) != len(now) and block.flags.replaces:
            yield at
        for index, (one, other) in enumerate(zip(before, now, strict=False)):
            yield from _replacements(block.body, one, other, (*at, index))


def _fixed_in_each(block: Block, value: Any) -> list[str]:
    """What cannot be changed in place, of each block that has such; of every block, where none may come or go."""
    blocks = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
    fixed = (list(_fixed(block.body, one)) for one in blocks)
    return sorted(repr(one) for one in fixed if one or block.flags.replaces)


def _fixed(body: Body, value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, part in body.items():
        if not isinstance(part, Block):
            if part.flags.replaces:
                yield name, value.get(name)
        elif inside := _fixed_in_each(part, value.get(name)):
            yield name, inside
