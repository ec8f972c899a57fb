"""What all of CloudFront's operations share: records with an id, a configuration and an ETag that guards changes."""

from __future__ import annotations

import secrets
import string
from typing import Any

from localcloud.api import ApiError, Caller, Params, Service
from localcloud.clock import Clock
from localcloud.journal.tables import Journal
from localcloud.services.rds.tags import Tags
from localcloud.services.records import Record
from localcloud.services.registers import Register

_LETTERS = string.ascii_uppercase + string.digits


class Part(Service):
    """Base of CloudFront's groups of operations."""

    name = "cloudfront"

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock
        self._tags = Tags(journal, "cloudfront/tags")
        self._registers: dict[str, Register] = {}

    def _register(self, kind: str) -> Register:
        if kind not in self._registers:
            self._registers[kind] = Register(
                self._journal, f"cloudfront/{kind}", missing=f"NoSuch{kind}", status=404, is_global=True
            )
        return self._registers[kind]

    def _new(self, configuration: Any, **more: Any) -> Record:
        return {"Config": configuration, "ETag": new_id(), "Changed": self._clock.now(), **more}

    def _changed(self, kind: str, caller: Caller, params: Params, name: str, **members: Any) -> Record:
        """
        The record after a change for which the client holds the current ETag.

        Raises:
            ApiError: it holds another, or none.
        """
        self._check_etag(self._register(kind).get(caller, name), params)
        fresh = {**members, "ETag": new_id(), "Changed": self._clock.now()}
        return self._register(kind).change(caller, name, lambda old: {**old, **fresh})

    def _removed(self, kind: str, caller: Caller, params: Params, name: str) -> Record:
        self._check_etag(self._register(kind).get(caller, name), params)
        return self._register(kind).remove(caller, name)

    def _check_etag(self, record: Record, params: Params) -> None:
        if "IfMatch" not in params:
            raise ApiError("InvalidIfMatchVersion", "The If-Match version is missing or not valid for the resource.")
        if params["IfMatch"] != record["ETag"]:
            raise ApiError(
                "PreconditionFailed", "The request failed because it didn't meet the preconditions.", status=412
            )


def new_id() -> str:
    """CloudFront's form: E and 13 capitals or digits."""
    return "E" + "".join(secrets.choice(_LETTERS) for _ in range(13))


def listed(items: list[Any], member: str = "Items") -> dict[str, Any]:
    """One page with everything."""
    return {"MaxItems": 100, "Quantity": len(items), **({member: items} if items else {})}
