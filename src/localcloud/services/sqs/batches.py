"""The frame of batch requests: up to ten entries, each with an id of its own, each succeeding or failing alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from localcloud.api import ApiError

MAX_ENTRIES = 10
_ENTRY_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")


def checked_entries(entries: Sequence[Mapping[str, Any]], action: str) -> Sequence[Mapping[str, Any]]:
    """The entries, if the batch as a whole is acceptable."""
    if not entries:
        message = f"There should be at least one {action}BatchRequestEntry in the request."
        raise ApiError("EmptyBatchRequest", message)
    if len(entries) > MAX_ENTRIES:
        message = f"Maximum number of entries per request are {MAX_ENTRIES}. You have sent {len(entries)}."
        raise ApiError("TooManyEntriesInBatchRequest", message)
    seen: set[str] = set()
    for entry in entries:
        entry_id = str(entry.get("Id", ""))
        if not _ENTRY_ID.fullmatch(entry_id):
            message = "A batch entry id can only contain alphanumeric characters, hyphens and underscores."
            raise ApiError("InvalidBatchEntryId", f"{message} It can be at most 80 letters long.")
        if entry_id in seen:
            raise ApiError("BatchEntryIdsNotDistinct", f"Id {entry_id} repeated.")
        seen.add(entry_id)
    return entries


def failure(entry: Mapping[str, Any], refusal: ApiError) -> dict[str, Any]:
    """The entry of ``Failed`` for an entry that was refused."""
    code = {"MissingRequiredParameterException": "MissingParameter"}.get(refusal.code, refusal.code)
    return {"Id": entry["Id"], "SenderFault": refusal.status < 500, "Code": code, "Message": refusal.message}
