"""What keeps a database well: its storage, parameters, windows, logs and monitoring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aerostat.graph import names
from aerostat.graph.families.keys import key
from aerostat.graph.families.logs import log_group
from aerostat.graph.families.roles import managed_policy, service_role
from aerostat.graph.names import label
from aerostat.graph.resource import Ref, Resource, Value
from aerostat.graph.scope import Scope
from aerostat.model import Database

_MONITORING = "database_monitoring"
_MONITORING_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
#: Slow statements belong in the log, and only TLS on the wire; the blueprint may say otherwise.
_PARAMETERS = {"log_min_duration_statement": "1000", "log_statement": "ddl", "rds.force_ssl": "1"}
_LOGS = ("postgresql", "upgrade")
#: PostgreSQL reads these at its start only, and RDS refuses to apply them at once.
_STATIC = """
    autovacuum_freeze_max_age autovacuum_max_workers autovacuum_multixact_freeze_max_age huge_pages
    max_connections max_files_per_process max_locks_per_transaction max_logical_replication_workers
    max_pred_locks_per_transaction max_prepared_transactions max_replication_slots max_wal_senders
    max_worker_processes old_snapshot_threshold pg_stat_statements.max rds.logical_replication shared_buffers
    shared_preload_libraries superuser_reserved_connections track_activity_query_size track_commit_timestamp
    wal_buffers
    """


def storage(scope: Scope, one: Database) -> dict[str, Value]:
    own = key(scope)
    return {
        "allocated_storage": one.storage,
        **({"max_allocated_storage": one.max_storage} if one.max_storage and not scope.is_local else {}),
        "storage_type": "gp3",
        **({"iops": one.iops} if one.iops and not scope.is_local else {}),
        "storage_encrypted": True,
        **({} if own is None else {"kms_key_id": own}),
    }


def care(scope: Scope, one: Database) -> dict[str, Value]:
    """Nothing on the laptop, which has neither windows nor CloudWatch's eyes on it."""
    if scope.is_local:
        return {}
    arguments: dict[str, Value] = {
        "parameter_group_name": Ref(f"aws_db_parameter_group.{label(one.name)}", "name"),
        "backup_window": one.backup_window,
        "maintenance_window": one.maintenance_window,
        "auto_minor_version_upgrade": True,
        "iam_database_authentication_enabled": True,
        "enabled_cloudwatch_logs_exports": list(_LOGS),
    }
    if one.monitoring:
        arguments["monitoring_interval"] = int(one.monitoring.total_seconds())
        arguments["monitoring_role_arn"] = Ref(f"aws_iam_role.{_MONITORING}", "arn")
    if one.performance_insights:
        own = key(scope)
        arguments["performance_insights_enabled"] = True
        if own is not None:
            arguments["performance_insights_kms_key_id"] = own
    return arguments


def parameters(scope: Scope, one: Database) -> Iterator[Resource]:
    if scope.is_local:
        return
    wanted = {**_PARAMETERS, **one.parameters}
    yield Resource(
        type="aws_db_parameter_group",
        name=label(one.name),
        arguments={
            # A group that is in use cannot be deleted, so another major version needs a group beside it.
            "name": f"{scope.name(scope.kept(one.name))}-{one.engine}{_major(one)}",
            "family": f"{one.engine}{_major(one)}",
            "description": f"Parameters of {scope.name(scope.kept(one.name))}",
            "parameter": [_parameter(name, wanted[name]) for name in sorted(wanted)],
            "tags": scope.tags(),
        },
        origin=f"databases.{one.name}.parameters",
        is_replaced_first=True,
    )


def engine_logs(scope: Scope, one: Database) -> Iterator[Resource]:
    """The groups that RDS writes the engine's logs to; left to RDS, they would be kept for ever."""
    if scope.is_local or not scope.is_primary:
        return
    identifier = scope.name(scope.kept(one.name), limit=names.DATABASE_INSTANCE)
    for kind in _LOGS:
        name = f"/aws/rds/instance/{identifier}/{kind}"
        yield log_group(scope, label(one.name, kind), name, one.log_retention, f"databases.{one.name}.log_retention")


def must_exist(scope: Scope, one: Database) -> tuple[str, ...]:
    """The log groups, before RDS makes them itself; and what lets it monitor, which it tries before it begins."""
    if scope.is_local:
        return ()
    groups = [f"aws_cloudwatch_log_group.{label(one.name, kind)}" for kind in _LOGS] if scope.is_primary else []
    return (*groups, *may_monitor(one))


def may_monitor(one: Database) -> tuple[str, ...]:
    return (f"aws_iam_role_policy_attachment.{_MONITORING}",) if one.monitoring else ()


def monitoring_role(scope: Scope, databases: Sequence[Database]) -> Iterator[Resource]:
    """The role with which RDS writes what it sees of the machine to CloudWatch Logs; one for all databases."""
    if scope.is_local or not any(one.monitoring for one in databases):
        return
    yield service_role(scope, _MONITORING, ["database-monitoring"], "monitoring.rds.amazonaws.com", "databases")
    yield managed_policy(_MONITORING, _MONITORING, _MONITORING_POLICY, "databases")


def exemptions(scope: Scope, one: Database) -> dict[str, str]:
    if scope.is_local:
        return {}
    exempt = {}
    if not one.multi_az:
        exempt["CKV_AWS_157"] = "a standby only where the blueprint asks for it (`multi_az`)"
    if not one.deletion_protection:
        exempt["CKV_AWS_293"] = "the blueprint lets this one be deleted"
    if not one.monitoring:
        exempt["CKV_AWS_118"] = "the blueprint wants no enhanced monitoring"
    if not one.performance_insights:
        exempt["CKV_AWS_353"] = "the blueprint wants no Performance Insights"
    if key(scope) is None:
        exempt["CKV_AWS_354"] = "encrypted with AWS's key; a key of one's own is `encryption: customer`"
    return exempt


def _parameter(name: str, value: str) -> dict[str, Value]:
    return {"name": name, "value": value, "apply_method": "pending-reboot" if name in _STATIC.split() else "immediate"}


def _major(one: Database) -> str:
    return one.version.partition(".")[0]
