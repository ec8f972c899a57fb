"""
All log groups of a cloud: their records in the journal (``logs/groups``), their events in a store each, opened when
first needed.
"""

from __future__ import annotations

import re
import threading
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from localcloud.api import ApiError, Caller
from localcloud.clock import Clock
from localcloud.journal.tables import Journal
from localcloud.services.logs.acceptance import DAY_MS
from localcloud.services.logs.store import GroupStore

Record = dict[str, Any]

_GROUP_ARN = re.compile(r"arn:aws[\w-]*:logs:([\w-]+):(\d{12}):log-group:([^:]+)(:\*)?")


class Groups:
    def __init__(self, journal: Journal, clock: Clock, directory: Path) -> None:
        self.lock = threading.RLock()
        self._clock = clock
        self._directory = directory
        self._records = journal.table("logs/groups")
        self._stores: dict[str, GroupStore] = {}

    def close(self) -> None:
        with self.lock:
            for store in self._stores.values():
                store.close()
            self._stores.clear()

    def now(self) -> int:
        """Milliseconds since the epoch."""
        return int(self._clock.now().timestamp() * 1000)

    def find(self, account: str, region: str, name: str) -> Record | None:
        return self._records.get(f"{account}/{region}/{name}")

    def get(self, caller: Caller, name: str) -> Record:
        """The caller's group of that name. Raises ApiError ``ResourceNotFoundException``."""
        record = self.find(caller.account, caller.region, name)
        if record is None:
            raise no_such_group()
        return record

    def identified(self, caller: Caller, identifier: str) -> Record:
        """The group of a name or an ARN, with or without ``:*``."""
        if not identifier.startswith("arn:"):
            return self.get(caller, identifier)
        parts = _GROUP_ARN.fullmatch(identifier)
        record = self.find(parts[2], parts[1], parts[3]) if parts else None
        if record is None:
            raise no_such_group()
        return record

    def of(self, caller: Caller) -> list[Record]:
        """The caller's groups in this region, by name."""
        prefix = f"{caller.account}/{caller.region}/"
        records = [record for key, record in self._records.items() if key.startswith(prefix)]
        return sorted(records, key=lambda record: str(record["logGroupName"]))

    def all(self) -> Sequence[Record]:
        return self._records.values()

    def create(self, caller: Caller, name: str, fields: Record) -> Record:
        with self.lock:
            if self.find(caller.account, caller.region, name):
                raise ApiError("ResourceAlreadyExistsException", "The specified log group already exists")
            record = {
                "account": caller.account,
                "region": caller.region,
                "logGroupName": name,
                "creationTime": self.now(),
                "file": f"{uuid.uuid4().hex}.sqlite",
                **fields,
            }
            self._records.put(_key(record), record)
            return record

    def change(self, record: Record, **changes: Any) -> None:
        """Change a group's record, durably; a value of None removes the field."""
        with self.lock:
            changed = {key: value for key, value in {**record, **changes}.items() if value is not None}
            self._records.put(_key(record), changed)

    def delete(self, record: Record) -> None:
        with self.lock:
            store = self.store(record)
            self._records.delete(_key(record))
            del self._stores[record["file"]]
        store.remove()

    def store(self, record: Record) -> GroupStore:
        with self.lock:
            file = record["file"]
            if file not in self._stores:
                self._stores[file] = GroupStore(self._directory / file)
            return self._stores[file]

    def oldest_kept(self, record: Record) -> int:
        """The time before which the group's retention hides and then removes events; 0 when they never expire."""
        days = record.get("retentionInDays")
        return self.now() - days * DAY_MS if days else 0


def arn(record: Record) -> str:
    """The group's ARN without ``:*``, as tags and policies want it."""
    return f"arn:aws:logs:{record['region']}:{record['account']}:log-group:{record['logGroupName']}"


def no_such_group() -> ApiError:
    return ApiError("ResourceNotFoundException", "The specified log group does not exist.")


def no_such_stream() -> ApiError:
    return ApiError("ResourceNotFoundException", "The specified log stream does not exist.")


def invalid(message: str) -> ApiError:
    return ApiError("InvalidParameterException", message)


def _key(record: Record) -> str:
    return f"{record['account']}/{record['region']}/{record['logGroupName']}"
