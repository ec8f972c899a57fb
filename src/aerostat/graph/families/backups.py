"""AWS Backup: a vault, a plan, and what it covers; with copies in another region when asked."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph import names
from aerostat.graph.families.buckets import bucket
from aerostat.graph.families.keys import key
from aerostat.graph.families.roles import managed_policy, service_role
from aerostat.graph.names import label
from aerostat.graph.resource import Ref, Resource, Value
from aerostat.graph.scope import Scope, module_of
from aerostat.model import Backups, Bucket

#: AWS's own policies: what a backup service needs of every kind of resource changes with AWS Backup itself.
_MANAGED = {
    "backup_backups": "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
    "backup_restores": "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores",
    "backup_s3_backups": "arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForS3Backup",
    "backup_s3_restores": "arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForS3Restore",
}


def backups(scope: Scope) -> Iterator[Resource]:
    plan = scope.environment.backups
    if plan is None or scope.is_local:
        return
    if scope.is_primary or scope.region == plan.copy_to:
        yield _vault(scope)
    if scope.is_primary:
        yield from _role(scope)
        yield _plan(scope, plan)
        yield _selection(scope, plan)


def is_backed_up(scope: Scope, one: Bucket) -> bool:
    plan = scope.environment.backups
    if plan is None or scope.is_local or not scope.is_primary:
        return False
    return one.name in plan.targets if plan.targets else one.versioned


def _vault(scope: Scope) -> Resource:
    own = key(scope)
    return Resource(
        type="aws_backup_vault",
        name="main",
        arguments={
            "name": scope.name(limit=names.BACKUP_VAULT),
            **({} if own is None else {"kms_key_arn": own}),
            "tags": scope.tags(),
        },
        origin="backups",
        exempt={} if own is not None else {"CKV_AWS_166": "encrypted with AWS's key unless `encryption: customer`"},
    )


def _role(scope: Scope) -> Iterator[Resource]:
    yield service_role(scope, "backup", ["backup"], "backup.amazonaws.com", "backups")
    for name, arn in _MANAGED.items():
        yield managed_policy(name, "backup", arn, "backups")


def _plan(scope: Scope, plan: Backups) -> Resource:
    copy: dict[str, Value] = {}
    if plan.copy_to:
        vault = Ref("aws_backup_vault.main", "arn", module=module_of(scope.environment, plan.copy_to))
        # Said, though it is the default: left to the provider, some plans would find a difference in it.
        lifecycle: dict[str, Value] = {
            "delete_after": plan.retention.days,
            "opt_in_to_archive_for_supported_resources": False,
        }
        copy["copy_action"] = {"destination_vault_arn": vault, "lifecycle": lifecycle}
    return Resource(
        type="aws_backup_plan",
        name="main",
        arguments={
            "name": scope.name(limit=names.BACKUP_VAULT),
            "rule": [
                {
                    "rule_name": "on-schedule",
                    "target_vault_name": Ref("aws_backup_vault.main", "name"),
                    "schedule": plan.schedule,
                    "lifecycle": {"delete_after": plan.retention.days},
                    **copy,
                }
            ],
            "tags": scope.tags(),
        },
        origin="backups",
    )


def _selection(scope: Scope, plan: Backups) -> Resource:
    environment = scope.environment
    databases = [name for name in environment.databases if not plan.targets or name in plan.targets]
    buckets = [one.name for one in environment.buckets.values() if is_backed_up(scope, one)]
    resources: list[Value] = [Ref(f"aws_db_instance.{label(name)}", "arn") for name in databases]
    resources += [bucket(name, "arn") for name in buckets]
    return Resource(
        type="aws_backup_selection",
        name="main",
        arguments={
            "name": scope.name(limit=names.BACKUP_VAULT),
            "plan_id": Ref("aws_backup_plan.main", "id"),
            "iam_role_arn": Ref("aws_iam_role.backup", "arn"),
            "resources": resources,
        },
        depends_on=tuple(f"aws_iam_role_policy_attachment.{name}" for name in _MANAGED),
        origin="backups",
        comment="Of the buckets only those with versions: AWS Backup cannot restore the others to a point in time."
        if not plan.targets
        else "",
    )
