"""
The life of one task, from PROVISIONING to STOPPED, in one thread.

Each step is written down before or as it happens, so that another control plane can take a task over at any moment:
:meth:`TaskLife.run` looks at the record and goes on from there.
"""

from __future__ import annotations

import logging
import shutil
import signal
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from localcloud.behaviour import container_order
from localcloud.controllers import ecs_start
from localcloud.controllers.ecs_health_checks import ContainerHealthCheck, task_health
from localcloud.controllers.ecs_rooms import Changed, Rooms
from localcloud.controllers.ecs_start import CannotRun
from localcloud.running.containers import Container, Handle
from localcloud.services.ecs.names import last
from localcloud.services.ecs.store import Record
from localcloud.services.ecs.task_definition_rules import depends_on

log = logging.getLogger(__name__)

#: A task that ends by itself leaves its target groups so many seconds later (observed on AWS).
LATE_DEREGISTRATION_SECONDS = 30.0
_DEFAULT_STOP_SECONDS = 30
_LONGEST_DRAIN_SECONDS = 3600.0
_LOOK_SECONDS = 0.05


class _Ending(Exception):
    """Somebody wants the task to stop."""


class TaskLife:
    """
    One task of this cloud.

    Args:
        changed: told the service's key after each change.
        ended: told the task's ARN when nothing is left to do for it.
    """

    def __init__(self, arn: str, rooms: Rooms, changed: Changed, ended: Callable[[str], None]) -> None:
        self._arn = arn
        self._rooms = rooms
        self._changed = changed
        self._ended = ended
        self._condition = threading.Condition()
        self._is_abandoned = False
        self._is_hurried = False
        self._checks: list[ContainerHealthCheck] = []
        self._thread = threading.Thread(target=self._run, name=f"task-{last(arn)[:8]}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def join(self, timeout: float) -> None:
        self._thread.join(timeout)

    def abandon(self) -> None:
        """Let go of the task, which runs on; another control plane will adopt it."""
        with self._condition:
            self._is_abandoned = True
            self._condition.notify_all()
        for check in self._checks:
            check.stop()

    def hurry(self) -> None:
        """Leave the target groups without the delay of a task that ended by itself: the cloud stops."""
        with self._condition:
            self._is_hurried = True
            self._condition.notify_all()

    def stop(self, *, code: str, reason: str, ending: str, failure: str = "", **own: Any) -> bool:
        """
        Ask the task to stop; False when it already does.

        Args:
            ending: "drain" (out of the load balancers first), "stop" (at once), or "exit" (it has ended by itself).
            failure: why it failed by itself; "" when it did not.
        """
        store = self._rooms.store
        with store.lock:
            record = store.tasks.get(self._arn)
            if record is None or record["task"]["desiredStatus"] == "STOPPED" or self._is_abandoned:
                return False
            failed_to_start = bool(failure) and code == "TaskFailedToStart"
            store.change_task(
                self._arn,
                {
                    "desiredStatus": "STOPPED",
                    "stopCode": code,
                    "stoppedReason": reason,
                    "stoppingAt": self._rooms.clock.now(),
                },
                {"ending": ending, "failure": failure, "failedToStart": failed_to_start, **own},
            )
        self._notify()
        return True

    def _run(self) -> None:
        try:
            self._live()
        except Exception:
            if not self._is_abandoned:
                log.exception("the life of %s failed; it is ended", self._arn)
                self._end_badly()

    def _live(self) -> None:
        if self._task["lastStatus"] != "STOPPED":
            try:
                self._take_over()
                if self._task["lastStatus"] != "RUNNING":
                    self._come_up()
                self._wait(lambda: self._is_ending)
            except CannotRun as error:
                self.stop(code="TaskFailedToStart", reason=str(error), ending="stop", failure=str(error))
            except _Ending:
                pass
            if self._is_abandoned:
                return
            self._go_down()
        self._release()

    # Coming up

    def _come_up(self) -> None:
        self._check_wanted()
        ecs_start.attach_interface(self._rooms, self._arn)
        self._check_wanted()
        containers = ecs_start.prepare(self._rooms, self._arn)
        self._check_wanted()
        self._change({"lastStatus": "ACTIVATING"})
        unwatched: dict[str, Handle] = {}
        try:
            self._start_containers(containers, unwatched)
            self._check_wanted()
            self._register()
            now = self._rooms.clock.now()
            self._change(
                {"lastStatus": "RUNNING", "startedAt": now, "connectivity": "CONNECTED", "connectivityAt": now}
            )
        finally:
            self._watch_all(unwatched)

    def _start_containers(self, containers: dict[str, Container], unwatched: dict[str, Handle]) -> None:
        """
        Start all, each when its ``dependsOn`` is fulfilled.

        Those started last are left ``unwatched``: a container that ends at once must not end before its task started.
        """
        definitions = self._definitions
        patience = max((each.get("startTimeout", 0) for each in definitions.values()), default=0)
        deadline = self._rooms.clock.monotonic() + self._rooms.clock.allowance(patience) if patience else None
        while not ecs_start.start_ready(self._rooms, self._arn, containers, unwatched.__setitem__):
            self._watch_all(unwatched)
            self._check_wanted()
            if deadline and self._rooms.clock.monotonic() > deadline:
                raise CannotRun("Task failed to start: a container's dependency was not fulfilled within startTimeout")
            with self._condition:
                self._condition.wait(_LOOK_SECONDS)

    def _watch_all(self, started: dict[str, Handle]) -> None:
        while started:
            self._watch(*started.popitem())

    def _register(self) -> None:
        record = self._record
        for target in record["own"].get("targets", ()):
            self._rooms.targets.register(
                target["group"], record["own"]["address"], target["port"], record["task"]["availabilityZone"]
            )
        if record["own"].get("targets"):
            self._rooms.store.change_task(self._arn, own={"isRegistered": True})

    def _check_wanted(self) -> None:
        if self._is_ending or self._is_abandoned:
            raise _Ending

    # Being watched

    def _take_over(self) -> None:
        """Adopt what a control plane before us has started."""
        for name, handle in self._record["own"]["handles"].items():
            self._rooms.interfaces.reserve(handle.get("ports", {}))
            if self._container(name)["lastStatus"] == "RUNNING":
                ecs_start.follow_logs(self._rooms, self._arn, self._definitions[name])
                self._watch(name, handle)

    def _watch(self, name: str, handle: Handle) -> None:
        definition = self._definitions[name]
        if "healthCheck" in definition:
            check = ContainerHealthCheck(self._rooms, definition["healthCheck"], handle, self._since_start())
            check.start(lambda health: self._health_changed(name, health))
            self._checks.append(check)
        self._rooms.runner.watch(handle, lambda: self._told_of_end(name, handle))

    def _since_start(self) -> datetime:
        started: datetime = self._task.get("startedAt") or self._rooms.clock.now()
        return started

    def _health_changed(self, name: str, health: str) -> None:
        if self._is_abandoned:
            return
        with self._rooms.store.lock:
            self._rooms.store.change_container(self._arn, name, {"healthStatus": health})
            essential = [each for each in self._task["containers"] if self._definitions[each["name"]]["essential"]]
            self._change({"healthStatus": task_health(essential)})

    def _told_of_end(self, name: str, handle: Handle) -> None:
        """On a thread of the watcher's: whatever goes wrong is told, unless nobody listens any more."""
        try:
            self._container_ended(name, handle)
        except Exception:
            if not self._is_abandoned:
                log.exception("writing down the end of %s in %s failed", name, self._arn)

    def _container_ended(self, name: str, handle: Handle) -> None:
        """A container has ended: tell the load balancer, write its exit code, and stop the task if it was essential."""
        if self._is_abandoned:
            return
        is_essential = self._definitions[name]["essential"]
        if is_essential and not self._rooms.settings.faithful:
            self._cut_off()
        code = self._rooms.runner.exit_code(handle)
        if self._is_abandoned:
            return
        self._rooms.logs.finish(ecs_start.container_arn(self._rooms, self._arn, name))
        fields: Record = {"lastStatus": "STOPPED"}
        fields |= {"reason": "its keeper was killed"} if code is None else {"exitCode": code}
        self._rooms.store.change_container(self._arn, name, fields)
        if is_essential:
            reason = "Essential container in task exited"
            self.stop(code="EssentialContainerExited", reason=reason, ending="exit", failure=reason)
        self._notify()

    def _cut_off(self) -> None:
        """Nothing may be routed to this task from this moment."""
        own = self._record["own"]
        for target in own.get("targets", ()):
            if "address" in own:
                self._rooms.targets.gone(own["address"], target["port"])

    # Going down

    def _go_down(self) -> None:
        ending = self._record["own"].get("ending", "stop")
        if ending == "drain":
            self._change({"lastStatus": "DEACTIVATING"})
            self._deregister()
            self._drain()
        elif ending == "stop":
            self._deregister()
        self._change({"lastStatus": "STOPPING"})
        self._stop_containers()
        if self._is_abandoned:
            return
        self._change({"lastStatus": "DEPROVISIONING", "executionStoppedAt": self._rooms.clock.now()})
        for check in self._checks:
            check.stop()
        if ending != "exit":
            self._cut_off()
        delay = self._rooms.clock.wait(LATE_DEREGISTRATION_SECONDS) if ending == "exit" else 0.0
        now = self._rooms.clock.now()
        attachments = [each | {"status": "DELETED"} for each in self._task["attachments"]]
        self._change(
            {"lastStatus": "STOPPED", "stoppedAt": now, "attachments": attachments, "connectivity": "DISCONNECTED"},
            {"releaseAt": now + timedelta(seconds=delay)},
        )

    def _deregister(self) -> None:
        own = self._record["own"]
        for target in own.get("targets", ()) if own.get("isRegistered") else ():
            self._rooms.targets.deregister(target["group"], own["address"], target["port"])

    def _drain(self) -> None:
        """Wait until the load balancers have let go: their deregistration delay, or the death of all containers."""
        deadline = self._rooms.clock.monotonic() + self._rooms.clock.wait(_LONGEST_DRAIN_SECONDS) + 5
        while self._is_draining() and self._alive() and not self._is_abandoned:
            if self._rooms.clock.monotonic() > deadline:
                log.warning("%s still drains after the longest deregistration delay; it is stopped", self._arn)
                return
            with self._condition:
                self._condition.wait(_LOOK_SECONDS)

    def _is_draining(self) -> bool:
        own = self._record["own"]
        for target in own.get("targets", ()) if own.get("isRegistered") else ():
            state = self._rooms.targets.health(target["group"]).get((own["address"], target["port"]))
            if state is not None and state.state != "unused":
                return True
        return False

    def _alive(self) -> dict[str, Handle]:
        handles = self._record["own"]["handles"]
        return {name: handle for name, handle in handles.items() if self._rooms.runner.is_alive(handle)}

    def _stop_containers(self) -> None:
        """SIGTERM, then SIGKILL after ``stopTimeout``; a container before those it depends on."""
        needs = {name: depends_on(definition) for name, definition in self._definitions.items()}
        for group in container_order.stop_order(needs):
            alive = {name: handle for name, handle in self._alive().items() if name in group}
            for handle in alive.values():
                self._rooms.runner.signal(handle, signal.SIGTERM)
            for name, handle in alive.items():
                patience = self._definitions[name].get("stopTimeout", _DEFAULT_STOP_SECONDS)
                if not self._wait_for_end(name, self._rooms.clock.allowance(patience)):
                    self._rooms.runner.signal(handle, signal.SIGKILL)
            for name in alive:
                self._wait_for_end(name, 10)

    def _wait_for_end(self, name: str, seconds: float) -> bool:
        """Until its end is written down."""
        return self._wait(lambda: self._container(name)["lastStatus"] == "STOPPED", seconds)

    def _release(self) -> None:
        """Give back what other rooms know of the task, a while after it ended by itself, at once otherwise."""
        own = self._record["own"]
        if own.get("isReleased"):
            return
        due = own.get("releaseAt") or self._rooms.clock.now()
        remaining = (due - self._rooms.clock.now()).total_seconds()
        self._wait(lambda: self._is_hurried, max(0.0, remaining))
        if self._is_abandoned:
            return
        self._deregister()
        if "address" in own:
            ports = {int(k): v for handle in own["handles"].values() for k, v in handle.get("ports", {}).items()}
            self._rooms.interfaces.close(own["address"], ports)
        self._rooms.store.change_task(self._arn, own={"isReleased": True})
        for name in self._definitions_if_known():
            for leftover in ("tmp", "home"):
                shutil.rmtree(self._rooms.folder / last(self._arn) / name / leftover, ignore_errors=True)
            for secret in ("environment.json", "environment.list"):
                (self._rooms.folder / last(self._arn) / name / secret).unlink(missing_ok=True)
        self._ended(self._arn)

    def _end_badly(self) -> None:
        """Our own mistake must not leave a process behind."""
        for handle in self._alive().values():
            self._rooms.runner.signal(handle, signal.SIGKILL)
        self.stop(code="TaskFailedToStart", reason="Internal error.", ending="stop", failure="Internal error.")
        self._change({"lastStatus": "STOPPED", "stoppedAt": self._rooms.clock.now()})
        self._release()

    # The record

    @property
    def _record(self) -> Record:
        record = self._rooms.store.tasks.get(self._arn)
        assert record is not None, f"the record of {self._arn} is gone"
        return record

    @property
    def _task(self) -> Record:
        task: Record = self._record["task"]
        return task

    @property
    def _definitions(self) -> dict[str, Record]:
        return {each["name"]: each for each in self._rooms.definition_of(self._record)["containerDefinitions"]}

    def _definitions_if_known(self) -> list[str]:
        return [each["name"] for each in self._task["containers"]]

    def _container(self, name: str) -> Record:
        found: Record = next(each for each in self._task["containers"] if each["name"] == name)
        return found

    @property
    def _is_ending(self) -> bool:
        return bool(self._task["desiredStatus"] == "STOPPED")

    def _change(self, task: Record, own: Record | None = None) -> None:
        if not self._is_abandoned:
            self._rooms.store.change_task(self._arn, task, own)
            self._notify()

    def _notify(self) -> None:
        with self._condition:
            self._condition.notify_all()
        if key := self._record["own"].get("service"):
            self._changed(key)

    def _wait(self, condition: Callable[[], bool], seconds: float | None = None) -> bool:
        """Wait until the condition holds, the time is up, or the task is abandoned."""
        with self._condition:
            return self._condition.wait_for(lambda: self._is_abandoned or condition(), seconds)
