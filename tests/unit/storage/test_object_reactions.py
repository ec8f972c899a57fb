"""Which changes of objects somebody is told of, and which objects are copied where."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from localcloud.services.s3.changes import Change, changes_of_deletion
from localcloud.services.s3.notifications import notifications
from localcloud.services.s3.replication import Rule, chosen, rules
from localcloud.services.s3.store import Bucket, Version

BUCKET = Bucket(name="uploads", account="123456789012", region="us-east-1", versioning="Enabled")


def a_change(key: str = "a/b.jpg", event: str = "ObjectCreated:Put", tags: dict[str, str] | None = None) -> Change:
    version = Version(bucket="uploads", key=key, details={"tags": tags or {}})
    return Change(bucket=BUCKET, key=key, event=event, version=version if event.startswith("ObjectCreated") else None)


NOTIFICATION = """
<NotificationConfiguration>
  <QueueConfiguration>
    <Id>pictures</Id><Queue>arn:aws:sqs:us-east-1:123456789012:q</Queue><Event>s3:ObjectCreated:*</Event>
    <Filter><S3Key>
      <FilterRule><Name>Prefix</Name><Value>a/</Value></FilterRule>
      <FilterRule><Name>Suffix</Name><Value>.jpg</Value></FilterRule>
    </S3Key></Filter>
  </QueueConfiguration>
  <EventBridgeConfiguration/>
</NotificationConfiguration>
"""


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (a_change(), [True, True]),
        (a_change(event="ObjectCreated:CompleteMultipartUpload"), [True, True]),
        (a_change(event="ObjectRemoved:Delete"), [False, True]),
        (a_change(key="a/b.png"), [False, True]),
        (a_change(key="b.jpg"), [False, True]),
    ],
)
def test_receivers_hear_of_the_events_and_keys_they_asked_for(change: Change, told: list[bool]):
    """The event's kind, the prefix and the suffix must all fit; EventBridge hears of everything."""
    configured = list(notifications(ElementTree.fromstring(NOTIFICATION)))

    assert told == [one.covers(change) for one in configured]


def a_rule(**changes: Any) -> Rule:
    return Rule(**{"destination": "there", "priority": 0, **changes})


def test_of_several_rules_for_one_destination_the_highest_priority_counts():
    """Another destination has its own."""
    low, high, elsewhere = a_rule(priority=1), a_rule(priority=2), a_rule(destination="elsewhere")

    assert {high, elsewhere} == set(chosen([high, low, elsewhere], a_change()))


def test_a_rule_with_tags_copies_what_has_them_all():
    """And no delete markers, which have no tags."""
    rule = a_rule(tags=(("kind", "cat"),), with_markers=True)

    assert rule.covers(a_change(tags={"kind": "cat", "more": "x"}))
    assert not rule.covers(a_change(tags={"kind": "dog"}))
    assert not rule.covers(a_change(event="ObjectRemoved:DeleteMarkerCreated"))


def test_versions_that_are_deleted_for_good_stay_in_the_copy():
    """S3 never replicates the deletion of a version; a delete marker only where the rule says so."""
    marker, deletion = (a_change(event=f"ObjectRemoved:{kind}") for kind in ("DeleteMarkerCreated", "Delete"))

    assert [True, False] == [a_rule(with_markers=True).covers(change) for change in (marker, deletion)]
    assert not a_rule().covers(marker)


def test_disabled_rules_are_no_rules():
    """And the prefix may be in the filter or, as of old, in the rule itself."""
    document = """
    <ReplicationConfiguration>
      <Rule><Status>Disabled</Status><Destination><Bucket>arn:aws:s3:::x</Bucket></Destination></Rule>
      <Rule><Status>Enabled</Status><Prefix>old/</Prefix><Destination><Bucket>arn:aws:s3:::y</Bucket></Destination></Rule>
    </ReplicationConfiguration>
    """

    assert [("y", "old/")] == [(rule.destination, rule.prefix) for rule in rules(ElementTree.fromstring(document))]


def test_a_deletion_of_many_keys_is_one_change_for_each():
    """A new marker is told apart from the removal of a version, be it a marker itself."""
    deleted = [
        {"Key": "a", "VersionId": None, "DeleteMarkerVersionId": "m1"},
        {"Key": "b", "VersionId": "m0", "DeleteMarkerVersionId": "m0"},
        {"Key": "c", "VersionId": None, "DeleteMarkerVersionId": None},
    ]

    assert [("a", "DeleteMarkerCreated", "m1"), ("b", "Delete", "m0"), ("c", "Delete", "")] == [
        (change.key, change.event.partition(":")[2], change.version_id)
        for change in changes_of_deletion(deleted, BUCKET)
    ]
