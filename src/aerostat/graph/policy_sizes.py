"""
Cutting statements into managed policies that AWS takes: 6,144 characters each, white space not counted.

The order stays as it is, so that one more statement moves as little as possible. A statement that is too long for a
policy of its own becomes several with a part of the actions each.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from aerostat.graph.resource import Json, Ref, Text, Value

LONGEST = 6144
#: How many managed policies a role may have; AWS raises this to 20 when asked.
MOST_POLICIES = 10

Statement = Mapping[str, Value]

_ENVELOPE = len(json.dumps({"Version": "2012-10-17", "Statement": []}, separators=(",", ":")))
#: Of account ids, regions' names and ARNs that are only known when applied.
_LONGEST_REFERENCE = {"account_id": "0" * 12}
_ARN = "a" * 128


def cut(statements: Sequence[Statement]) -> list[list[Statement]]:
    """The statements, each list as many as fit into one policy."""
    policies: list[list[Statement]] = []
    room = 0
    for statement, needed in (part for one in statements for part in _parts(one)):
        if needed > room:
            policies.append([])
            room = LONGEST - _ENVELOPE
        policies[-1].append(statement)
        room -= needed
    return policies


def size(value: Value) -> int:
    """Characters without white space, references at their longest."""
    return len(json.dumps(value, default=_longest, separators=(",", ":")))


def _parts(statement: Statement) -> Iterator[tuple[Statement, int]]:
    """Each with the room that it needs, a comma included."""
    needed = size(statement) + 1
    if needed <= LONGEST - _ENVELOPE:
        yield statement, needed
        return
    actions = statement["Action"]
    assert isinstance(actions, Sequence) and len(actions) > 1
    middle = len(actions) // 2
    for suffix, some in (("A", actions[:middle]), ("B", actions[middle:])):
        yield from _parts({**statement, "Sid": f"{statement['Sid']}{suffix}", "Action": some})


def _longest(value: Ref | Text | Json) -> Value:
    """What JSON does not know, as it does."""
    match value:
        case Ref(_, attribute):
            return _LONGEST_REFERENCE.get(attribute, _ARN)
        case Text(parts):
            return "".join(part if isinstance(part, str) else str(_longest(part)) for part in parts)
        case Json(inner):
            return inner
