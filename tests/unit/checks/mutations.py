"""
Single mistakes that a person could make in the example blueprints: what is typed instead, what must be told, where.

Some are written one by one, in written_mutations.py; families of them follow from the text of the examples: every
setting's name can be mistyped, every reference can name what is not there, every duration can lose its unit.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from aerostat.blueprint.json_schema import schema_text

EXAMPLES = Path(__file__).parents[3] / "examples"
NAMES = ("web-worker", "multi-region", "shop", "four-environments", "fitness")


class Mutation(NamedTuple):
    """
    Attributes:
        text: the whole blueprint with the mistake in it.
        id, line: what must be told, and where.
        about: what was done to it, for the test's name.
    """

    example: str
    id: str
    text: str
    line: int
    about: str


def original(example: str) -> str:
    return (EXAMPLES / example / "aerostat.yaml").read_text()


def edited(example: str, id: str, old: str, new: str, *, told_at: str = "") -> Mutation:
    """
    The example with one text in place of another.

    Args:
        told_at: a text (of the result) on the line where the finding must be; the place of the edit unless given. A
            ``▸`` in ``new`` does the same for an edit of several lines.

    Raises:
        ValueError: when the example has no such text.
    """
    text = original(example)
    if old not in text:
        raise ValueError(f"{example} no longer has `{old}`: write this mutation anew")
    at = text.index(old)
    before, mark, after = new.partition("▸")
    result = text[:at] + before + after + text[at + len(old) :]
    place = at + len(before) if mark else at
    if told_at:
        place = result.index(told_at)
    return Mutation(example, id, result, result.count("\n", 0, place) + 1, f"{old} -> {new}".replace("\n", " ")[:70])


def followed() -> Iterator[Mutation]:
    """Those that follow from the text."""
    families = (
        mistyped_settings(),
        dangling_uses(),
        undefined_secrets(),
        durations_without_unit(),
        numbers_as_words(),
        numbers_out_of_range(),
        fargate_sizes(),
        classes(),
        broken_conditions(),
        mistyped_regions(),
    )
    for family in families:
        yield from family


def mistyped_settings() -> Iterator[Mutation]:
    """Two letters swapped in the name of each setting, once for each setting."""
    seen = set[str]()
    for example in NAMES:
        text = original(example)
        for match in re.finditer(r"(?<=[\s{])([a-z_]{4,})(?=: )", text):
            word = match[1]
            if word in seen or word not in _SETTINGS or _is_comment(text, match.start()):
                continue
            seen.add(word)
            middle = len(word) // 2
            typo = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
            if typo != word:
                result = text[: match.start()] + typo + text[match.end() :]
                yield Mutation(example, "unknown-key", result, _line(text, match.start()), f"{word} -> {typo}")


def dangling_uses() -> Iterator[Mutation]:
    """The last letter of a name in `uses` is lost."""
    for example in NAMES:
        text = original(example)
        seen = set[str]()
        for match in re.finditer(r"uses: \[([^\]]*)\]", text):
            for name in re.finditer(r"[a-z-]+(?=[,\]}]|: |$)", match[1]):
                at = match.start(1) + name.end() - 1
                is_other = re.search(rf"^  {name[0][:-1]}: ", text, re.M)
                if name[0] in seen or name[0] in _VERBS or len(name[0]) < 3 or is_other:
                    continue
                seen.add(name[0])
                result = text[:at] + text[at + 1 :]
                yield Mutation(example, "dangling-uses", result, _line(text, at), f"uses {name[0][:-1]}")


def undefined_secrets() -> Iterator[Mutation]:
    """Two letters swapped in each secret that a service wants."""
    for example in NAMES:
        text = original(example)
        for match in re.finditer(r"secrets: \[([^\]]*)\]", text):
            for name in re.finditer(r"[A-Z_]+", match[1]):
                at = match.start(1) + name.start()
                result = text[:at] + name[0][1] + name[0][0] + name[0][2:] + text[at + len(name[0]) :]
                yield Mutation(example, "undefined-secret", result, _line(text, at), f"secret {name[0]} mistyped")


def durations_without_unit() -> Iterator[Mutation]:
    """`30s` becomes `30`, once for each setting of each example."""
    for example, text, match in _each(r"\b([a-z_]+): (\d+)[smhd](?=[,}\s])"):
        result = text[: match.end() - 1] + text[match.end() :]
        told = "wrong-type" if match[2] == "2557" else "bad-duration"  # the short form of a mapping
        yield Mutation(example, told, result, _line(text, match.start()), f"{match[0][:-1]} without unit")


def numbers_as_words() -> Iterator[Mutation]:
    """A number in quotes, or a word in its place."""
    for example, text, match in _each(
        r"\b(port|cpu|memory|desired_count|storage|replicas|dead_letter_after|zones): (\d+)"
    ):
        begin, end = match.span(2)
        quoted = text[:begin] + f'"{match[2]}"' + text[end:]
        yield Mutation(example, "wrong-type", quoted, _line(text, begin), f'{match[1]}: "{match[2]}"')
    for example, text, match in _each(
        r"\b(versioned|acls|multi_az|tracing|dashboard|create_zone|session_manager|fifo): true"
    ):
        begin, end = match.start(1) + len(match[1]) + 2, match.end()
        result = text[:begin] + '"yes"' + text[end:]
        yield Mutation(example, "wrong-type", result, _line(text, begin), f'{match[1]}: "yes"')


def numbers_out_of_range() -> Iterator[Mutation]:
    """Ten thousand times as much, or nothing at all."""
    bounds = {
        "port": "80000",
        "desired_count": "50000",
        "dead_letter_after": "5000",
        "zones": "12",
        "connections": "175",
        "generate": "1000",
        "max": "99999",
        "minimum_healthy_percent": "166",
        "cpu": "700",
        "storage": "99999",
        "replicas": "9",
        "memory": "999999",
        "ephemeral_storage": "99999",
        "batch": "99999",
        "concurrency": "9999",
        "failure_threshold": "50",
        "nodes": "300",
    }
    pattern = r"\b(" + "|".join(bounds) + r"): (\d+)"
    for example, text, match in _each(pattern):
        if match[1] in ("cpu", "memory") and "scaling" not in text[: match.start()].rpartition("\n")[2]:
            continue
        begin, end = match.span(2)
        result = text[:begin] + bounds[match[1]] + text[end:]
        yield Mutation(example, "out-of-range", result, _line(text, begin), f"{match[1]}: {bounds[match[1]]}")


def fargate_sizes() -> Iterator[Mutation]:
    """Each size of a service's tasks made into one that Fargate does not have."""
    for example in NAMES:
        text = original(example)
        for match in re.finditer(r"\bcpu: (256|512|1024)(?=,?\s)", text):
            result = text[: match.start(1)] + "300" + text[match.end(1) :]
            yield Mutation(example, "fargate-size", result, _line(text, match.start()), f"{match[0]} -> 300")
        for match in re.finditer(r"\bmemory: (512|1024|2048)(?=[ \n])", text):
            result = text[: match.start(1)] + "1000" + text[match.end(1) :]
            yield Mutation(example, "fargate-size", result, _line(text, match.start()), f"{match[0]} -> 1000")


