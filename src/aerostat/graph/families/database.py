"""
RDS instances, each with its password and its connection details in Secrets Manager.

The password is written to a secret *first* and the instance reads it from there. Were it handed to both at once, a
run that dies between the two would leave an instance whose password nobody knows. No value ever reaches a state
file: it is made, stored and read through ephemeral resources and write-only arguments.
"""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph import names
from aerostat.graph.families.database_care import (
    care,
    engine_logs,
    exemptions,
    monitoring_role,
    must_exist,
    parameters,
    storage,
)
from aerostat.graph.families.database_proxy import has_proxy, proxy, proxy_host
from aerostat.graph.families.database_replicas import (
    instance_address,
    is_here,
    replica_regions,
    replicas,
    stored_password,
)
from aerostat.graph.families.keys import key, key_in
from aerostat.graph.families.security import POSTGRES_PORT, group
from aerostat.graph.families.subnets import database_subnets
from aerostat.graph.names import label
from aerostat.graph.resource import Json, Ref, Resource, Text, Value
from aerostat.graph.scope import Scope
from aerostat.model import Database

#: RDS keeps `admin`, `postgres` and others for itself.
USERNAME = "app"
_PASSWORD_LENGTH = 32


def database(scope: Scope) -> Iterator[Resource]:
    here = [one for one in scope.environment.databases.values() if is_here(scope, one)]
    if not here:
        return
    yield Resource(
        type="aws_db_subnet_group",
        name="main",
        arguments={
            "name": scope.name(),
            "description": f"Private subnets of {scope.name()}",
            "subnet_ids": database_subnets(scope),
            "tags": scope.tags(),
        },
        origin="databases",
    )
    yield from monitoring_role(scope, here)
    for one in here:
        yield from parameters(scope, one)
        yield from engine_logs(scope, one)
        if scope.is_primary:
            yield from _password(scope, one)
            yield _instance(scope, one)
        else:
            yield stored_password(scope, one)
        yield from replicas(scope, one)
        if has_proxy(scope, one):
            yield from _credentials(scope, one)
            yield from proxy(scope, one)
        yield from _connection(scope, one)


def connection_secret(name: str) -> Ref:
    """ARN of the secret with keys engine, username, password, host, port, dbname and url."""
    return Ref(f"aws_secretsmanager_secret.{label(name)}", "arn")


def connection_version(name: str) -> str:
    """Address of what must exist before ECS can read the connection secret."""
    return f"aws_secretsmanager_secret_version.{label(name)}"


def _password(scope: Scope, one: Database) -> Iterator[Resource]:
    name, origin = f"{label(one.name)}_password", f"databases.{one.name}"
    yield Resource(
        type="aws_secretsmanager_random_password",
        name=name,
        arguments={"password_length": _PASSWORD_LENGTH, "exclude_punctuation": True},
        mode="ephemeral",
        origin=origin,
        comment="Letters and digits only: it becomes part of a URL.",
    )
    yield _secret(scope, one, name, "password")
    yield Resource(
        type="aws_secretsmanager_secret_version",
        name=name,
        arguments={
            "secret_id": Ref(f"aws_secretsmanager_secret.{name}", "id"),
            "secret_string_wo": Ref(f"aws_secretsmanager_random_password.{name}", "random_password"),
            "secret_string_wo_version": 1,
        },
        origin=origin,
    )
    yield stored_password(scope, one)


def _instance(scope: Scope, one: Database) -> Resource:
    identifier = scope.name(scope.kept(one.name), limit=names.DATABASE_INSTANCE)
    return Resource(
        type="aws_db_instance",
        name=label(one.name),
        arguments={
            "identifier": identifier,
            "engine": one.engine,
            "engine_version": one.version,
            "instance_class": one.instance,
            **storage(scope, one),
            "db_name": database_name(scope, one),
            "username": USERNAME,
            "password_wo": _stored_password(one),
            "password_wo_version": 1,
            "port": POSTGRES_PORT,
            "db_subnet_group_name": Ref("aws_db_subnet_group.main", "name"),
            "vpc_security_group_ids": [group(one.name)],
            "publicly_accessible": False,
            "multi_az": one.multi_az,
            "backup_retention_period": one.backup_retention.days,
            "copy_tags_to_snapshot": True,
            "deletion_protection": one.deletion_protection,
            **care(scope, one),
            "skip_final_snapshot": scope.is_local,
            **({} if scope.is_local else {"final_snapshot_identifier": f"{identifier}-final"}),
            "tags": scope.tags(),
        },
        depends_on=must_exist(scope, one),
        origin=f"databases.{one.name}",
        is_protected=one.deletion_protection,
        exempt=exemptions(scope, one),
    )


