"""Access logs of buckets: who may be written to, in every way that policies are written; and that nobody writes."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from typing import Any

_SERVICE = "logging.s3.amazonaws.com"


def correct() -> None:
    _read_policies_of_target_buckets()
    _write_no_logs()


def _write_no_logs() -> None:
    """moto would put invented lines into its own copy of the target bucket, where nobody can read or delete them."""
    from moto.s3.models import S3Backend

    def log_incoming_request(self: Any, request: Any, bucket_name: str) -> None:
        return

    S3Backend.log_incoming_request = log_incoming_request


def _read_policies_of_target_buckets() -> None:
    """moto knows one way to write the policy, with one service, one action and the whole bucket or the exact prefix."""
    from moto.s3.models import FakeBucket

    def may_be_logged_to(target_bucket: Any, target_prefix: str | None) -> bool:
        if not target_bucket.policy:
            return False
        wanted = f"arn:{target_bucket.partition}:s3:::{target_bucket.name}/{target_prefix or ''}log"
        statements = _listed(json.loads(target_bucket.policy.decode()).get("Statement"))
        return any(_allows(statement, wanted) for statement in statements)

    FakeBucket._log_permissions_enabled_policy = staticmethod(may_be_logged_to)


def _allows(statement: dict[str, Any], resource: str) -> bool:
    principal = statement.get("Principal")
    services = _listed(principal.get("Service")) if isinstance(principal, dict) else []
    return (
        statement.get("Effect") == "Allow"
        and _SERVICE in services
        and any(fnmatchcase("s3:PutObject", action) for action in _listed(statement.get("Action")))
        and any(fnmatchcase(resource, pattern) for pattern in _listed(statement.get("Resource")))
    )


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
