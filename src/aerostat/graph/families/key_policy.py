"""
Who may use our key.

The account's administrators decide through IAM who of its principals may; that covers RDS, ElastiCache, Secrets
Manager, ECR and all others that act with the caller's rights. Named here are the services that come on their own,
each only on behalf of this account.
"""

from __future__ import annotations

from aerostat.graph.families.receivers import is_queue
from aerostat.graph.policies import allow_service, policy_document
from aerostat.graph.resource import Json, Text, Value
from aerostat.graph.scope import ACCOUNT, Scope


def key_policy(scope: Scope) -> Json:
    statements = [_administration(), _logs(scope)]
    of_this_account: dict[str, Value] = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    for service in _messengers(scope):
        sid = service.split(".")[0].capitalize()
        statements.append(allow_service(sid, service, ["kms:Decrypt", "kms:GenerateDataKey*"], "*", of_this_account))
    if scope.environment.audit is not None and scope.is_primary:
        statements.append(_audit(scope))
        # It also looks what kind of key it is; looking has no encryption context.
        looking = ["kms:DescribeKey"]
        statements.append(allow_service("AuditLooks", "cloudtrail.amazonaws.com", looking, "*", of_this_account))
    if _has_bucket_behind_cdn(scope):
        statements.append(allow_service("Cdn", "cloudfront.amazonaws.com", ["kms:Decrypt"], "*", of_this_account))
    return policy_document(statements)


def _administration() -> Value:
    return {
        "Sid": "Administration",
        "Effect": "Allow",
        "Principal": {"AWS": Text(("arn:aws:iam::", ACCOUNT, ":root"))},
        "Action": "kms:*",
        "Resource": "*",
    }


def _logs(scope: Scope) -> Value:
    """CloudWatch Logs names the log group as encryption context."""
    groups = Text((f"arn:aws:logs:{scope.region}:", ACCOUNT, ":log-group:*"))
    actions = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
    condition: dict[str, Value] = {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}}
    return allow_service("Logs", f"logs.{scope.region}.amazonaws.com", actions, "*", condition)


def _audit(scope: Scope) -> Value:
    """CloudTrail names the trail as encryption context."""
    trails = Text((f"arn:aws:cloudtrail:{scope.region}:", ACCOUNT, ":trail/*"))
    condition: dict[str, Value] = {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": trails},
    }
    return allow_service("Audit", "cloudtrail.amazonaws.com", ["kms:GenerateDataKey*"], "*", condition)


def _messengers(scope: Scope) -> list[str]:
    """Services that write into encrypted topics and queues by themselves: alarms, topics, buckets' events."""
    environment = scope.environment
    callers = []
    if environment.monitoring.notify:
        callers.append("cloudwatch.amazonaws.com")
    if environment.buckets and (environment.queues or environment.topics):
        callers.append("s3.amazonaws.com")
    receivers = [one for several in environment.monitoring.notify.values() for one in several]
    if environment.topics or any(map(is_queue, receivers)):
        callers.append("sns.amazonaws.com")
    return callers


def _has_bucket_behind_cdn(scope: Scope) -> bool:
    cdn = scope.environment.cdn
    return cdn is not None and any(one.bucket for one in cdn.behaviors)
