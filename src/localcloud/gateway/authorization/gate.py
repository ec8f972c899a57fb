"""Where the dispatcher meets the guard: from HTTP requests to questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from xml.etree import ElementTree

from localcloud.api import Caller
from localcloud.gateway.authorization import encryption, federation, objects, requirements
from localcloud.gateway.authorization.guard import Guard, Question, Run
from localcloud.gateway.authorization.needs import Need, Place
from localcloud.gateway.http import Request
from localcloud.gateway.operations import Operation

_LARGEST_LIST = 4 * 1024 * 1024


class Gate:
    """Lets requests of every protocol through, or not; each method returns what would have been said to refuse it."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard

    async def admit(
        self,
        caller: Caller,
        request: Request,
        operation: Operation,
        parameters: Callable[[], Mapping[str, Any]],
        run: Run,
    ) -> str:
        """
        A request whose operation is known.

        Raises:
            ApiError: it is refused.
        """
        if not self.guard.is_on:
            return ""
        params = parameters()
        prefix = requirements.prefix_of(operation.service, str(operation.service_model.signing_name))
        place = Place(caller.account, caller.region)
        question = Question(
            caller=caller,
            service=operation.service,
            protocol=operation.protocol,
            needs=lambda: requirements.needs(prefix, operation.name, params, place, self.guard.records),
            headers=request.headers,
            stranger=federation.stranger(params) if operation.name in federation.OPERATIONS else None,
        )
        return await self.guard.admit(question, run)

    async def admit_to_s3(self, caller: Caller, request: Request, run: Run) -> str:
        """A path-style request of S3. Raises ApiError when it is refused."""
        if not self.guard.is_on:
            return ""
        deleted = await _deleted(request)
        question = Question(
            caller=caller,
            service="s3",
            protocol="s3",
            needs=lambda: self._needs_of_objects(caller, request, deleted),
            headers=request.headers,
        )
        return await self.guard.admit(question, run)

    def _needs_of_objects(self, caller: Caller, request: Request, deleted: list[str]) -> list[Need]:
        found = objects.needs(request, deleted)
        place = Place(caller.account, caller.region)
        return [*found, *encryption.of_objects(found, request.headers, place, self.guard.records)]

    async def admit_unmodelled(self, caller: Caller, service: str, name: str, run: Run) -> str:
        """A request that no model knows, and moto may: asked for as an action of its own. Raises ApiError."""
        if not self.guard.is_on:
            return ""
        needs = [Need(action=f"{service}:{name}")]
        question = Question(caller=caller, service=service, protocol="query", needs=lambda: needs)
        return await self.guard.admit(question, run)

    def carried_out(self, request: Request, service: str, operation: Operation | None) -> None:
        """A request has been answered: what was known of its service may be so no more."""
        if not self.guard.is_on or request.method in ("GET", "HEAD"):
            return
        if operation is not None:
            self.guard.changed(service, operation.name)


async def _deleted(request: Request) -> list[str]:
    """The keys that a request to delete several objects names; all of them when that cannot be read."""
    if request.method != "POST" or "delete" not in request.query():
        return []
    try:
        document = ElementTree.fromstring(await request.body(limit=_LARGEST_LIST))
    except ElementTree.ParseError:
        return ["*"]
    return [one.text or "" for one in document.iter() if one.tag.rpartition("}")[2] == "Key"] or ["*"]
