"""
The ECS control plane: a loop that reconciles services, and the lives of all tasks.

A service is looked at when something about it changed (a record, a task, a target's health), when a duration that its
last decision waits for has passed, and at every scheduler tick. Decisions are in ``localcloud.behaviour``.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta

from localcloud.behaviour import ecs_scheduler
from localcloud.behaviour.ecs_service import Complain, Decision
from localcloud.controllers.ecs_deeds import Deeds
from localcloud.controllers.ecs_rooms import Rooms
from localcloud.controllers.ecs_sight import see
from localcloud.controllers.ecs_task_life import TaskLife
from localcloud.services.ecs import rollouts
from localcloud.services.ecs.names import last, scope_of_arn
from localcloud.services.ecs.store import Record

log = logging.getLogger(__name__)

#: ECS looks at each service about so often, in AWS's seconds.
TICK_SECONDS = 10.0
#: Stopped tasks are listed for an hour of the user's, so that what they tell can be read.
STOPPED_TASKS_KEPT = timedelta(hours=1)
_SWEEP_SECONDS = 30.0
_MOST_ROUNDS = 50


class EcsEngine:
    """
    Makes ECS's records come true. It fits what the API asks of an engine.

    ``start`` adopts what runs; ``stop`` lets go of it; ``shutdown`` ends it.
    """

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._store = rooms.store
        self._lives: dict[str, TaskLife] = {}
        self._lock = threading.Lock()
        self._dirty: set[str] = set()
        self._due: dict[str, float] = {}
        self._woken = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="ecs-scheduler", daemon=True)

    # Life of the engine

    def start(self) -> None:
        self._rooms.logs.start()
        self._rooms.targets.subscribe(self.wake_all)
        self._adopt()
        self.wake_all()
        self._thread.start()

    def stop(self) -> None:
        """Let go of all tasks; they run on, and nothing here writes or watches any more."""
        self._stop_scheduling()
        self._rooms.logs.stop()
        for life in self._all_lives():
            life.abandon()

    def shutdown(self) -> None:
        """End all tasks, while the API still answers them. Their services start new ones with the next start."""
        self._stop_scheduling()
        lives = self._all_lives()
        for life in lives:
            life.stop(code="TerminationNotice", reason="The local cloud was stopped", ending="stop", isCounted=True)
            life.hurry()
        deadline = self._rooms.clock.monotonic() + self._rooms.clock.allowance(120) + 2
        for life in lives:
            life.join(max(0.0, deadline - self._rooms.clock.monotonic()))
        self.stop()

    def _stop_scheduling(self) -> None:
        with self._woken:
            self._stopping = True
            self._woken.notify_all()
        if self._thread.is_alive():
            self._thread.join(10)

    def _adopt(self) -> None:
        """Take over living tasks, and end what a dead control plane started without recording it."""
        strays = self._rooms.runner.end_strays(self._rooms.label, self._is_recorded)
        half_started = {label.split("/")[2] for label in strays}
        for arn, record in self._store.tasks.items():
            is_over = record["task"]["lastStatus"] == "STOPPED"
            if is_over and record["own"].get("isReleased"):
                continue
            life = self._new_life(arn)
            if last(arn) in half_started and not is_over:
                reason = "The control plane was stopped while it started a container of this task"
                life.stop(code="TaskFailedToStart", reason=reason, ending="stop", isCounted=True)
            life.start()

    def _is_recorded(self, label: str) -> bool:
        _, _, task_id, container = label.split("/", 3)
        for arn, record in self._store.tasks.items():
            if last(arn) == task_id:
                return record["task"]["lastStatus"] != "STOPPED" and container in record["own"]["handles"]
        return False

    # What the API asks for

    def wake(self, service_key: str) -> None:
        with self._woken:
            self._dirty.add(service_key)
            self._woken.notify_all()

    def wake_all(self) -> None:
        with self._woken:
            self._dirty.update(key for key, _ in self._store.services.items())
            self._woken.notify_all()

    def launch(self, records: Sequence[Record]) -> None:
        for record in records:
            self._new_life(record["task"]["taskArn"]).start()

    def stop_task(self, arn: str, *, code: str, reason: str) -> None:
        if life := self._lives.get(arn):
            life.stop(code=code, reason=reason, ending="stop")

    def _new_life(self, arn: str) -> TaskLife:
        life = TaskLife(arn, self._rooms, self.wake, self._forget_life)
        with self._lock:
            self._lives[arn] = life
        return life

    def _forget_life(self, arn: str) -> None:
        with self._lock:
            self._lives.pop(arn, None)

    def _all_lives(self) -> list[TaskLife]:
        with self._lock:
            return list(self._lives.values())

    # The scheduler's loop

    def _run(self) -> None:
        sweep_at = self._rooms.clock.monotonic() + _SWEEP_SECONDS
        while not self._stopping:
            for key in self._next_keys():
                self._guarded(lambda key=key: self.reconcile(key), f"reconciling {key}")  # type: ignore[misc]
            if self._rooms.clock.monotonic() > sweep_at:
                sweep_at = self._rooms.clock.monotonic() + _SWEEP_SECONDS
                self._guarded(self.sweep, "removing old records")

    def _next_keys(self) -> list[str]:
        """Services that changed or are due; waits for the first."""
        with self._woken:
            if not self._dirty and not self._stopping:
                now = self._rooms.clock.monotonic()
                nearest = min(self._due.values(), default=now + TICK_SECONDS)
                self._woken.wait(max(0.0, min(nearest - now, self._rooms.clock.wait(TICK_SECONDS))))
            now = self._rooms.clock.monotonic()
            keys = self._dirty | {key for key, due in self._due.items() if due <= now}
            self._dirty = set()
            for key in keys:
                self._due.pop(key, None)
            return [] if self._stopping else sorted(keys)

    @staticmethod
    def _guarded(work: Callable[[], object], what: str) -> None:
        try:
            work()
        except Exception:
            log.exception("%s failed; it is tried again", what)

    def reconcile(self, key: str) -> None:
        """Decide and do until nothing more is to be done now."""
        self._look_at_alarms(key)
        look_again: float | None = None
        for _ in range(_MOST_ROUNDS):
            record = self._store.services.get(key)
            if record is None or record["service"]["status"] == "INACTIVE" or self._stopping:
                return
            if self._obey_stop_request(key):
                continue
            seen = see(self._rooms, key, record)
            decision = ecs_scheduler.decide(seen)
            look_again = decision.look_again
            if not decision.actions or not self._do(key, decision, record):
                break
        wait = TICK_SECONDS if look_again is None else min(look_again + 0.05, TICK_SECONDS)
        with self._woken:
            self._due[key] = self._rooms.clock.monotonic() + self._rooms.clock.wait(wait)

    def _do(self, key: str, decision: Decision, seen: Record) -> bool:
        """Perform a decision unless the service has changed since; False when only complaints were made."""
        deeds = Deeds(self._rooms, key)
        with self._store.lock:
            if self._store.services.get(key) is not seen:
                return True
            with self._store.journal.transaction():
                deeds.perform(decision.actions)
        for arn in deeds.launched:
            self._new_life(arn).start()
        for arn, reason in deeds.stopping:
            if life := self._lives.get(arn):
                life.stop(code="ServiceSchedulerInitiated", reason=reason, ending="drain")
        return any(not isinstance(action, Complain) for action in decision.actions)

    def _obey_stop_request(self, key: str) -> bool:
        """Do what StopServiceDeployment asked for, if it did."""
        with self._store.lock:
            record = self._store.services.get(key)
            if record is None or not record["own"]["deployments"]:
                return False
            entry = record["own"]["deployments"][0]
            attempt = self._store.deployments.get(entry["serviceDeployment"])
            status = attempt["wire"]["status"] if attempt else ""
            if status not in ("ROLLBACK_REQUESTED", "STOP_REQUESTED"):
                return False
            deeds, now = Deeds(self._rooms, key), self._rooms.clock.now()
            with self._store.journal.transaction():
                reason = "ECS deployment stopped: a user stopped the service deployment."
                rollouts.fail(self._store, key, entry, state_reason=reason, now=now)
                deeds.give_up(
                    entry,
                    rollouts.candidate(record["own"]["deployments"]),
                    by="stopped by a user",
                    cause="a user requested it",
                    wants_rollback=status == "ROLLBACK_REQUESTED",
                )
        return True

    def _look_at_alarms(self, key: str) -> None:
        """Note which deployment alarms are in ALARM and were not when the deployment began."""
        record = self._store.services.get(key)
        if record is None or record["service"]["status"] != "ACTIVE":
            return
        alarms = record["service"]["deploymentConfiguration"].get("alarms") or {}
        primary = record["own"]["deployments"][0]
        if not alarms.get("enable") or primary["rolloutState"] != "IN_PROGRESS":
            return
        scope = scope_of_arn(record["service"]["serviceArn"])
        fired = self._rooms.landscape.alarms_firing(scope, alarms["alarmNames"]) - set(primary["ignoredAlarms"])
        if sorted(fired) != record["own"].get("firedAlarms", []):
            self._store.change_service(key, own={"firedAlarms": sorted(fired)})

    # Old records

    def sweep(self) -> None:
        """Forget stopped tasks and deleted services after their time, and images that nothing needs any more."""
        self._rooms.images.collect(self._digests_in_use())
        limit = self._rooms.clock.now() - STOPPED_TASKS_KEPT
        for arn, record in self._store.tasks.items():
            if record["own"].get("isReleased") and record["task"]["stoppedAt"] < limit:
                self._store.forget_task(arn)
                shutil.rmtree(self._rooms.folder / last(arn), ignore_errors=True)
        for key, record in self._store.services.items():
            if record["service"]["status"] == "INACTIVE" and record["own"]["inactiveSince"] < limit:
                with self._store.lock:
                    self._store.services.delete(key)
                    self._store.events.delete(key)

    def _digests_in_use(self) -> set[str]:
        """Of images that a task runs from, or that a deployment may still start tasks of."""
        living = [each["task"] for each in self._store.tasks.values() if each["task"]["lastStatus"] != "STOPPED"]
        entries = [entry for each in self._store.services.values() for entry in each["own"]["deployments"]]
        pinned = [self._store.revisions.get(entry["revision"]) or {"containerImages": ()} for entry in entries]
        images = [
            *(container for task in living for container in task["containers"]),
            *(image for revision in pinned for image in revision["containerImages"]),
        ]
        return {image["imageDigest"] for image in images if "imageDigest" in image}
