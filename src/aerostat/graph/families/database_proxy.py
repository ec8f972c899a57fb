"""RDS Proxy: many tasks share few connections, and a failover breaks none of theirs."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph import names
from aerostat.graph.families.keys import key
from aerostat.graph.families.roles import role_policy, service_role
from aerostat.graph.families.security import group
from aerostat.graph.families.subnets import database_subnets
from aerostat.graph.names import label
from aerostat.graph.policies import allow
from aerostat.graph.resource import Ref, Resource, Value
from aerostat.graph.scope import Scope
from aerostat.model import Database, Proxy


def has_proxy(scope: Scope, one: Database) -> bool:
    """Only the primary region's instance has one: a replica serves nobody until it is promoted."""
    return one.proxy is not None and scope.is_primary and not scope.is_local


def proxy_host(one: Database) -> Ref:
    return Ref(f"aws_db_proxy.{label(one.name)}", "endpoint")


def proxy(scope: Scope, one: Database) -> Iterator[Resource]:
    if one.proxy is None or not has_proxy(scope, one):
        return
    yield from _role(scope, one)
    yield _proxy(scope, one, one.proxy)
    origin, name = f"databases.{one.name}.proxy", Ref(f"aws_db_proxy.{label(one.name)}", "name")
    yield Resource(
        type="aws_db_proxy_default_target_group",
        name=label(one.name),
        arguments={
            "db_proxy_name": name,
            "connection_pool_config": {
                "max_connections_percent": one.proxy.connections,
                "max_idle_connections_percent": max(one.proxy.connections // 2, 1),
                "connection_borrow_timeout": 120,
            },
        },
        origin=origin,
    )
    yield Resource(
        type="aws_db_proxy_target",
        name=label(one.name),
        arguments={
            "db_proxy_name": name,
            "target_group_name": Ref(f"aws_db_proxy_default_target_group.{label(one.name)}", "name"),
            "db_instance_identifier": Ref(f"aws_db_instance.{label(one.name)}", "identifier"),
        },
        origin=origin,
    )


def _proxy(scope: Scope, one: Database, wanted: Proxy) -> Resource:
    return Resource(
        type="aws_db_proxy",
        name=label(one.name),
        arguments={
            "name": scope.name(scope.kept(one.name), limit=names.DATABASE_INSTANCE),
            "engine_family": "POSTGRESQL",
            "role_arn": Ref(f"aws_iam_role.{_role_label(one)}", "arn"),
            "require_tls": True,
            "idle_client_timeout": int(wanted.idle_timeout.total_seconds()),
            "vpc_subnet_ids": database_subnets(scope),
            "vpc_security_group_ids": [group(f"{one.name}-proxy")],
            "auth": [
                {
                    "auth_scheme": "SECRETS",
                    "iam_auth": "DISABLED",
                    "client_password_auth_type": "POSTGRES_SCRAM_SHA_256",
                    "secret_arn": _credentials(one, "arn"),
                }
            ],
            "tags": scope.tags(),
        },
        depends_on=(
            f"aws_secretsmanager_secret_version.{label(one.name)}_credentials",
            f"aws_iam_role_policy.{_role_label(one)}",
        ),
        origin=f"databases.{one.name}.proxy",
    )


def _credentials(one: Database, attribute: str) -> Ref:
    """The proxy wants a secret of user name and password alone."""
    return Ref(f"aws_secretsmanager_secret.{label(one.name)}_credentials", attribute)


def _role(scope: Scope, one: Database) -> Iterator[Resource]:
    origin, own = f"databases.{one.name}.proxy", key(scope)
    statements: list[Value] = [allow("Password", ["secretsmanager:GetSecretValue"], _credentials(one, "arn"))]
    if own is not None:
        through: dict[str, Value] = {"StringEquals": {"kms:ViaService": f"secretsmanager.{scope.region}.amazonaws.com"}}
        statements.append(allow("Decrypt", ["kms:Decrypt"], own, through))
    yield service_role(scope, _role_label(one), [scope.kept(one.name), "proxy"], "rds.amazonaws.com", origin)
    yield role_policy(_role_label(one), "password", statements, origin)


def _role_label(one: Database) -> str:
    return label(one.name, "proxy")
