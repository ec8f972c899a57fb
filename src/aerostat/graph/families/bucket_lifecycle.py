"""What becomes of a bucket's objects with time."""

from __future__ import annotations

from datetime import timedelta

from aerostat.graph.families.bucket_replication import copy_expiry
from aerostat.graph.resource import Value
from aerostat.graph.scope import Scope
from aerostat.model import Bucket, Lifecycle, Transition

#: Parts of uploads that were broken off cost money and show nowhere.
_ABANDONED_UPLOAD_DAYS = 7


def lifecycle_rules(scope: Scope, one: Bucket) -> list[Value]:
    """One rule for broken-off uploads, and one for each thing that the blueprint says."""
    rules: list[Value] = [
        {
            "id": "abandoned-uploads",
            "status": "Enabled",
            "filter": {},
            "abort_incomplete_multipart_upload": {"days_after_initiation": _ABANDONED_UPLOAD_DAYS},
        }
    ]
    wanted = [*one.lifecycle]
    if one.storage_class != "STANDARD":
        wanted.append(Lifecycle(transitions=(Transition(after=timedelta(0), storage_class=one.storage_class),)))
    if expiry := copy_expiry(scope, one):
        wanted.append(Lifecycle(expire=expiry))
    return rules + [_rule(number, rule) for number, rule in enumerate(wanted, 1)]


def _id(number: int, rule: Lifecycle) -> str:
    """``1-glacier-after-90-days``: the number, because two rules may do the same with different objects."""
    steps = [f"{one.storage_class.lower().replace('_', '-')}-after-{one.after.days}-days" for one in rule.transitions]
    if rule.expire:
        steps.append(f"expire-after-{rule.expire.days}-days")
    if rule.expire_noncurrent:
        steps.append(f"old-versions-expire-after-{rule.expire_noncurrent.days}-days")
    return "-".join([str(number), *steps])


def _rule(number: int, rule: Lifecycle) -> dict[str, Value]:
    document: dict[str, Value] = {
        "id": _id(number, rule),
        "status": "Enabled",
        "filter": {"prefix": rule.prefix} if rule.prefix else {},
    }
    if rule.transitions:
        document["transition"] = [
            {"days": one.after.days, "storage_class": one.storage_class} for one in rule.transitions
        ]
    if rule.expire:
        document["expiration"] = {"days": rule.expire.days}
    if rule.expire_noncurrent:
        document["noncurrent_version_expiration"] = {"noncurrent_days": rule.expire_noncurrent.days}
    return document
