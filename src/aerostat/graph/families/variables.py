"""
The environment variables of a service's container, as values of the graph.

What the user wrote in ``environment`` wins over secrets, those over what ``uses`` yields (ECS refuses a task
definition that has the same name twice).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from aerostat.graph.families.buckets import bucket
from aerostat.graph.families.cache import cache_url
from aerostat.graph.families.database import connection_secret, connection_version
from aerostat.graph.families.database_replicas import is_here
from aerostat.graph.families.discovery import NAMESPACE, is_discovered
from aerostat.graph.families.lent_roles import lent_role
from aerostat.graph.families.load_balancer import public_url
from aerostat.graph.families.log_groups import function_name
from aerostat.graph.families.queues import queue
from aerostat.graph.families.secrets import permission, reference, value_addresses
from aerostat.graph.families.topics import topic
from aerostat.graph.names import label
from aerostat.graph.resource import Ref, Text, Value
from aerostat.graph.scope import Scope
from aerostat.model import Function, Secret, SecretStore, Service
from aerostat.model.wiring import Kind, Source, variables


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """
    A variable whose value ECS fetches when a task starts.

    Attributes:
        value_from: what ECS's ``valueFrom`` says.
        arn: the secret or parameter that the execution role must be able to read.
        needs: addresses of what must exist before the value can be read.
    """

    value_from: Value
    arn: Value
    store: SecretStore
    needs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Variables:
    """What a container finds in its environment, by name."""

    plain: Mapping[str, Value] = field(default_factory=dict)
    hidden: Mapping[str, Hidden] = field(default_factory=dict)


def container_variables(scope: Scope, user: Service | Function) -> Variables:
    used = variables(scope.environment, user)
    hidden = {name: _of_connection(source) for name, source in used.items() if _has_connection(scope, source)}
    hidden |= {name: _of_secret(scope, scope.environment.secrets[name]) for name in user.secrets}
    plain = {name: value for name, source in used.items() if (value := _plain(scope, source)) is not None}
    plain |= {one.variable: lent_role(user, one) for one in user.roles.values()}
    if isinstance(user, Service) and user.port:
        plain["PORT"] = str(user.port)
    plain = {name: value for name, value in plain.items() if name not in hidden} | dict(user.environment)
    return Variables(
        plain={name: plain[name] for name in sorted(plain)},
        hidden={name: hidden[name] for name in sorted(hidden.keys() - user.environment.keys())},
    )


def _has_connection(scope: Scope, source: Source) -> bool:
    """A region without a replica has no database; the checks say so."""
    return source.is_secret and is_here(scope, scope.environment.databases[source.name])


def _of_connection(source: Source) -> Hidden:
    secret = connection_secret(source.name)
    return Hidden(
        value_from=Text((secret, ":url::")),
        arn=secret,
        store=SecretStore.SECRETS_MANAGER,
        needs=(connection_version(source.name),),
    )


def _of_secret(scope: Scope, secret: Secret) -> Hidden:
    return Hidden(
        value_from=reference(scope, secret),
        arn=permission(scope, secret),
        store=secret.store,
        needs=value_addresses(scope, secret),
    )


def _plain(scope: Scope, source: Source) -> Value:
    """A value that may be seen; None for what has none: a secret, or a service that the load balancer does not know."""
    match source.kind:
        case Kind.CACHE:
            return cache_url(scope, scope.environment.caches[source.name])
        case Kind.BUCKET:
            return bucket(source.name, "id")
        case Kind.QUEUE:
            return queue(source.name, "url")
        case Kind.EMAIL:
            return scope.environment.email[source.name].sender
        case Kind.SERVICE if is_discovered(scope, scope.environment.services[source.name]):
            found = scope.environment.services[source.name]
            return f"http://{found.discovery}.{NAMESPACE}:{found.port}"
        case Kind.SERVICE if scope.environment.services[source.name].routes:
            return public_url(scope, scope.environment.services[source.name])
        case Kind.TOPIC:
            return topic(source.name, "arn")
        case Kind.SEARCH if not scope.is_local:
            return Text(("https://", Ref(f"aws_opensearch_domain.{label(source.name)}", "endpoint")))
        case Kind.FUNCTION if not scope.is_local:
            return function_name(scope, scope.environment.functions[source.name])
        case _:
            return None
