"""StartMessageMoveTask, ListMessageMoveTasks, CancelMessageMoveTask."""

from __future__ import annotations

from typing import Any

from localcloud.api import ApiError, Caller, Params
from localcloud.services.sqs.errors import invalid_parameter, invalid_value, missing
from localcloud.services.sqs.moves import MoveTasks
from localcloud.services.sqs.queue import Queue
from localcloud.services.sqs.registry import Registry

MAX_PER_SECOND = 500


class MoveOperations:
    """Mixin of :class:`localcloud.services.sqs.service.Queues`."""

    _registry: Registry
    _moves: MoveTasks

    def start_message_move_task(self, caller: Caller, params: Params) -> dict[str, Any]:
        source = self._existing("SourceArn", params)
        destination_arn = params.get("DestinationArn") or ""
        if destination_arn:
            destination = self._existing("DestinationArn", params)
            if destination.settings.is_fifo != source.settings.is_fifo:
                raise invalid_parameter("The destination must be the same type of queue as the source.")
        elif not self._registry.sources_of(source):
            raise invalid_parameter("Source queue must be configured as a Dead Letter Queue.")
        per_second = params.get("MaxNumberOfMessagesPerSecond")
        if per_second is not None and not 1 <= int(per_second) <= MAX_PER_SECOND:
            reason = f"Must be between 1 and {MAX_PER_SECOND}, if provided."
            raise invalid_value(per_second, "MaxNumberOfMessagesPerSecond", reason)
        return {"TaskHandle": self._moves.begin(source, destination_arn, int(per_second or 0))}

    def list_message_move_tasks(self, caller: Caller, params: Params) -> dict[str, Any]:
        source = self._existing("SourceArn", params)
        limit = int(params.get("MaxResults") or 1)
        if not 1 <= limit <= 10:
            raise invalid_value(limit, "MaxResults", "Must be between 1 and 10, if provided.")
        tasks = [dict(task) for task in self._moves.of(source.arn)[:limit]]
        for task in tasks:
            if task["Status"] != "RUNNING":
                del task["TaskHandle"]
        return {"Results": tasks}

    def cancel_message_move_task(self, caller: Caller, params: Params) -> dict[str, Any]:
        if not params.get("TaskHandle"):
            raise missing("TaskHandle")
        return {"ApproximateNumberOfMessagesMoved": self._moves.cancel(params["TaskHandle"])}

    def _existing(self, parameter: str, params: Params) -> Queue:
        if not params.get(parameter):
            raise missing(parameter)
        queue = self._registry.by_arn(params[parameter])
        if queue is None:
            message = f"The resource that you specified for the {parameter} parameter doesn't exist."
            raise ApiError("ResourceNotFoundException", message, status=404)
        return queue
