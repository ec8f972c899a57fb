"""
The permissions boundary: the most that any role of the application can ever do, whatever its own policies say.

It is the same for all of them and does not follow from what the blueprint uses, but for permissions that it asks for
by name: whoever may make roles for this environment, the applying role of CI for example, can give them this much and
no more. It grants nothing by itself.
AWS Backup's role, to which AWS attaches policies for everything that can be backed up, has one of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from aerostat.graph.families.granting import requested_regions
from aerostat.graph.families.lent_roles import principal
from aerostat.graph.families.ours import Ours
from aerostat.graph.policies import allow, policy_document, sid
from aerostat.graph.resource import GLOBAL, Ref, Resource, Text, Value
from aerostat.graph.scope import ACCOUNT, MANAGER, Scope, data
from aerostat.model import Function, Service

Statement = Mapping[str, Value]

#: What the application's code, ECS, Lambda, RDS and Scheduler do as one of its roles.
_OF_THE_APPLICATION = """
    es:ESHttpDelete es:ESHttpGet es:ESHttpHead es:ESHttpPost es:ESHttpPut
    kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey
    lambda:InvokeFunction
    logs:CreateLogGroup logs:CreateLogStream logs:DescribeLogStreams logs:GetLogEvents logs:PutLogEvents
    logs:PutRetentionPolicy
    s3:AbortMultipartUpload s3:DeleteObject s3:GetObject s3:GetObjectLegalHold s3:GetObjectRetention
    s3:GetObjectVersionAcl s3:GetObjectVersionForReplication s3:GetObjectVersionTagging s3:GetReplicationConfiguration
    s3:ListBucket s3:PutObject s3:ReplicateDelete s3:ReplicateObject s3:ReplicateTags
    secretsmanager:DescribeSecret secretsmanager:GetSecretValue secretsmanager:PutSecretValue
    secretsmanager:UpdateSecretVersionStage
    sns:Publish
    sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:GetQueueUrl sqs:ReceiveMessage
    sqs:SendMessage
    ssm:GetParameter ssm:GetParameters ssm:GetParametersByPath
"""
#: What CloudWatch Logs and Firehose do besides, where errors are kept for longer than logs.
_OF_KEPT_ERRORS = """
    firehose:PutRecord firehose:PutRecordBatch s3:GetBucketLocation s3:ListBucketMultipartUploads
"""
#: Of none of these does AWS know a resource: traces, tokens, Session Manager's channels, all log groups.
_UNNAMED = """
    ec2:DescribeNetworkInterfaces ec2:DescribeSubnets
    ec2messages:AcknowledgeMessage ec2messages:DeleteMessage ec2messages:FailMessage ec2messages:GetEndpoint
    ec2messages:GetMessages ec2messages:SendReply
    ecr:GetAuthorizationToken
    logs:DescribeLogGroups
    secretsmanager:GetRandomPassword
    ssmmessages:CreateControlChannel ssmmessages:CreateDataChannel ssmmessages:OpenControlChannel
    ssmmessages:OpenDataChannel
    xray:GetSamplingRules xray:GetSamplingTargets xray:PutTelemetryRecords xray:PutTraceSegments
"""
#: Functions in the VPC get network interfaces, and hosts register with Session Manager; both have ids only.
_OF_MACHINES = """
    ec2:AssignPrivateIpAddresses ec2:CreateNetworkInterface ec2:DeleteNetworkInterface ec2:UnassignPrivateIpAddresses
    ssm:UpdateInstanceInformation
"""
#: What the application's actions are allowed on.
_KINDS = (
    "es:domain",
    "kms:key",
    "lambda:function",
    "logs:log-group",
    "s3:bucket",
    "s3:object",
    "secretsmanager:Secret",
    "sns:topic",
    "sqs:queue",
    "ssm:parameter",
)
_MACHINES = ("ec2:instance", "ec2:network-interface", "ec2:security-group", "ec2:subnet")
_PULL = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
#: What AWS Backup's own policies allow for RDS and S3, which is all that Aerostat backs up.
_OF_BACKUPS = """
    backup:DescribeRestoreJob backup:ListRestoreJobs cloudwatch:GetMetricData
    ec2:DescribeAccountAttributes ec2:DescribeAvailabilityZones ec2:DescribeSecurityGroups ec2:DescribeSubnets
    ec2:DescribeVpcs events:ListRules s3:ListAllMyBuckets tag:GetResources
