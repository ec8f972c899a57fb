"""
Security groups: one for each service, function, database, proxy, cache and search domain, and for what stands before
them; rules only where `uses` says. A service without a name in private DNS is called at the load balancer, and by
nobody else.

Groups carry no rules inline (rules that refer to each other's groups would form a circle), and none allows more
out than it needs: AWS's own allow-all egress rule goes when the group is made, as Terraform's provider does it.
Databases, caches and search domains answer, and have no way out at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from aerostat.graph.families.aws_access import ENDPOINTS, connected, has_nat, interface_endpoints, speaks_http
from aerostat.graph.families.discovery import is_discovered
from aerostat.graph.families.front_door import ANYWHERE, LOAD_BALANCER, front_door
from aerostat.graph.families.security_groups import egress, group, ingress, proxy_group, security_group
from aerostat.graph.names import label
from aerostat.graph.resource import Ref, Resource
from aerostat.graph.scope import Scope
from aerostat.model import Database, Function, Service

__all__ = ["ANYWHERE", "LOAD_BALANCER", "POSTGRES_PORT", "REDIS_PORT", "group", "proxy_group", "security"]

BASTION = "bastion"
POSTGRES_PORT = 5432
REDIS_PORT = 6379
_SSH_PORT = 22
_TLS_PORT = 443

_FROM_A_GROUP = {"CKV_AWS_24": "from the bastion's group, and from no address"}
_OF_A_PROXY = {"CKV2_AWS_5": "it is the proxy's"}


def security(scope: Scope) -> Iterator[Resource]:
    environment = scope.environment
    if scope.is_balanced and scope.runs:
        yield from front_door(scope)
        yield from _to_services(scope)
    for member in connected(scope):
        yield from _member(scope, member)
    for database in environment.databases.values():
        if is_here(scope, database):
            yield from _database(scope, database)
    if scope.runs:
        for name in environment.caches:
            yield from _data_store(scope, name, REDIS_PORT, f"caches.{name}")
        if not scope.is_local:
            for name in environment.search:
                yield from _data_store(scope, name, _TLS_PORT, f"search.{name}")
    if interface_endpoints(scope):
        yield from _endpoints(scope)
    if has_bastion(scope):
        yield from _bastion(scope)


def is_here(scope: Scope, database: Database) -> bool:
    """Whether the database or a replica of it is in this region."""
    return scope.is_primary or any(one.region == scope.region for one in database.replicas.values())


def has_proxy(scope: Scope, database: Database) -> bool:
    """A proxy stands before the database itself, not before its replicas in other regions."""
    return database.proxy is not None and scope.is_primary and not scope.is_local


def has_bastion(scope: Scope) -> bool:
    return scope.environment.network.bastion is not None and scope.runs and not scope.is_local


def _to_services(scope: Scope) -> Iterator[Resource]:
    balancer = group(LOAD_BALANCER)
    for service in scope.environment.services.values():
        if service.routes:
            name = f"{LOAD_BALANCER}_to_{label(service.name)}"
            why = f"Requests and health checks to {service.name}"
            yield egress(scope, name, balancer, service.port, group(service.name), why)


def _member(scope: Scope, member: Service | Function) -> Iterator[Resource]:
    name, own, known_as = label(member.name), group(member.name), scope.kept(member.name)
    if isinstance(member, Function):
        yield security_group(scope, member.name, f"The function {known_as}", f"functions.{member.name}")
    else:
        yield security_group(scope, member.name, f"Tasks of {known_as}", f"services.{member.name}")
        yield from _ways_in(scope, member)
    if has_nat(scope) or scope.is_local:
        yield egress(scope, f"{name}_https", own, _TLS_PORT, ANYWHERE, "AWS interfaces, images and other APIs")
    else:
        yield egress(scope, f"{name}_to_{ENDPOINTS}", own, _TLS_PORT, group(ENDPOINTS), "AWS interfaces")
        objects = Ref("aws_vpc_endpoint.s3", "prefix_list_id")
        yield egress(scope, f"{name}_to_s3", own, _TLS_PORT, objects, "S3, where also the layers of images are")
    yield from _uses(scope, member)


def _ways_in(scope: Scope, service: Service) -> Iterator[Resource]:
    if not service.port:
        return
    name, own = label(service.name), group(service.name)
    if service.routes:
        balancer = group(LOAD_BALANCER)
        yield ingress(scope, f"{name}_from_{LOAD_BALANCER}", own, service.port, balancer, "From the load balancer")
    for user in _users(scope, service.name) if is_discovered(scope, service) else ():
        yield ingress(
            scope, f"{name}_from_{label(user.name)}", own, service.port, group(user.name), f"From {user.name}"
        )
    if has_bastion(scope):
        why = "SSH from the bastion"
        yield ingress(scope, f"{name}_from_{BASTION}", own, _SSH_PORT, group(BASTION), why, _FROM_A_GROUP)


def _uses(scope: Scope, user: Service | Function) -> Iterator[Resource]:
    """The way out to what it uses; the way in is the used one's affair."""
    own = group(user.name)
    for used in user.uses:
        for peer, port in _peers(scope, used):
            yield egress(scope, f"{label(user.name)}_to_{label(used)}", own, port, peer, f"To {used}")
    if speaks_http(scope, user):
        why = "Public addresses of the load balancer"
        yield egress(scope, f"{label(user.name)}_http", own, 80, ANYWHERE, why)


