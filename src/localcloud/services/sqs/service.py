"""
SQS as the gateway calls it.

============================  ====================================================================
what                          where
============================  ====================================================================
who may have which message    ``behaviour/message_queue.py``, ``behaviour/deduplication.py`` (pure)
one queue, memory and disk    ``queue.py``, ``store.py``, ``waiters.py``, ``attempts.py``
all queues                    ``registry.py``
operations                    ``queue_operations.py``, ``message_operations.py``, ``move_operations.py``
what AWS would refuse         ``attributes.py``, ``contents.py``, ``batches.py``, ``permissions.py``
============================  ====================================================================

Visibility timeouts, delays, retention, long polls and the deduplication window are real seconds at every speed of the
cloud's clock; only the rest between two purges is scaled.
"""

from __future__ import annotations

import threading
from pathlib import Path

from localcloud.api import Service
from localcloud.clock import Clock
from localcloud.journal.tables import Journal
from localcloud.services.sqs.message_operations import MessageOperations
from localcloud.services.sqs.move_operations import MoveOperations
from localcloud.services.sqs.moves import MoveTasks
from localcloud.services.sqs.queue_operations import QueueOperations
from localcloud.services.sqs.registry import RETENTION_CHECK_SECONDS, Registry


class Queues(QueueOperations, MessageOperations, MoveOperations, Service):
    """
    Amazon SQS.

    Args:
        directory: where messages are kept, ``<state>/sqs``.
        endpoint_url: what queue URLs begin with, ``http://127.0.0.1:4566``.
    """

    name = "sqs"

    def __init__(self, *, journal: Journal, clock: Clock, directory: Path, endpoint_url: str) -> None:
        self._registry = Registry(journal, clock, directory, endpoint_url.rstrip("/"))
        self._moves = MoveTasks(journal, self._registry)
        self._stopping = threading.Event()
        self._keeper = threading.Thread(target=self._keep_retention, name="sqs-retention", daemon=True)

    def start(self) -> None:
        """Begin what happens without being asked: retention, and move tasks that were under way."""
        self._keeper.start()
        self._moves.resume()

    def stop(self) -> None:
        """End our threads and close the store. Messages stay."""
        self._stopping.set()
        if self._keeper.is_alive():
            self._keeper.join()
        self._moves.stop()
        self._registry.close()

    def _keep_retention(self) -> None:
        while not self._stopping.wait(RETENTION_CHECK_SECONDS):
            self._registry.expire()
