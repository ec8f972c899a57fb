"""
CloudWatch Logs as the gateway calls it, and as the cloud's own rooms write to it.

============================  ===================================================
what                          where
============================  ===================================================
filter patterns               ``behaviour/filter_patterns`` (pure)
which events are taken        ``acceptance.py`` (pure)
events of one group on disk   ``store.py``
all groups                    ``groups.py``
operations                    ``group_operations.py``, ``event_operations.py``
saved queries                 ``query_definitions.py``
subscription filters          ``subscription_operations.py``, ``forwarding.py``
============================  ===================================================

Everything else (metric filters, destinations) is answered by moto. Retention is in real days at every speed of the
cloud's clock.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from localcloud.api import ApiError, Caller, Params
from localcloud.clock import Clock
from localcloud.journal.tables import Journal
from localcloud.running.collaborators import EverythingAllowed, Permissions
from localcloud.services.logs.event_operations import EventOperations
from localcloud.services.logs.forwarding import Forwarder
from localcloud.services.logs.group_operations import GroupOperations
from localcloud.services.logs.groups import Groups, no_such_group
from localcloud.services.logs.query_definitions import QueryDefinitions
from localcloud.services.logs.store import EXPIRE_STEP
from localcloud.services.logs.subscription_operations import SubscriptionOperations
from localcloud.services.neighbours import Neighbours

#: How often events past their retention are removed. Reads hide them at once.
RETENTION_CHECK_SECONDS = 60.0


class Logs(GroupOperations, EventOperations, SubscriptionOperations, QueryDefinitions):
    """
    Amazon CloudWatch Logs.

    Args:
        directory: where events are kept, ``<state>/logs``.
        neighbours: where subscription filters send events to; without them, nobody subscribes.
    """

    name = "logs"

    def __init__(
        self,
        *,
        journal: Journal,
        clock: Clock,
        directory: Path,
        neighbours: Neighbours | None = None,
        permissions: Permissions | None = None,
    ) -> None:
        self._groups = Groups(journal, clock, directory)
        self._forwarder = Forwarder(self._groups, neighbours, permissions or EverythingAllowed())
        self.keep_query_definitions(journal, clock)
        self._stopping = threading.Event()
        self._keeper = threading.Thread(target=self._keep_retention, name="logs-retention", daemon=True)

    def start(self) -> None:
        """Begin to apply retention, and to send events to who has subscribed to them."""
        self._keeper.start()
        self._forwarder.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._keeper.is_alive():
            self._keeper.join()
        self._forwarder.stop()
        self._groups.close()

    def group_exists(self, account: str, region: str, group: str) -> bool:
        return self._groups.find(account, region, group) is not None

    def append(self, account: str, region: str, group: str, stream: str, events: Sequence[tuple[int, str]]) -> None:
        """
        Write events (milliseconds since the epoch, text) to a stream, which is made if it is missing.

        Thread-safe; on disk when it returns. Times may be out of order and of any age.

        Raises:
            ApiError: ``ResourceNotFoundException``: there is no such group.
        """
        record = self._groups.find(account, region, group)
        if record is None:
            raise no_such_group()
        if not events:
            return
        store = self._groups.store(record)
        now = self._groups.now()
        while not store.append(stream, events, now):
            store.create_stream(stream, now)
        self._forwarder.arrived(record)

    def expire(self) -> None:
        """Remove events that are older than their group's retention, a few at a time."""
        for record in self._groups.all():
            if oldest := self._groups.oldest_kept(record):
                while self._groups.store(record).expire(oldest) == EXPIRE_STEP:
                    pass

    def start_query(self, caller: Caller, params: Params) -> dict[str, Any]:
        raise _no_insights()

    def get_query_results(self, caller: Caller, params: Params) -> dict[str, Any]:
        raise _no_insights()

    def _keep_retention(self) -> None:
        while not self._stopping.wait(RETENTION_CHECK_SECONDS):
            self.expire()


def _no_insights() -> ApiError:
    return ApiError(
        "NotImplemented",
        "The local cloud does not run Logs Insights queries. Read events with FilterLogEvents, whose filter patterns"
        " it has in full, or run the query against AWS.",
    )
