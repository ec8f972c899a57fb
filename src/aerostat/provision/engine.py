"""
Do what a plan says, through boto3.

Every change is recorded the moment it is made, and every change may be made twice: a run that died anywhere is
continued by the next one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from aerostat.aws import Aws, code_of, translated
from aerostat.errors import AerostatError, UsageError
from aerostat.events import Change, Note, ResourceChanged, Sink
from aerostat.graph.resource import Graph, Resource, references
from aerostat.provision import readers, ready_queue
from aerostat.provision.handlers import handler_of
from aerostat.provision.handlers.base import Difference, Handler, Site
from aerostat.provision.plan import REPLACED, Plan, Step, differing_arguments, held_addresses, plan, seen_value
from aerostat.provision.refresh import refresh
from aerostat.provision.state import Attributes, Record, State, StateFile, encoded
from aerostat.provision.values import resolved

#: What AWS answers while something that was deleted a moment ago still holds on.
_STILL_IN_USE = frozenset(
    {
        "DependencyViolation",
        "ResourceInUse",
        "ResourceInUseException",
        "DeleteConflict",
        "InvalidDBSubnetGroupStateFault",
        "CacheSubnetGroupInUse",
        "ClusterContainsServicesException",
        "ClusterContainsTasksException",
        "InvalidIPAddress.InUse",
    }
)
_RELEASE_SECONDS = 300


def apply(
    plan: Plan,
    aws: Aws,
    state: StateFile,
    emit: Sink,
    *,
    parallelism: int = 8,
    confirmed: Collection[str] = frozenset(),
) -> None:
    """
    Make it so.

    Args:
        confirmed: addresses of data stores that may be deleted or replaced with all they hold.

    Raises:
        AerostatError: before anything is changed, if content would be lost that ``confirmed`` does not name.
        AwsError: what was done until then is recorded; the same call continues.
    """
    run = _Run(plan, aws, state, emit, parallelism)
    run.refuse_losses(confirmed)
    run.make()
    run.remove()


def destroy(
    aws: Aws, state: StateFile, emit: Sink, *, parallelism: int = 8, confirmed: Collection[str] = frozenset()
) -> None:
    """Delete everything that the state knows."""
    refresh(aws, state)
    apply(plan(Graph(), state.current), aws, state, emit, parallelism=parallelism, confirmed=confirmed)


def resolve(graph: Graph, state: State, address: str) -> dict[str, Any]:
    """
    A resource's arguments with every reference filled in from the state.

    Raises:
        AerostatBug: if something that it refers to does not exist yet.
    """
    arguments = graph.resources[address].arguments
    return {name: resolved(value, state.attributes) for name, value in arguments.items()}


class _Run:
    """One application of a plan. Ephemeral values live here and die with it."""

    def __init__(self, plan: Plan, aws: Aws, state: StateFile, emit: Sink, parallelism: int) -> None:
        self._plan = plan
        self._graph = plan.graph
        self._aws = aws
        self._state = state
        self._emit = emit
        self._parallelism = parallelism
        self._steps = {step.address: step for step in plan.changes}
        self._ephemeral: dict[str, Attributes] = {}
        self._adopting = threading.Lock()

    def refuse_losses(self, confirmed: Collection[str]) -> None:
        losses = [step for step in self._plan.losses if step.address not in confirmed and not self._is_empty(step)]
        if losses:
            raise AerostatError(
                f"this would destroy {', '.join(step.address for step in losses)}",
                because=[f"{step.address}: {step.loses} would be lost; {step.because}" for step in losses],
                hint="confirm each of them by its address if that is what you want; nothing has been changed",
            )

    def make(self) -> None:
        """Create, update and replace; read what that needs."""
        wanted = {address for address, step in self._steps.items() if step.change != "delete"}
        wanted |= self._reading_for(wanted)
        needs = {address: self._graph.dependencies(self._graph.resources[address]) for address in wanted}
        ready_queue.run(needs, self._do, parallelism=self._parallelism, weight=self._weight)

    def remove(self) -> None:
        """Delete what goes, each before what it needs, and forget data that nothing reads any more."""
        expected = self._expected_to_go()
        records = {address: one for address, one in self._state.current.records.items() if address in expected}
        needs = {
            address: frozenset(other for other, its in records.items() if address in its.needs) for address in records
        }
        ready_queue.run(needs, lambda address: self._delete(address, records[address]), parallelism=self._parallelism)
        for address, record in self._state.current.records.items():
            if record.mode == "data" and address not in self._graph.resources:
                self._state.remove(address)

    def _expected_to_go(self) -> set[str]:
        """What the plan said goes, and what this run replaced."""
        planned = {address for address, step in self._steps.items() if step.change == "delete"}
        replaced = {address for address in self._state.current.records if address.endswith(REPLACED)}
        return planned | (replaced - held_addresses(self._graph, self._state.current))

    def _reading_for(self, wanted: set[str]) -> set[str]:
        """What has to be read first: data nobody has recorded, and the secret values that a change stores."""
        found: set[str] = set()
        unseen = list(wanted)
        while unseen:
            resource = self._graph.resources[unseen.pop()]
            for address in self._graph.dependencies(resource) - found - wanted:
                if self._graph.resources[address].mode != "managed" and address not in self._state.current.records:
                    found.add(address)
                    unseen.append(address)
        return found

    def _do(self, address: str) -> None:
        resource = self._graph.resources[address]
        if resource.mode == "managed":
            self._change(self._steps[address], resource)
            return
        with translated(f"reading {address}"):
            arguments = self._resolved(resource)
            attributes = readers.read(self._site(address), resource.mode, resource.type, arguments)
        if resource.mode == "data":
            self._state.put(address, self._record(resource, attributes))
        else:
            self._ephemeral[address] = attributes

    def _change(self, step: Step, resource: Resource) -> None:
        """
        One create, update or replacement.

        A plan takes what a reference will yield for changed when it cannot know; here it is known.
        """
        started, handler = time.monotonic(), handler_of(resource.type)
        record = self._state.current.records.get(resource.address)
        with translated(f"{_DOING[step.change]} {resource.address}"):
            if record is None:
                change: Change = "create"
                attributes = self._create(handler, resource)
            else:
                differing = frozenset(differing_arguments(resource, record, self._state.current))
                if not differing:
                    return
                if handler.forces_replacement & differing:
                    change, attributes = "replace", self._replace(handler, resource, record)
                else:
                    change, attributes = "update", self._update(handler, resource, record, differing)
            self._state.put(resource.address, self._record(resource, attributes))
            if change != "update":
                handler.settle(self._site(resource.address), attributes)
        self._tell(resource.address, change, step.because, started)

    def _create(self, handler: Handler, resource: Resource) -> Attributes:
        attributes = handler.ensure(self._site(resource.address), self._resolved(resource))
        self._take_over(resource, attributes)
        return attributes

    def _replace(self, handler: Handler, resource: Resource, record: Record) -> Attributes:
        if handler.is_foundation:
            raise UsageError(
                f"{resource.address} cannot be changed while the environment stands on it",
                because=["everything in the network would have to be made again"],
                hint="put the setting back, or take the environment down and up again",
            )
        if handler.stands_beside:
            # Recorded before the replacement exists, so that the old one goes even if we die in between.
            self._state.put(resource.address + REPLACED, record)
        else:
            self._release(resource.address, handler, record)
            self._state.remove(resource.address)
        return handler.ensure(self._site(resource.address), self._resolved(resource))

    def _update(self, handler: Handler, resource: Resource, record: Record, differing: frozenset[str]) -> Attributes:
        arguments = self._resolved(resource)
        removed = tuple(sorted(record.arguments.get("tags", {}).keys() - arguments.get("tags", {}).keys()))
        difference = Difference(
            attributes=record.attributes, arguments=arguments, changed=differing, removed_tags=removed
        )
        return handler.update(self._site(resource.address), difference)

    def _take_over(self, resource: Resource, attributes: Attributes) -> None:
        """What was found may be recorded under an older name; it has one owner, and nobody deletes it from under it."""
        with self._adopting:
            for address, record in self._state.current.records.items():
                is_same = record.type == resource.type and record.attributes["id"] == attributes["id"]
                if is_same and address not in self._graph.resources:
                    self._state.remove(address)

    def _delete(self, address: str, record: Record) -> None:
        started = time.monotonic()
        others = [one for name, one in self._state.current.records.items() if name != address]
        if not any(one.type == record.type and one.attributes["id"] == record.attributes["id"] for one in others):
            with translated(f"deleting {address}"):
                self._release(address, handler_of(record.type), record)
        self._state.remove(address)
        step = self._steps.get(address)
        self._tell(address, "delete", step.because if step else "its replacement has taken over", started)

    def _release(self, address: str, handler: Handler, record: Record) -> None:
        """Delete, patiently: what held on to it may need a moment to let go."""
        site, deadline, pause = self._site(address), time.monotonic() + _RELEASE_SECONDS, 0.05
        while True:
            try:
                handler.delete(site, record.attributes)
                return
            except ClientError as error:
                if code_of(error) not in _STILL_IN_USE or time.monotonic() > deadline:
                    raise
            time.sleep(pause)
            pause = min(pause * 2, 5.0)

    def _is_empty(self, step: Step) -> bool:
        if step.record is None:
            return False
        with translated(f"reading {step.address}"):
            return handler_of(step.record.type).is_empty(self._site(step.address), step.record.attributes)

    def _record(self, resource: Resource, attributes: Attributes) -> Record:
        state = self._state.current
        seen = {
            f"{ref.address}.{ref.attribute}": seen_value(ref, known)
            for value in resource.arguments.values()
            for ref in references(value)
            if (known := state.attributes(ref.address)) is not None
        }
        return Record(
            type=resource.type,
            mode=resource.mode,
            arguments={name: encoded(value) for name, value in resource.arguments.items()},
            attributes=attributes,
            seen=seen,
            needs=tuple(sorted(self._graph.dependencies(resource))),
        )

    def _resolved(self, resource: Resource) -> dict[str, Any]:
        def lookup(address: str) -> Attributes | None:
            return self._ephemeral.get(address) or self._state.current.attributes(address)

        return {name: resolved(value, lookup) for name, value in resource.arguments.items()}

    def _site(self, address: str) -> Site:
        def tell(text: str) -> None:
            self._emit(Note(at=datetime.now(UTC), subject=address, text=text))

        return Site(self._aws, tell)

    def _weight(self, address: str) -> int:
        resource = self._graph.resources[address]
        return handler_of(resource.type).patience if resource.mode == "managed" else 1

    def _tell(self, address: str, change: Change, because: str, started: float) -> None:
        seconds = round(time.monotonic() - started, 3)
        self._emit(ResourceChanged(at=datetime.now(UTC), subject=address, text=because, change=change, seconds=seconds))


_DOING = {"create": "creating", "update": "updating", "replace": "replacing", "delete": "deleting"}
