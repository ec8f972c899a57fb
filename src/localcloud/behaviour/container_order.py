"""In which order the containers of a task start and stop: ``dependsOn``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    WAITING = "WAITING"
    STARTED = "STARTED"
    EXITED = "EXITED"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One container now: ``exit_code`` once it has EXITED, ``is_healthy`` by its own check."""

    stage: Stage = Stage.WAITING
    exit_code: int | None = None
    is_healthy: bool = False


@dataclass(frozen=True, kw_only=True)
class Ready:
    """It may start now."""


@dataclass(frozen=True, kw_only=True)
class Wait:
    """It waits for ``on`` to be ``condition``."""

    on: str
    condition: str


@dataclass(frozen=True, kw_only=True)
class Never:
    """It can never start any more; ``reason`` is the container's."""

    reason: str


def standing(depends_on: Mapping[str, str], seen: Mapping[str, Seen]) -> Ready | Wait | Never:
    """Whether a container whose dependencies are ``{container: condition}`` may start."""
    for name, condition in depends_on.items():
        other = seen[name]
        if _can_never_be(other, condition):
            return Never(reason=f"dependency container {name} did not reach {condition} (exit code {other.exit_code})")
        if not _is(other, condition):
            return Wait(on=name, condition=condition)
    return Ready()


def _is(other: Seen, condition: str) -> bool:
    match condition:
        case "COMPLETE":
            return other.stage is Stage.EXITED
        case "SUCCESS":
            return other.stage is Stage.EXITED and other.exit_code == 0
        case "HEALTHY":
            return other.stage is Stage.STARTED and other.is_healthy
        case _:
            return other.stage is not Stage.WAITING


def _can_never_be(other: Seen, condition: str) -> bool:
    if other.stage is not Stage.EXITED:
        return False
    return condition == "HEALTHY" or (condition == "SUCCESS" and other.exit_code != 0)


def cycle(depends_on: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    """Containers that wait for each other, or () when the order is possible."""
    left = {name: set(needs) for name, needs in depends_on.items()}
    while free := [name for name, needs in left.items() if not needs & left.keys()]:
        for name in free:
            del left[name]
    return tuple(left)


def stop_order(depends_on: Mapping[str, Mapping[str, str]]) -> list[list[str]]:
    """Groups of containers to stop one after the other: a container before those it depends on."""
    left = {name: set(needs) for name, needs in depends_on.items()}
    groups: list[list[str]] = []
    while left:
        needed = set().union(*left.values())
        group = [name for name in left if name not in needed] or list(left)
        groups.append(group)
        for name in group:
            del left[name]
    return groups