def classes() -> Iterator[Mutation]:
    """Each instance class of production one that AWS does not have."""
    for example in NAMES:
        text = original(example).partition("\nx-small")[0]
        rest = original(example)[len(text) :]
        for match in re.finditer(r"\b(db|cache)\.\w+\.(\w+)|\br6g\.(large)\.search", text):
            if _is_comment(text, match.start()):
                continue
            result = text[: match.end() - len(match[2] or "large.search")] + "gigantic"
            result += text[match.end() :] if match[2] else f".search{text[match.end() :]}"
            yield Mutation(
                example, "class-not-offered", result + rest, _line(text, match.start()), f"{match[0]} -> gigantic"
            )


def broken_conditions() -> Iterator[Mutation]:
    """Each alarm's line with a comparison that is none."""
    for example in NAMES:
        text = original(example)
        for match in re.finditer(r"when: [^,}\n]*? ([<>]) ", text):
            begin, end = match.span(1)
            result = text[:begin] + ("=<" if match[1] == "<" else "=>") + text[end:]
            yield Mutation(example, "bad-condition", result, _line(text, begin), f"{match[0]}…")


def mistyped_regions() -> Iterator[Mutation]:
    """Each region's name with two letters swapped."""
    for example in NAMES:
        text = original(example)
        for match in re.finditer(r"\b(us-east|us-west|eu-west|ap-southeast)-\d", text):
            if _is_comment(text, match.start()):
                continue
            typo = match[0][:3] + match[0][4] + match[0][3] + match[0][5:]
            result = text[: match.start()] + typo + text[match.end() :]
            yield Mutation(example, "unknown-region", result, _line(text, match.start()), f"{match[0]} -> {typo}")


def _each(pattern: str) -> Iterator[tuple[str, str, re.Match[str]]]:
    """The first place of each setting in each example."""
    for example in NAMES:
        text, seen = original(example), set[str]()
        for match in re.finditer(pattern, text):
            if match[1] in seen or _is_comment(text, match.start()):
                continue
            seen.add(match[1])
            yield example, text, match


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _is_comment(text: str, at: int) -> bool:
    before = text[:at].rpartition("\n")[2]
    return bool(re.search(r"(^|\s)#", before))


_VERBS = ("read", "write", "send", "receive")


def _properties(schema: object) -> Iterator[str]:
    """Names of settings, wherever in the schema."""
    if isinstance(schema, dict):
        yield from schema.get("properties", ())
        for below in schema.values():
            yield from _properties(below)
    elif isinstance(schema, list):
        for below in schema:
            yield from _properties(below)


#: Settings, without those that are also names in the examples, and those of which one must be there.
_SETTINGS = frozenset(_properties(json.loads(schema_text()))) - frozenset(
    ("database", "cache", "app", "queue", "schedule", "email", "topic", "https", "bucket", "function", "events")
)
