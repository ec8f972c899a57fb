"""
Read replicas: in another zone for reports, in another region for the day that the primary region is lost.

A region with a replica reaches it through a connection secret of its own. The password is the primary's: Secrets
Manager copies it there, and this region reads its copy.
"""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph import names
from aerostat.graph.families.database_care import care, exemptions, may_monitor, storage
from aerostat.graph.families.keys import key
from aerostat.graph.families.security import POSTGRES_PORT, group
from aerostat.graph.names import label
from aerostat.graph.resource import Ref, Resource, Value
from aerostat.graph.scope import Scope
from aerostat.model import Database, Replica


def replica_regions(scope: Scope, one: Database) -> list[str]:
    """Other regions that hold a replica."""
    return [] if scope.is_local else sorted({replica.region for replica in _elsewhere(scope, one)})


def is_replicated_to(scope: Scope, one: Database) -> bool:
    return scope.region in replica_regions(scope, one)


def is_here(scope: Scope, one: Database) -> bool:
    """Whether this region's services have an instance to talk to."""
    return scope.is_primary or is_replicated_to(scope, one)


def instance_address(scope: Scope, one: Database) -> str:
    """The instance that this region's services talk to: the database itself, or the region's replica."""
    if scope.is_primary:
        return f"aws_db_instance.{label(one.name)}"
    return replica_address(one, replicas_here(scope, one)[0])


def replica_address(one: Database, replica: Replica) -> str:
    return f"aws_db_instance.{label(one.name, replica.name)}"


def replicas_here(scope: Scope, one: Database) -> list[Replica]:
    home = scope.environment.region
    return [replica for replica in one.replicas.values() if (replica.region or home) == scope.region]


def stored_password(scope: Scope, one: Database) -> Resource:
    """The password as Secrets Manager has it in this region."""
    name = f"{label(one.name)}_password"
    version = f"aws_secretsmanager_secret_version.{name}"
    comment = "Read back, so that the instance gets the stored password even if an earlier run died half-way."
    arguments: dict[str, Value] = {"secret_id": Ref(version, "secret_id")}
    if not scope.is_primary:
        comment = "The copy in this region. By its version: before there is one, there is nothing to read."
        arguments = {
            "secret_id": scope.path(scope.kept(one.name), "password"),
            "version_id": Ref(version, "version_id", module=""),
        }
    return Resource(
        type="aws_secretsmanager_secret_version",
        name=f"stored_{name}",
        arguments=arguments,
        mode="ephemeral",
        origin=f"databases.{one.name}",
        comment=comment,
    )


def replicas(scope: Scope, one: Database) -> Iterator[Resource]:
    if scope.is_local:
        return
    for replica in replicas_here(scope, one):
        yield _replica(scope, one, replica)


def _elsewhere(scope: Scope, one: Database) -> list[Replica]:
    home = scope.environment.region
    return [replica for replica in one.replicas.values() if replica.region not in ("", home)]


def _replica(scope: Scope, one: Database, replica: Replica) -> Resource:
    identifier = scope.name(scope.kept(one.name), replica.name, limit=names.DATABASE_INSTANCE)
    return Resource(
        type="aws_db_instance",
        name=label(one.name, replica.name),
        arguments={
            "identifier": identifier,
            **_source(scope, one),
            "instance_class": replica.instance or one.instance,
            **_zone(replica),
            **_encryption(scope, one),
            "port": POSTGRES_PORT,
            "vpc_security_group_ids": [group(one.name)],
            "publicly_accessible": False,
            "multi_az": False,
            "backup_retention_period": 0 if scope.is_primary else one.backup_retention.days,
            "copy_tags_to_snapshot": True,
            "deletion_protection": one.deletion_protection,
            **care(scope, one),
            "skip_final_snapshot": True,
            "tags": scope.tags(),
        },
        depends_on=may_monitor(one),
        origin=f"databases.{one.name}.replicas.{replica.name}",
        exempt=_exemptions(scope, one),
    )


def _exemptions(scope: Scope, one: Database) -> dict[str, str]:
    exempt = {**exemptions(scope, one), "CKV_AWS_157": "a replica; the standby is the primary's"}
    if scope.is_primary:
        exempt["CKV_AWS_133"] = "a replica in the primary's region is not backed up a second time"
    return exempt


def _source(scope: Scope, one: Database) -> dict[str, Value]:
    """RDS wants the identifier in the same region, and the ARN and a subnet group in another."""
    source = f"aws_db_instance.{label(one.name)}"
    if scope.is_primary:
        return {"replicate_source_db": Ref(source, "identifier")}
    return {
        "replicate_source_db": Ref(source, "arn", module=""),
        "db_subnet_group_name": Ref("aws_db_subnet_group.main", "name"),
    }


def _zone(replica: Replica) -> dict[str, Value]:
    if not replica.zone:
        return {}
    return {"availability_zone": Ref("aws_availability_zones.available", f"names[{replica.zone - 1}]")}


def _encryption(scope: Scope, one: Database) -> dict[str, Value]:
    """
    A replica in the same region has the key of its source; in another, RDS asks for one of that region.

    That it is encrypted is not asked of RDS there, but said: Terraform would replace a replica that is and need not be.
    """
    if scope.is_primary:
        return {
            "storage_encrypted": True,
            **({"max_allocated_storage": one.max_storage} if one.max_storage else {}),
        }
    kept = storage(scope, one)
    kept.pop("allocated_storage")
    own = key(scope)
    return kept if own is not None else {**kept, "kms_key_id": "alias/aws/rds"}
