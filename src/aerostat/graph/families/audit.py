"""
The audit log: who did what on AWS, and who read or wrote which object, kept for as long as the blueprint says.

CloudTrail writes it to a bucket, signed so that nobody changes it unnoticed, and to a log group, where it can be
searched. One trail in the primary region records all regions; reading a secret is one of its events.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from aerostat.graph import names
from aerostat.graph.families.bucket_replication import is_copied_to
from aerostat.graph.families.buckets import bucket
from aerostat.graph.families.keys import key
from aerostat.graph.families.log_buckets import audit_log_bucket
from aerostat.graph.families.logs import log_group
from aerostat.graph.families.roles import role_policy, service_role
from aerostat.graph.policies import allow
from aerostat.graph.resource import Ref, Resource, Text, Value
from aerostat.graph.scope import ACCOUNT, Scope, scopes
from aerostat.model import Audit

_NAME = "audit"
_GROUP = f"aws_cloudwatch_log_group.{_NAME}"
_LOGS = f"{_NAME}_logs"
_TOLD_BY_ALARMS = {"CKV_AWS_252": "alarms tell people what matters; nobody waits for each file of a log"}


def audit(scope: Scope) -> Iterator[Resource]:
    wanted = scope.environment.audit
    if wanted is None or scope.is_local or not scope.is_primary:
        return
    yield from audit_log_bucket(scope, _LOGS, wanted.retention, trail_arn(scope))
    yield log_group(scope, _NAME, f"/cloudtrail/{scope.path(_NAME)}", wanted.retention, "audit")
    yield service_role(scope, _NAME, [_NAME], "cloudtrail.amazonaws.com", "audit")
    streams = Text((Ref(_GROUP, "arn"), ":log-stream:*"))
    yield role_policy(_NAME, "write", [allow("Write", ["logs:CreateLogStream", "logs:PutLogEvents"], streams)], "audit")
    yield _trail(scope, wanted)


def trail_arn(scope: Scope) -> Text:
    """Spelled out: the bucket's policy names the trail, which asks for the bucket."""
    return Text((f"arn:aws:cloudtrail:{scope.region}:", ACCOUNT, f":trail/{_trail_name(scope)}"))


def _trail_name(scope: Scope) -> str:
    return scope.name(_NAME, limit=names.TRAIL)


def _trail(scope: Scope, wanted: Audit) -> Resource:
    own = key(scope)
    unencrypted = {"CKV_AWS_35": "encrypted with AWS's key; a key of one's own is `encryption: customer`"}
    return Resource(
        type="aws_cloudtrail",
        name="main",
        arguments={
            "name": _trail_name(scope),
            "s3_bucket_name": Ref(f"aws_s3_bucket.{_LOGS}", "id"),
            "cloud_watch_logs_group_arn": Text((Ref(_GROUP, "arn"), ":*")),
            "cloud_watch_logs_role_arn": Ref(f"aws_iam_role.{_NAME}", "arn"),
            **({} if own is None else {"kms_key_id": own}),
            "is_multi_region_trail": True,
            "include_global_service_events": True,
            "enable_log_file_validation": True,
            "advanced_event_selector": list(_selectors(scope, wanted)),
            "tags": scope.tags(),
        },
        depends_on=(f"aws_s3_bucket_policy.{_LOGS}", f"aws_iam_role_policy.{_NAME}"),
        origin="audit",
        exempt=_TOLD_BY_ALARMS if own is not None else {**_TOLD_BY_ALARMS, **unencrypted},
    )


def _selectors(scope: Scope, wanted: Audit) -> Iterator[Value]:
    yield {"name": "Calls", "field_selector": [{"field": "eventCategory", "equals": ["Management"]}]}
    objects = list(_objects(scope)) if wanted.objects else []
    if objects:
        yield {
            "name": "Objects",
            "field_selector": [
                {"field": "eventCategory", "equals": ["Data"]},
                {"field": "resources.type", "equals": ["AWS::S3::Object"]},
                {"field": "resources.ARN", "starts_with": objects},
            ],
        }


def _objects(scope: Scope) -> Iterator[Value]:
    """Those of the application's buckets in every region."""
    for one in scope.environment.buckets.values():
        for other in scopes(scope.environment, scope.images):
            if other.runs or is_copied_to(other, one):
                yield Text((replace(bucket(one.name, "arn"), module=other.module), "/"))
