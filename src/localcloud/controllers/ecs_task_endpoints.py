"""
What a container may ask about itself: its task role's credentials and its metadata (version 4).

The addresses are in the container's environment. Credentials are given only against the token that is there too.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any

from localcloud.api import ApiError
from localcloud.controllers.ecs_rooms import Rooms
from localcloud.gateway.http import Request, Response
from localcloud.services.ecs import task_metadata
from localcloud.services.ecs.names import last, scope_of_arn
from localcloud.services.ecs.store import Record

CREDENTIALS = "/v2/credentials/"
METADATA = "/v4/"
_RENEWED_BEFORE_END = timedelta(minutes=15)


class TaskEndpoints:
    """Handlers for the gateway's ``mount``."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._known: dict[str, Mapping[str, Any]] = {}
        self._lock = Lock()

    async def credentials(self, request: Request) -> Response:
        """``GET /v2/credentials/<task id>`` with the task's authorization token."""
        record = self._find(request.path.removeprefix(CREDENTIALS).strip("/"))
        token = record["own"].get("credentialsToken", "") if record else ""
        if not record or not token or not secrets.compare_digest(token, request.headers.get("authorization", "")):
            return _json({"code": "AccessDenied", "message": "invalid authorization token", "HTTPErrorCode": 403}, 403)
        try:
            found = await asyncio.to_thread(self._minted, record)
        except ApiError as error:
            return _json({"code": error.code, "message": error.message, "HTTPErrorCode": 500}, 500)
        return _json(task_metadata.credentials(found, role=record["own"]["role"]))

    async def metadata(self, request: Request) -> Response:
        """``GET /v4/<task id>``, ``…/task``, ``…/stats``, ``…/task/stats``."""
        task_id, _, what = request.path.removeprefix(METADATA).strip("/").partition("/")
        record = self._find(task_id)
        if record is None:
            return _json({"error": "no such task"}, 404)
        definition = self._rooms.definition_of(record)
        match what:
            case "":
                return _json(task_metadata.container(record, record["task"]["containers"][0], definition))
            case "task" | "taskWithTags":
                return _json(task_metadata.task(record, definition))
            case "stats" | "task/stats":
                return _json({})
            case _:
                return _json({"error": f"unknown path {what}"}, 404)

    def _find(self, task_id: str) -> Record | None:
        """A living task by its id."""
        for arn, record in self._rooms.store.tasks.items():
            if last(arn) == task_id and record["task"]["lastStatus"] != "STOPPED":
                return record
        return None

    def _minted(self, record: Record) -> Mapping[str, Any]:
        """Credentials of the task role, renewed well before they end."""
        arn = record["task"]["taskArn"]
        with self._lock:
            known = self._known.get(arn)
            if known is None or _moment(known["Expiration"]) - datetime.now(UTC) < _RENEWED_BEFORE_END:
                scope = scope_of_arn(arn)
                known = self._rooms.credentials.assume(scope.account, scope.region, record["own"]["role"], last(arn))
                self._known[arn] = known
            return known


def _moment(value: datetime | str) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _json(document: Any, status: int = 200) -> Response:
    return Response(
        status=status, headers=(("content-type", "application/json"),), body=json.dumps(document, default=str).encode()
    )
