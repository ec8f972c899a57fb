"""What follows from a change: who is told, where it is copied. A configuration is read when it is first needed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from localcloud.services.s3.changes import Change
from localcloud.services.s3.notifications import Notification, Teller, notifications
from localcloud.services.s3.replication import Replicator, Rule, chosen, rules
from localcloud.services.s3.xml import parsed

#: Reads a configuration document of a bucket (``notification``, ``replication``); None when it has none.
ReadDocument = Callable[[str, str], bytes | None]


@dataclass(frozen=True, kw_only=True)
class _Configured:
    notifications: Sequence[Notification]
    rules: Sequence[Rule]


class Reactions:
    """What follows from changes. Thread-safe: the worst that a race does is reading a document twice."""

    def __init__(self, read: ReadDocument, teller: Teller, replicator: Replicator) -> None:
        self._read = read
        self._teller = teller
        self._replicator = replicator
        self._known: dict[str, _Configured] = {}

    def forget(self, bucket: str) -> None:
        """The bucket's configuration has changed, or the bucket is gone."""
        self._known.pop(bucket, None)

    async def follow(self, changes: Sequence[Change]) -> None:
        """Return when everything that follows has been done."""
        if changes and await self._configured(changes[0].bucket.name):
            await asyncio.to_thread(self._follow, changes)

    def _follow(self, changes: Sequence[Change]) -> None:
        for change in changes:
            configured = self._configuration(change.bucket.name)
            for rule in chosen(configured.rules, change):
                self._replicator.replicate(rule, change)
            for notification in configured.notifications:
                if notification.covers(change):
                    self._teller.tell(notification, change)

    async def _configured(self, bucket: str) -> bool:
        """Whether anything at all follows from changes in a bucket."""
        if bucket not in self._known:
            await asyncio.to_thread(self._configuration, bucket)
        known = self._known.get(bucket)
        return known is None or bool(known.notifications or known.rules)

    def _configuration(self, bucket: str) -> _Configured:
        known = self._known.get(bucket)
        if known is None:
            told, copied = self._read(bucket, "notification"), self._read(bucket, "replication")
            known = self._known[bucket] = _Configured(
                notifications=tuple(notifications(parsed(told))) if told else (),
                rules=tuple(rules(parsed(copied))) if copied else (),
            )
        return known