def _peers(scope: Scope, used: str) -> Iterator[tuple[Ref, int]]:
    """The group and port at which a thing is reached in this region; nothing for what is reached elsewhere."""
    environment = scope.environment
    if used in environment.databases and is_here(scope, environment.databases[used]):
        is_behind = has_proxy(scope, environment.databases[used])
        yield proxy_group(used) if is_behind else group(used), POSTGRES_PORT
    if used in environment.caches:
        yield group(used), REDIS_PORT
    if used in environment.search and not scope.is_local:
        yield group(used), _TLS_PORT
    if used in environment.services and is_discovered(scope, environment.services[used]):
        yield group(used), environment.services[used].port


def _users(scope: Scope, used: str) -> list[Service | Function]:
    return [member for member in connected(scope) if used in member.uses]


def _database(scope: Scope, database: Database) -> Iterator[Resource]:
    name, origin = database.name, f"databases.{database.name}"
    if not has_proxy(scope, database):
        yield from _data_store(scope, name, POSTGRES_PORT, origin)
        return
    proxy = f"{label(name)}_proxy"
    why = f"What reaches the proxy of {scope.kept(name)}"
    its = security_group(scope, name, why, f"{origin}.proxy", part="proxy")
    yield replace(its, exempt=_OF_A_PROXY)
    yield from _admitted(scope, name, proxy, proxy_group(name), POSTGRES_PORT)
    yield egress(scope, f"{proxy}_to_{label(name)}", proxy_group(name), POSTGRES_PORT, group(name), f"To {name}")
    yield security_group(scope, name, f"What reaches {scope.kept(name)}", origin)
    yield ingress(scope, f"{label(name)}_from_proxy", group(name), POSTGRES_PORT, proxy_group(name), "From its proxy")


def _data_store(scope: Scope, name: str, port: int, origin: str) -> Iterator[Resource]:
    yield security_group(scope, name, f"What reaches {scope.kept(name)}", origin)
    yield from _admitted(scope, name, label(name), group(name), port)


def _admitted(scope: Scope, name: str, rule: str, own: Ref, port: int) -> Iterator[Resource]:
    for user in _users(scope, name):
        yield ingress(scope, f"{rule}_from_{label(user.name)}", own, port, group(user.name), f"From {user.name}")


def _endpoints(scope: Scope) -> Iterator[Resource]:
    yield security_group(scope, ENDPOINTS, "What reaches AWS through interface endpoints", "network.endpoints")
    for member in connected(scope):
        name = f"{ENDPOINTS}_from_{label(member.name)}"
        yield ingress(scope, name, group(ENDPOINTS), _TLS_PORT, group(member.name), member.name)
    if has_bastion(scope):
        own, peer = group(ENDPOINTS), group(BASTION)
        yield ingress(scope, f"{ENDPOINTS}_from_{BASTION}", own, _TLS_PORT, peer, "The bastion")


def _bastion(scope: Scope) -> Iterator[Resource]:
    bastion = scope.environment.network.bastion
    assert bastion
    yield security_group(scope, BASTION, "What reaches the bastion", "network.bastion")
    for cidr in bastion.allowed_from:
        why = f"SSH from {cidr}"
        yield ingress(scope, f"{BASTION}_from_{label(cidr)}", group(BASTION), _SSH_PORT, cidr, why)
    yield egress(scope, f"{BASTION}_https", group(BASTION), _TLS_PORT, ANYWHERE, "Updates and Session Manager")
    for service in scope.environment.services.values():
        if service.port:
            name = f"{BASTION}_to_{label(service.name)}"
            yield egress(scope, name, group(BASTION), _SSH_PORT, group(service.name), f"SSH to {service.name}")
