"""
Message move tasks: the dead letters of a queue go back to where they came from, or elsewhere, a few at a time.

Each running task has a thread. A batch moves in one transaction, so a task that dies with us goes on at the next start
and moves every message once. Progress is in the journal (``sqs/move_tasks``).
"""

from __future__ import annotations

import base64
import json
import threading
import uuid
from typing import Any

from localcloud.api import ApiError
from localcloud.journal.tables import Journal
from localcloud.services.sqs.queue import Queue
from localcloud.services.sqs.registry import Registry

BATCH = 10
_KEPT_TASKS = 10

Task = dict[str, Any]


class MoveTasks:
    """All move tasks of a cloud, running and past."""

    def __init__(self, journal: Journal, registry: Registry) -> None:
        self._records = journal.table("sqs/move_tasks")
        self._registry = registry
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._threads: dict[str, threading.Thread] = {}

    def resume(self) -> None:
        """Go on with what was running when we died."""
        for handle, task in self._records.items():
            if task["Status"] == "RUNNING":
                self._run_in_thread(handle)
            elif task["Status"] == "CANCELLING":
                self._change(handle, Status="CANCELLED")

    def stop(self) -> None:
        """Leave running tasks where they are, for the next start."""
        self._stopping.set()
        for thread in list(self._threads.values()):
            thread.join()

    def begin(self, source: Queue, destination_arn: str, per_second: int) -> str:
        with self._lock:
            if any(task["Status"] in ("RUNNING", "CANCELLING") for task in self.of(source.arn)):
                message = "There is already a task running. Only one active task is allowed for a source queue arn"
                raise ApiError("UnsupportedOperation", f"{message} at a given time.")
            now = self._registry.now()
            handle = _task_handle(source.arn)
            task: Task = {
                "TaskHandle": handle,
                "Status": "RUNNING",
                "SourceArn": source.arn,
                "ApproximateNumberOfMessagesMoved": 0,
                "ApproximateNumberOfMessagesToMove": source.counts(now).visible,
                "StartedTimestamp": int(now * 1000),
            }
            if destination_arn:
                task["DestinationArn"] = destination_arn
            if per_second:
                task["MaxNumberOfMessagesPerSecond"] = per_second
            self._records.put(handle, task)
            for old in self.of(source.arn)[_KEPT_TASKS:]:
                self._records.delete(old["TaskHandle"])
        self._run_in_thread(handle)
        return handle

    def cancel(self, handle: str) -> int:
        """Stop a task; how many messages it has moved. Those stay moved."""
        with self._lock:
            task = self._records.get(handle)
            if task is None:
                raise ApiError("ResourceNotFoundException", "Task does not exist.", status=404)
            if task["Status"] != "RUNNING":
                raise ApiError("UnsupportedOperation", "Only active tasks can be cancelled.")
            self._records.put(handle, {**task, "Status": "CANCELLING"})
        return int(task["ApproximateNumberOfMessagesMoved"])

    def of(self, source_arn: str) -> list[Task]:
        """The tasks of a source queue, the newest first."""
        tasks = [task for task in self._records.values() if task["SourceArn"] == source_arn]
        return sorted(tasks, key=lambda task: int(task["StartedTimestamp"]), reverse=True)

    def _run_in_thread(self, handle: str) -> None:
        thread = threading.Thread(target=self._run, args=(handle,), name="sqs-move-task", daemon=True)
        self._threads[handle] = thread
        thread.start()

    def _run(self, handle: str) -> None:
        try:
            while not self._stopping.is_set() and (pause := self._step(handle)) is not None:
                self._stopping.wait(pause)
        except Exception as problem:
            self._change(handle, Status="FAILED", FailureReason=f"{type(problem).__name__}: {problem}")
        finally:
            self._threads.pop(handle, None)

    def _step(self, handle: str) -> float | None:
        """Move one batch; seconds until the next, None when the task has ended."""
        task = self._records.get(handle) or {}
        if task.get("Status") != "RUNNING":
            self._change(handle, Status="CANCELLED")
            return None
        source = self._registry.by_arn(task["SourceArn"])
        fallback = self._registry.by_arn(task.get("DestinationArn", ""))
        if source is None or ("DestinationArn" in task and fallback is None):
            self._change(handle, Status="FAILED", FailureReason="AWS.SimpleQueueService.NonExistentQueue")
            return None
        now = self._registry.now()
        rate = int(task.get("MaxNumberOfMessagesPerSecond", 0))
        moved = source.move_oldest(now, min(BATCH, rate or BATCH), self._registry.by_arn, fallback)
        if moved:
            self._change(handle, ApproximateNumberOfMessagesMoved=task["ApproximateNumberOfMessagesMoved"] + moved)
            return moved / rate if rate else 0.0
        if source.counts(now).visible:
            self._change(handle, Status="FAILED", FailureReason="CouldNotDetermineMessageSource")
        else:
            self._change(handle, Status="COMPLETED")
        return None

    def _change(self, handle: str, **changes: Any) -> None:
        with self._lock:
            task = self._records.get(handle)
            if task is None:
                return
            if task["Status"] == "CANCELLING" and "Status" in changes:
                changes["Status"] = "CANCELLED"
            self._records.put(handle, {**task, **changes})


def _task_handle(source_arn: str) -> str:
    document = {"taskId": str(uuid.uuid4()), "sourceArn": source_arn}
    return base64.b64encode(json.dumps(document, separators=(",", ":")).encode()).decode()
