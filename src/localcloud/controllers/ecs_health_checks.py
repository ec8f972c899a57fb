"""Container health checks: the command really runs, inside the container, at its interval."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from localcloud.behaviour import container_health
from localcloud.behaviour import task_health as verdicts
from localcloud.behaviour.container_health import HealthCheck, State
from localcloud.behaviour.task_health import Health
from localcloud.controllers.ecs_rooms import Rooms
from localcloud.running.containers import Handle
from localcloud.services.ecs.store import Record


def health_check_of(wire: Mapping[str, Any]) -> HealthCheck:
    """``healthCheck`` of a container definition, its command as arguments."""
    kind, *rest = wire["command"]
    command = ("/bin/sh", "-c", *rest) if kind == "CMD-SHELL" else tuple(rest) if kind == "CMD" else (kind, *rest)
    return HealthCheck(
        command=command,
        interval=wire.get("interval") or 30,
        timeout=wire.get("timeout") or 5,
        retries=wire.get("retries") or 3,
        start_period=wire.get("startPeriod") or 0,
    )


def task_health(essential: Sequence[Record]) -> str:
    """A task's ``healthStatus`` from its essential containers' records."""
    known = [Health(each["healthStatus"]) if "healthStatus" in each else None for each in essential]
    return verdicts.of_containers(known) or Health.UNKNOWN


class ContainerHealthCheck:
    """The check of one running container, in a thread of its own."""

    def __init__(self, rooms: Rooms, wire: Mapping[str, Any], handle: Handle, since: datetime) -> None:
        self._rooms = rooms
        self._check = health_check_of(wire)
        self._handle = handle
        self._since = since
        self._stopping = threading.Event()

    def start(self, tell: Callable[[str], None]) -> None:
        """Call ``tell`` with each new health status."""
        threading.Thread(target=self._run, args=(tell,), name="container-health", daemon=True).start()

    def stop(self) -> None:
        self._stopping.set()

    def _run(self, tell: Callable[[str], None]) -> None:
        state = State()
        clock = self._rooms.clock
        while not self._stopping.wait(clock.wait(self._check.interval)):
            if not self._rooms.runner.is_alive(self._handle):
                return
            timeout = clock.allowance(self._check.timeout)
            passed = self._rooms.runner.execute(self._handle, self._check.command, timeout=timeout) == 0
            running_for = self._rooms.seconds_since(self._since)
            after = container_health.observe(state, self._check, passed=passed, running_for=running_for)
            if after.health is not state.health and not self._stopping.is_set():
                tell(after.health)
            state = after
