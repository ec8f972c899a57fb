"""
What has to change so that the graph is what exists. Values in, values out: nothing here asks AWS.

A reference counts as changed when what it yields now is not what it yielded when the resource was made; so a resource
that was made anew behind our back is noticed by everything that refers to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aerostat.events import Change
from aerostat.graph.resource import Graph, Ref, Resource, Value, references
from aerostat.provision.handlers import handler_of
from aerostat.provision.state import Attributes, Record, State, encoded
from aerostat.provision.values import attribute

#: What follows the address of a resource whose replacement stands beside it until it goes.
REPLACED = " (replaced)"

_SIGNS: Mapping[Change, str] = {"create": "+", "update": "~", "replace": "±", "delete": "-", "unchanged": "="}


@dataclass(frozen=True, kw_only=True)
class Step:
    """
    What happens to one resource.

    Attributes:
        resource: None when it goes.
        record: None when it comes.
        differing: arguments that are not as they were.
        loses: what would be lost for ever, in words; "" when nothing is.
    """

    change: Change
    address: str
    because: str
    resource: Resource | None = None
    record: Record | None = None
    differing: tuple[str, ...] = ()
    loses: str = ""

    def __str__(self) -> str:
        return f"{_SIGNS[self.change]} {self.address}  {self.because}"


@dataclass(frozen=True)
class Plan:
    """Steps in the graph's order, then what goes. ``graph`` is what will be, non-managed resources included."""

    graph: Graph
    steps: tuple[Step, ...]

    @property
    def changes(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.change != "unchanged")

    @property
    def losses(self) -> tuple[Step, ...]:
        """Steps that nobody takes without having been told to."""
        return tuple(step for step in self.steps if step.loses)

    def count(self, change: Change) -> int:
        return sum(step.change == change for step in self.steps)


def plan(graph: Graph, state: State) -> Plan:
    """
    Compare what should be with what is recorded.

    Resources of types that the graph leaves out on purpose (``Graph.without``) are left alone.
    """
    coming = set[str]()
    steps = []
    for wave in graph.waves():
        for resource in wave:
            if resource.mode == "managed":
                step = _step(resource, state, coming)
                steps.append(step)
                if step.change in ("create", "replace"):
                    coming.add(step.address)
    order = {address: index for index, address in enumerate(graph.resources)}
    steps.sort(key=lambda step: order[step.address])
    return Plan(graph, (*steps, *_goings(graph, state)))


def _step(resource: Resource, state: State, coming: set[str]) -> Step:
    record = state.records.get(resource.address)
    if record is None:
        return Step(change="create", address=resource.address, resource=resource, because="it does not exist yet")
    differing = tuple(differing_arguments(resource, record, state, coming))
    if not differing:
        return Step(
            change="unchanged", address=resource.address, resource=resource, record=record, because="it is as described"
        )
    handler = handler_of(resource.type)
    fixed = sorted(handler.forces_replacement.intersection(differing))
    named = ", ".join(fixed or differing)
    return Step(
        change="replace" if fixed else "update",
        address=resource.address,
        resource=resource,
        record=record,
        differing=differing,
        because=f"{named} cannot be changed in place" if fixed else f"{named} changed",
        loses=handler.content if fixed else "",
    )


def differing_arguments(
    resource: Resource, record: Record, state: State, coming: set[str] | frozenset[str] = frozenset()
) -> Iterator[str]:
    """Names of the arguments that are not as recorded, without those that a controller governs."""
    for name in dict.fromkeys((*resource.arguments, *record.arguments)):
        if name in resource.governed:
            continue
        value = resource.arguments.get(name)
        if encoded(value) != record.arguments.get(name) or _has_moved(value, record, state, coming):
            yield name


def _has_moved(value: Value, record: Record, state: State, coming: set[str] | frozenset[str]) -> bool:
    """Ephemeral resources and inputs are in no state, so they never move; their arguments' versions say it for them."""
    for ref in references(value):
        if ref.address in coming:
            return True
        attributes = state.attributes(ref.address)
        if attributes is not None and seen_value(ref, attributes) != record.seen.get(f"{ref.address}.{ref.attribute}"):
            return True
    return False


def seen_value(ref: Ref, attributes: Attributes) -> object:
    return attribute(ref, lambda _: attributes)


def _goings(graph: Graph, state: State) -> Iterator[Step]:
    held = held_addresses(graph, state)
    for address, record in state.records.items():
        if record.mode == "managed" and address not in graph.resources and address not in held:
            yield Step(
                change="delete",
                address=address,
                record=record,
                because="the blueprint no longer asks for it",
                loses=handler_of(record.type).content,
            )


def held_addresses(graph: Graph, state: State) -> set[str]:
    """
    What stays for now: resources of the types that the graph leaves out, and all that those stand on.

    A service that is to go, or to move to another target group, still uses the old one until it has been told.
    """
    held: set[str] = set()
    unseen = [address for address, record in state.records.items() if record.type in graph.omitted]
    while unseen:
        address = unseen.pop()
        if address not in held:
            held.add(address)
            unseen += state.records[address].needs if address in state.records else ()
    return held | {f"{address}{REPLACED}" for address in held}
