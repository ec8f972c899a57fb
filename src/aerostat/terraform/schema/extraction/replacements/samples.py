"""
Values for a type's arguments: what a user may have written, what is recorded then, what Terraform proposes. PURE.

A configuration has what is required and the one argument that is asked about, with the blocks around it: the more is
given, the more combinations there are that a provider refuses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from aerostat.terraform.schema.facts import Attribute, Block, Body, Collection, Objects, Type
from aerostat.testing.provider.values import is_unknown

#: Names of arguments, through blocks: ``("deployment_controller", "type")``.
Path: TypeAlias = tuple[str, ...]
#: The value before, or that after the change.
Which: TypeAlias = Literal[0, 1]
#: Values before and after the change, by argument.
Plausible: TypeAlias = Mapping[Path, tuple[Any, Any]]

#: What is the provider's own business, not AWS's.
_NOT_OF_AWS = frozenset({"timeouts", "tags_all"})


@dataclass(frozen=True)
class Samples:
    """
    The values of one type.

    Attributes:
        plausible: values for arguments for which not every text will do.
        besides: arguments without which the provider does not take the others; they are always given.
        closed: blocks of which only the coming and going is asked about.
    """

    body: Body
    plausible: Plausible = field(default_factory=dict)
    besides: frozenset[Path] = frozenset()
    closed: frozenset[Path] = frozenset()

    def arguments(self) -> Iterator[tuple[Path, Attribute | Block]]:
        """Every argument and block that can be changed."""
        yield from self._arguments(self.body, ())

    def _arguments(self, body: Body, at: Path) -> Iterator[tuple[Path, Attribute | Block]]:
        for name, part in body.items():
            path = (*at, name)
            if not part.flags.is_argument or path == ("id",) or name in _NOT_OF_AWS:
                continue
            yield path, part
            if isinstance(part, Block) and path not in self.closed:
                yield from self._arguments(part.body, path)

    def configuration(self, wanted: Path, which: Which, *, without: bool = False) -> dict[str, Any]:
        """
        Args:
            wanted: what is there besides the required arguments, with the blocks around it.
            which: the value of ``wanted``; everything else has the value from before.
            without: leave ``wanted`` out, but not the blocks around it.
        """
        return self._configuration(self.body, (), wanted, which, without)

    def _configuration(self, body: Body, at: Path, wanted: Path, which: Which, without: bool) -> dict[str, Any]:
        given: dict[str, Any] = {}
        for name, part in body.items():
            path = (*at, name)
            is_wanted = wanted[: len(path)] == path and not (without and path == wanted)
            if isinstance(part, Attribute):
                is_given = part.flags.required or (is_wanted and part.flags.optional) or self._is_besides(path)
                given[name] = self._value(path, part.type, which if path == wanted else 0) if is_given else None
            elif (part.flags.required or is_wanted or self._is_besides(path)) and name not in _NOT_OF_AWS:
                given[name] = _wrapped(part, self._configuration(part.body, path, wanted, which, without))
            else:
                given[name] = _absent(part)
        return given

    def _is_besides(self, path: Path) -> bool:
        return any(one[: len(path)] == path for one in self.besides)

    def _value(self, path: Path, type: Type, which: Which) -> Any:
        return self.plausible[path][which] if path in self.plausible else _sample(path[-1], type, which)

    def recorded(self, planned: Mapping[str, Any]) -> dict[str, Any]:
        """The state after an apply of the plan: what was unknown has become known."""
        return self._recorded(self.body, planned, ())

    def _recorded(self, body: Body, planned: Mapping[str, Any], at: Path) -> dict[str, Any]:
        known: dict[str, Any] = {}
        for name, part in body.items():
            value, path = planned.get(name), (*at, name)
            if isinstance(part, Attribute):
                fills_in = part.flags.computed and not part.flags.optional and value is None
                is_new = is_unknown(value) or fills_in
                known[name] = self._value(path, part.type, 0) if is_new else _known(name, part.type, value)
            elif is_unknown(value):
                known[name] = _absent(part)
            else:
                known[name] = _in_each(
                    part, value, lambda one, part=part, path=path: self._recorded(part.body, one, path)
                )
        return known

    def proposed(self, prior: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        """What Terraform derives from record and configuration: what was computed stays, unless it is given."""
        return _proposed(self.body, prior, given)


def _sample(name: str, type: Type, which: Which) -> Any:
    match type:
        case "string" if name.endswith(("time", "date", "timestamp", "until", "_at")):
            return f"2024-01-0{which + 1}T00:00:00Z"
        case "string":
            return f"value-{which + 1}"
        case "number":
            return which + 1
        case "bool":
            return which == 0
        case Collection("map", element):
            return {"key": _sample(name, element, which)}
        case Collection(_, element):
            return [_sample(name, element, which)]
        case Objects(kind, parts):
            one = {key: _sample(key, _type_of(part), which) for key, part in parts.items()}
            return one if kind == "single" else {"key": one} if kind == "map" else [one]


def _type_of(part: Attribute | Block) -> Type:
    return part.type if isinstance(part, Attribute) else Objects(part.nesting, part.body)


def _wrapped(block: Block, body: dict[str, Any]) -> Any:
    return body if block.nesting == "single" else {"key": body} if block.nesting == "map" else [body]


def _absent(block: Block) -> Any:
    return None if block.nesting == "single" else {} if block.nesting == "map" else []


def _in_each(block: Block, value: Any, change: Any) -> Any:
    match value:
        case list():
            return [change(one) for one in value]
        case dict() if block.nesting == "map":
            return {key: change(one) for key, one in value.items()}
        case dict():
            return change(value)
        case _:
            return value


def _known(name: str, type: Type, value: Any) -> Any:
    """A value in which something may be unknown still."""
    if is_unknown(value):
        return _sample(name, type, 0)
    match type, value:
        case Objects(_, parts), dict():
            return {key: _known(key, _type_of(parts[key]), one) for key, one in value.items() if key in parts}
        case Objects(_, parts), list():
            return [_known(name, Objects("single", parts), one) for one in value]
        case Collection("map", element), dict():
            return {key: _known(name, element, one) for key, one in value.items()}
        case Collection(_, element), list():
            return [_known(name, element, one) for one in value]
        case _:
            return value


def _proposed(body: Body, prior: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    proposal: dict[str, Any] = {}
    for name, part in body.items():
        value, before = given.get(name), prior.get(name)
        if isinstance(part, Attribute):
            proposal[name] = before if value is None and part.flags.computed else value
        elif isinstance(value, list):
            pairs = zip(value, [*(before or ()), *({} for _ in value)], strict=False)
            proposal[name] = [_proposed(part.body, earlier, one) for one, earlier in pairs]
        elif isinstance(value, dict) and part.nesting == "single":
            proposal[name] = _proposed(part.body, before or {}, value)
        else:
            proposal[name] = value
    return proposal
