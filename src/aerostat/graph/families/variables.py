"""
The environment variables of a service's container, as values of the graph.

What the user wrote in ``environment`` wins over secrets, those over what ``uses`` yields (ECS refuses a task
definition that has the same name twice).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from aerostat.graph.families.database import connection_secret, connection_version
from aerostat.graph.families.messaging import queue
from aerostat.graph.families.secrets import reference, value_address
from aerostat.graph.families.storage import bucket
from aerostat.graph.names import label
from aerostat.graph.resource import Ref, Text, Value
from aerostat.graph.scope import Scope
from aerostat.model import Secret, SecretStore, Service
from aerostat.model.wiring import Kind, Source, variables


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """
    A variable whose value ECS fetches when a task starts.

    Attributes:
        value_from: what ECS's ``valueFrom`` says.
        arn: the secret or parameter that the execution role must be able to read.
        needs: address of the resource that holds the value.
    """

    value_from: Value
    arn: Ref
    store: SecretStore
    needs: str


@dataclass(frozen=True, kw_only=True)
class Variables:
    """What a container finds in its environment, by name."""

    plain: Mapping[str, Value] = field(default_factory=dict)
    hidden: Mapping[str, Hidden] = field(default_factory=dict)


def container_variables(scope: Scope, service: Service) -> Variables:
    used = variables(scope.environment, service)
    hidden = {name: _of_connection(source) for name, source in used.items() if source.is_secret}
    hidden |= {name: _of_secret(scope.environment.secrets[name]) for name in service.secrets}
    plain = {name: value for name, source in used.items() if (value := _plain(scope, source)) is not None}
    if service.port:
        plain["PORT"] = str(service.port)
    plain = {name: value for name, value in plain.items() if name not in hidden} | dict(service.environment)
    return Variables(
        plain={name: plain[name] for name in sorted(plain)},
        hidden={name: hidden[name] for name in sorted(hidden.keys() - service.environment.keys())},
    )


def _of_connection(source: Source) -> Hidden:
    secret = connection_secret(source.name)
    return Hidden(
        value_from=Text((secret, ":url::")),
        arn=secret,
        store=SecretStore.SECRETS_MANAGER,
        needs=connection_version(source.name),
    )


def _of_secret(secret: Secret) -> Hidden:
    arn = reference(secret)
    return Hidden(value_from=arn, arn=arn, store=secret.store, needs=value_address(secret))


def _plain(scope: Scope, source: Source) -> Value:
    """A value that may be seen; None for what has none: a secret, or a service that the load balancer does not know."""
    match source.kind:
        case Kind.CACHE:
            replication_group = f"aws_elasticache_replication_group.{label(source.name)}"
            host, port = Ref(replication_group, "primary_endpoint_address"), Ref(replication_group, "port")
            return Text(("redis://", host, ":", port, "/0"))
        case Kind.BUCKET:
            return bucket(source.name, "id")
        case Kind.QUEUE:
            return queue(source.name, "url")
        case Kind.EMAIL:
            return scope.environment.email[source.name].sender
        case Kind.SERVICE if scope.environment.services[source.name].routes:
            return Text(("http://", Ref("aws_lb.main", "dns_name")))
        case _:
            return None