def database_name(scope: Scope, one: Database) -> str:
    """The PostgreSQL database inside the instance. RDS refuses reserved words, so ``database`` alone would not do."""
    return label(scope.environment.application, scope.kept(one.name))[:63]


def _connection(scope: Scope, one: Database) -> Iterator[Resource]:
    instance, password = instance_address(scope, one), _stored_password(one)
    host = proxy_host(one) if has_proxy(scope, one) else Ref(instance, "address")
    port, dbname = Ref(instance, "port"), database_name(scope, one)
    yield _secret(scope, one, label(one.name), "connection")
    yield Resource(
        type="aws_secretsmanager_secret_version",
        name=label(one.name),
        arguments={
            "secret_id": Ref(connection_secret(one.name).address, "id"),
            "secret_string_wo": Json(
                {
                    "engine": one.engine,
                    "username": USERNAME,
                    "password": password,
                    "host": host,
                    "port": port,
                    "dbname": dbname,
                    "url": Text(("postgresql://", USERNAME, ":", password, "@", host, ":", port, "/", dbname)),
                }
            ),
            "secret_string_wo_version": 1,
        },
        origin=f"databases.{one.name}",
    )


def _credentials(scope: Scope, one: Database) -> Iterator[Resource]:
    """What the proxy logs in with: a secret of these two keys and no other, as it wants it."""
    name = f"{label(one.name)}_credentials"
    yield _secret(scope, one, name, "credentials")
    yield Resource(
        type="aws_secretsmanager_secret_version",
        name=name,
        arguments={
            "secret_id": Ref(f"aws_secretsmanager_secret.{name}", "id"),
            "secret_string_wo": Json({"username": USERNAME, "password": _stored_password(one)}),
            "secret_string_wo_version": 1,
        },
        origin=f"databases.{one.name}.proxy",
    )


def _stored_password(one: Database) -> Ref:
    return Ref(f"aws_secretsmanager_secret_version.stored_{label(one.name)}_password", "secret_string")


def _secret(scope: Scope, one: Database, name: str, kind: str) -> Resource:
    return Resource(
        type="aws_secretsmanager_secret",
        name=name,
        arguments={
            "name": scope.path(scope.kept(one.name), kind),
            "description": f"The {kind} of {scope.name(scope.kept(one.name))}",
            **_kept_in(scope, one, kind),
            "recovery_window_in_days": 0 if scope.is_local else 7,
            "tags": scope.tags(),
        },
        origin=f"databases.{one.name}",
        exempt=_secret_exemptions(scope),
    )


def _secret_exemptions(scope: Scope) -> dict[str, str]:
    if scope.is_local:
        return {}
    exempt = {"CKV2_AWS_57": "a new password needs a new connection in every task; a deployment brings both"}
    if key(scope) is None:
        exempt["CKV_AWS_149"] = "encrypted with AWS's key; a key of one's own is `encryption: customer`"
    return exempt


def _kept_in(scope: Scope, one: Database, kind: str) -> dict[str, Value]:
    """The password's copies in the regions that have a replica; each region has a connection of its own."""
    own = key(scope)
    settings: dict[str, Value] = {} if own is None else {"kms_key_id": own}
    regions = replica_regions(scope, one) if kind == "password" else []
    if regions:
        settings["replica"] = [_copy(scope, region) for region in regions]
    return settings


def _copy(scope: Scope, region: str) -> dict[str, Value]:
    return {"region": region} if key(scope) is None else {"region": region, "kms_key_id": key_in(scope, region)}