"""
_OF_RECOVERY_POINTS = """
    backup:CopyFromBackupVault backup:CopyIntoBackupVault backup:DescribeBackupVault
    backup:ListRecoveryPointsByBackupVault backup:StartRestoreJob backup:TagResource
"""
_OF_BACKED_UP_DATABASES = """
    rds:AddTagsToResource rds:CopyDBSnapshot rds:CreateDBInstance rds:CreateDBSnapshot rds:DeleteDBInstance
    rds:DeleteDBInstanceAutomatedBackup rds:DeleteDBSnapshot rds:DescribeDBInstances rds:DescribeDBSnapshots
    rds:ListTagsForResource rds:ModifyDBInstance rds:ModifyDBSnapshotAttribute rds:RestoreDBInstanceFromDBSnapshot
    rds:RestoreDBInstanceToPointInTime
"""
_OF_BACKED_UP_BUCKETS = """
    s3:DeleteObject s3:GetBucketAcl s3:GetBucketLocation s3:GetBucketNotification s3:GetBucketOwnershipControls
    s3:GetBucketTagging s3:GetBucketVersioning s3:GetInventoryConfiguration s3:GetObject s3:GetObjectAcl
    s3:GetObjectTagging s3:GetObjectVersion s3:GetObjectVersionAcl s3:GetObjectVersionTagging s3:ListBucket
    s3:ListBucketVersions s3:ListMultipartUploadParts s3:ListTagsForResource s3:PutBucketNotification
    s3:PutBucketOwnershipControls s3:PutBucketVersioning s3:PutInventoryConfiguration s3:PutObject
    s3:PutObjectAcl s3:PutObjectTagging s3:PutObjectVersionAcl
"""
_OF_BACKUP_RULES = """
    events:DeleteRule events:DescribeRule events:DisableRule events:EnableRule events:ListTargetsByRule
    events:PutRule events:PutTargets events:RemoveTargets
"""
_LONGEST_NAME = 128
_IAM = ("Add", "Attach", "Create", "Delete", "Detach", "Get", "List", "Put", "Remove", "Set", "Tag", "Untag", "Update")


def boundary(scope: Scope, resources: Sequence[Resource]) -> Iterator[Resource]:
    """
    Once for the whole environment.

    Args:
        resources: all others of the environment, for the names of secrets and mail domains.
    """
    if scope.is_local:
        return
    ours = Ours(scope=scope, resources=resources)
    yield data("aws_caller_identity", "current")
    yield _policy(scope, "boundary", "application", [*_most(ours), *_never(scope)])
    if scope.environment.backups is not None:
        yield _policy(scope, "backup_boundary", "backups", [*_most_of_backups(ours), *_never(scope)])


def _policy(scope: Scope, name: str, origin: str, statements: list[Value]) -> Resource:
    return Resource(
        type="aws_iam_policy",
        name=name,
        arguments={
            "name": _name(scope, name),
            "description": f"The most that a role of {scope.name()} can do",
            "policy": policy_document(statements),
            "tags": scope.tags(),
        },
        origin=origin,
        comment="A boundary grants nothing; it is what no policy of a role can go beyond.",
    )


def boundary_names(scope: Scope) -> list[str]:
    """The names of the environment's boundaries, as IAM knows them."""
    kinds = ["boundary", *(["backup_boundary"] if scope.environment.backups is not None else [])]
    return [_name(scope, kind) for kind in kinds]


def _name(scope: Scope, kind: str) -> str:
    return scope.name(kind, limit=_LONGEST_NAME)


def within_boundary(scope: Scope, resource: Resource) -> Resource:
    """The resource; with its boundary if it is a role of the application."""
    if resource.type != "aws_iam_role" or scope.is_local:
        return resource
    arguments = dict(resource.arguments)
    tags = arguments.pop("tags")
    name = "backup_boundary" if resource.origin == "backups" else "boundary"
    arguments["permissions_boundary"] = Ref(f"aws_iam_policy.{name}", "arn", module=GLOBAL)
    return replace(resource, arguments={**arguments, "tags": tags})


