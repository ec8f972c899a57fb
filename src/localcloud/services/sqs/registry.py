"""
All queues of a cloud: found by URL, by name, by ARN; created, deleted, read back at start.

Records are in the journal (``sqs/queues``), messages in a store of their own. Numbers of queues are never given twice,
so whatever names a queue that was deleted (a receipt handle, a leftover table) can never mean a new one.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from localcloud.api import ApiError, Caller
from localcloud.behaviour.message_queue import MOVES_PER_RECEIVE
from localcloud.clock import Clock
from localcloud.journal.tables import Journal
from localcloud.services.sqs.errors import no_such_queue
from localcloud.services.sqs.queue import Queue
from localcloud.services.sqs.store import MessageStore

#: How often messages past their retention are looked for in queues that nobody reads.
RETENTION_CHECK_SECONDS = 10.0


class Registry:
    def __init__(self, journal: Journal, clock: Clock, directory: Path, endpoint_url: str) -> None:
        self.lock = threading.RLock()
        self._clock = clock
        self._endpoint_url = endpoint_url
        self._records = journal.table("sqs/queues")
        self._numbers = journal.table("sqs/numbers")
        self.store = MessageStore(directory / "messages.sqlite")
        self._queues: dict[str, Queue] = {}
        for key, record in self._records.items():
            queue = Queue(record, self.store)
            queue.load(self.now())
            self._queues[key] = queue

    def close(self) -> None:
        self.store.close()

    def now(self) -> float:
        return self._clock.now().timestamp()

    def wait(self, seconds: float) -> float:
        """A wait of AWS's, scaled; see :class:`Clock`."""
        return self._clock.wait(seconds)

    def url(self, queue: Queue) -> str:
        return f"{self._endpoint_url}/{queue.record['Account']}/{queue.name}"

    def by_name(self, account: str, region: str, name: str) -> Queue | None:
        return self._queues.get(f"{account}/{region}/{name}")

    def by_arn(self, arn: str) -> Queue | None:
        parts = arn.split(":")
        if len(parts) != 6 or parts[2] != "sqs":
            return None
        return self.by_name(parts[4], parts[3], parts[5])

    def by_url(self, caller: Caller, url: str) -> Queue:
        """
        The queue of a URL in the caller's region. Host and port do not matter: a URL that was stored while the cloud
        listened elsewhere stays good.
        """
        path = [part for part in urlsplit(url).path.split("/") if part]
        if len(path) < 2:
            raise ApiError("InvalidAddress", f"The address {url} is not valid for this endpoint.")
        queue = self.by_name(path[-2], caller.region, path[-1])
        if queue is None:
            raise no_such_queue()
        return queue

    def of(self, caller: Caller) -> list[Queue]:
        """The caller's queues in this region, by name."""
        prefix = f"{caller.account}/{caller.region}/"
        queues = [queue for key, queue in list(self._queues.items()) if key.startswith(prefix)]
        return sorted(queues, key=lambda queue: queue.name)

    def sources_of(self, queue: Queue) -> list[Queue]:
        """The queues whose dead letters go to this one."""
        return [
            source
            for source in sorted(self._queues.values(), key=lambda source: source.name)
            if source.settings.redrive and source.settings.redrive.target_arn == queue.arn
        ]

    def dead_letter_queue(self, queue: Queue) -> Queue | None:
        return self.by_arn(queue.settings.redrive.target_arn) if queue.settings.redrive else None

    def create(self, caller: Caller, name: str, attributes: dict[str, str], tags: dict[str, str]) -> Queue:
        now = int(self.now())
        record: dict[str, Any] = {
            "Account": caller.account,
            "Region": caller.region,
            "Name": name,
            "Number": self._next_number(),
            "Attributes": attributes,
            "Tags": tags,
            "CreatedTimestamp": now,
            "LastModifiedTimestamp": now,
        }
        queue = Queue(record, self.store)
        queue.load(now)
        key = f"{caller.account}/{caller.region}/{name}"
        self._records.put(key, record)
        self._queues[key] = queue
        return queue

    def delete(self, queue: Queue) -> None:
        key = f"{queue.record['Account']}/{queue.record['Region']}/{queue.name}"
        self._records.delete(key)
        self._queues.pop(key, None)
        queue.close()

    def save(self, queue: Queue, **changes: Any) -> None:
        """Change a queue's record, durably."""
        record = {**queue.record, **changes}
        self._records.put(f"{record['Account']}/{record['Region']}/{record['Name']}", record)
        queue.record = record
        queue.refresh_settings()

    def expire(self) -> None:
        """Drop messages past their retention, a few at a time so that nobody waits long for the lock."""
        for queue in list(self._queues.values()):
            while not queue.is_deleted and queue.expire(self.now()) == MOVES_PER_RECEIVE:
                pass

    def _next_number(self) -> int:
        number = int((self._numbers.get("queues") or {"next": 1})["next"])
        self._numbers.put("queues", {"next": number + 1})
        return number
