"""What moto knows of buckets and tells by no API that works without HTTP: their owners, policies, keys, tags."""

from __future__ import annotations

import sys
from typing import Any


def owner(name: str) -> str | None:
    """The account that made a bucket, None when nobody did."""
    known = _owners().get(name)
    return str(known[1]) if known else None


def policy(name: str) -> str | None:
    """The text of a bucket's policy, None without one."""
    bucket = _bucket(name)
    text: bytes | None = bucket.policy if bucket else None
    return text.decode() if text else None


def key(name: str) -> str:
    """The key of KMS with which new objects are encrypted unless they say otherwise, "" for none or S3's own."""
    bucket = _bucket(name)
    rules = (bucket.encryption or {}).get("Rule", {}) if bucket else {}
    rule = rules[0] if isinstance(rules, list) else rules
    return str(rule.get("ApplyServerSideEncryptionByDefault", {}).get("KMSMasterKeyID") or "")


def tags(name: str) -> dict[str, str]:
    """A bucket's tags, none for a bucket that is not there."""
    bucket, known = _bucket(name), _owners().get(name)
    if bucket is None:
        return {}
    partition, account = known
    return dict(_backends()[account][partition].tagger.get_tag_dict_for_resource(bucket.arn))


def _bucket(name: str) -> Any:
    known = _owners().get(name)
    if known is None:
        return None
    partition, account = known
    return _backends()[account][partition].buckets.get(name)


def _backends() -> Any:
    return getattr(sys.modules.get("moto.s3.models"), "s3_backends", None)


def _owners() -> Any:
    backends = _backends()
    return backends.bucket_accounts if backends else {}