def _most(ours: Ours) -> Iterator[Statement]:
    monitoring = Text(("arn:aws:logs:*:", ACCOUNT, ":log-group:RDS*"))
    yield allow("Application", _OF_THE_APPLICATION.split(), [*ours.arns(_KINDS), monitoring])
    yield allow("Unnamed", _UNNAMED.split(), "*")
    yield allow("Machines", _OF_MACHINES.split(), list(ours.arns(_MACHINES)))
    yield allow("Pull", list(_PULL), "arn:aws:ecr:*:*:repository/*")
    environment = ours.scope.environment
    if environment.email:
        yield allow("Mail", ["ses:SendEmail", "ses:SendRawEmail"], list(ours.arns(["ses:identity"])))
    if environment.monitoring.error_retention is not None:
        kinds = ["firehose:deliverystream", "s3:bucket"]
        yield allow("KeepErrors", _OF_KEPT_ERRORS.split(), list(ours.arns(kinds)))
    users: list[Service | Function] = [*environment.services.values(), *environment.functions.values()]
    for user in users:
        for number, asked in enumerate(user.permissions, 1):
            yield allow(f"{sid(user.name)}Own{number}", asked.actions, list(asked.resources))
    yield allow("Run", ["ecs:RunTask"], list(ours.arns(["ecs:task-definition"])))
    others = sorted({principal(one) for user in users for one in user.roles.values()})
    takers: dict[str, Value] = {"StringEquals": {"iam:PassedToService": ["ecs-tasks.amazonaws.com", *others]}}
    yield allow("Pass", ["iam:PassRole"], list(ours.arns(["iam:role"])), takers)


def _most_of_backups(ours: Ours) -> Iterator[Statement]:
    kept: list[Value] = [Text(("arn:aws:rds:*:", ACCOUNT, f":{kind}:*")) for kind in ("auto-backup", "snapshot")]
    points = Text(("arn:aws:backup:*:", ACCOUNT, ":recovery-point:*"))
    rules = Text(("arn:aws:events:*:", ACCOUNT, ":rule/AwsBackupManagedRule*"))
    yield allow("Backups", _OF_BACKUPS.split(), "*")
    yield allow("RecoveryPoints", _OF_RECOVERY_POINTS.split(), [*ours.arns(["backup:backupVault"]), points])
    databases = ours.arns(["rds:db", "rds:og", "rds:pg", "rds:subgrp"])
    yield allow("BackedUpDatabases", _OF_BACKED_UP_DATABASES.split(), [*databases, *kept])
    yield allow("BackedUpBuckets", _OF_BACKED_UP_BUCKETS.split(), list(ours.arns(["s3:bucket", "s3:object"])))
    yield allow("BackupRules", _OF_BACKUP_RULES.split(), rules)
    keys = Text(("arn:aws:kms:*:", ACCOUNT, ":key/*"))
    yield allow("Keys", ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"], keys)
    yield allow("KeyGrants", ["kms:CreateGrant"], keys, {"Bool": {"kms:GrantIsForAWSResource": "true"}})


def _never(scope: Scope) -> Iterator[Statement]:
    changes = [f"iam:{verb}*" for verb in _IAM]
    yield {"Sid": "NeverRoles", "Effect": "Deny", "Action": [*changes, "organizations:*"], "Resource": "*"}
    yield {
        "Sid": "NeverElsewhere",
        "Effect": "Deny",
        "Action": "*",
        "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:RequestedRegion": requested_regions(scope)}},
    }
    yield from not_others(scope)


def not_others(scope: Scope) -> Iterator[Statement]:
    """What carries the tags of another application or environment is left alone, whatever it is called."""
    tags = scope.tags()
    managers = sorted({MANAGER, tags["ManagedBy"]})
    for tag in ("Application", "Environment"):
        yield {
            "Sid": f"NotOfAnother{tag}",
            "Effect": "Deny",
            "Action": "*",
            "Resource": "*",
            "Condition": {
                "StringEquals": {"aws:ResourceTag/ManagedBy": managers if len(managers) > 1 else MANAGER},
                "StringNotEquals": {f"aws:ResourceTag/{tag}": tags[tag]},
                # What others manage with the same tool may lack the tag.
                **({"Null": {f"aws:ResourceTag/{tag}": "false"}} if len(managers) > 1 else {}),
            },
        }
