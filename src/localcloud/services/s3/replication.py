"""
Replication: what becomes of one bucket's objects in another.

An object is copied before its request is answered; on AWS that is minutes later. Encryption keys, storage classes and
ownership of the copy are kept as settings and nothing more, as for all objects here.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from xml.etree import ElementTree

from localcloud.services.s3.changes import Change
from localcloud.services.s3.objects import Objects
from localcloud.services.s3.store import ObjectStore

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """
    Copy some objects into another bucket.

    Attributes:
        tags: that an object must have.
        with_markers: delete markers are copied, too.
    """

    destination: str
    priority: int
    prefix: str = ""
    tags: tuple[tuple[str, str], ...] = ()
    with_markers: bool = False

    def covers(self, change: Change) -> bool:
        if not change.key.startswith(self.prefix):
            return False
        if change.is_creation and change.version:
            return set(self.tags) <= set(change.version.details["tags"].items())
        return change.event == "ObjectRemoved:DeleteMarkerCreated" and self.with_markers and not self.tags


def rules(root: ElementTree.Element) -> Iterator[Rule]:
    """What a ReplicationConfiguration document asks for; rules that are disabled ask for nothing."""
    for entry in root.iter("Rule"):
        if entry.findtext("Status") != "Enabled":
            continue
        prefixes = [element.text or "" for element in entry.iter("Prefix")]
        yield Rule(
            destination=entry.findtext("Destination/Bucket", "").rpartition(":")[2],
            priority=int(entry.findtext("Priority", "0")),
            prefix=prefixes[0] if prefixes else "",
            tags=tuple((tag.findtext("Key", ""), tag.findtext("Value", "")) for tag in entry.iter("Tag")),
            with_markers=entry.findtext("DeleteMarkerReplication/Status") == "Enabled",
        )


def chosen(found: Sequence[Rule], change: Change) -> list[Rule]:
    """For each destination the rule of the highest priority that covers the change."""
    best: dict[str, Rule] = {}
    for rule in sorted(found, key=lambda rule: rule.priority):
        if rule.covers(change):
            best[rule.destination] = rule
    return list(best.values())


class Replicator:
    """Makes the copies."""

    def __init__(self, store: ObjectStore, objects: Objects) -> None:
        self._store = store
        self._objects = objects

    def replicate(self, rule: Rule, change: Change) -> None:
        """Blocking. A destination that is gone or not versioned is noted in the log."""
        destination = self._store.bucket(rule.destination)
        if destination is None or destination.versioning != "Enabled":
            log.warning("%s is not replicated: %s is no versioned bucket", change.key, rule.destination)
            return
        if change.version is None:
            self._store.delete(destination.name, change.key)
            return
        source = change.version
        blob, _ = self._objects.copied_blob(source, 0, source.size)
        headers = {**source.details["headers"], "x-amz-replication-status": "REPLICA"}
        copy = replace(
            source,
            bucket=destination.name,
            blob=blob,
            modified=time.time(),
            details={**source.details, "headers": headers},
        )
        self._store.put(copy)
