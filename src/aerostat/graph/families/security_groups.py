"""What security groups are made of: the group itself, and each of its rules as a resource of its own."""

from __future__ import annotations

from collections.abc import Mapping

from aerostat.graph.families.network import VPC
from aerostat.graph.names import label
from aerostat.graph.resource import Ref, Resource, Value
from aerostat.graph.scope import Scope


def group(name: str) -> Ref:
    """The id of the security group of a service, function, database, cache or search domain."""
    return Ref(f"aws_security_group.{label(name)}", "id")


def proxy_group(database: str) -> Ref:
    """The id of the security group of a database's proxy."""
    return group(f"{database}-proxy")


def security_group(scope: Scope, thing: str, description: str, origin: str, part: str = "") -> Resource:
    """The group of a thing, or of a part of it."""
    name = scope.name(scope.kept(thing), part)
    return Resource(
        type="aws_security_group",
        name=label(thing, part),
        arguments={
            "name": name,
            "description": description,
            "vpc_id": VPC,
            "tags": scope.tags(name),
        },
        origin=origin,
    )


def ingress(
    scope: Scope, name: str, own: Ref, port: int, peer: str | Ref, who: str, exempt: Mapping[str, str] | None = None
) -> Resource:
    return _rule("aws_vpc_security_group_ingress_rule", scope, name, own, port, peer, who, exempt or {})


def egress(scope: Scope, name: str, own: Ref, port: int, peer: str | Ref, who: str) -> Resource:
    return _rule("aws_vpc_security_group_egress_rule", scope, name, own, port, peer, who, {})


def _rule(
    type: str, scope: Scope, name: str, own: Ref, port: int, peer: str | Ref, who: str, exempt: Mapping[str, str]
) -> Resource:
    return Resource(
        type=type,
        name=name,
        arguments={
            "security_group_id": own,
            "description": who,
            "ip_protocol": "tcp",
            "from_port": port,
            "to_port": port,
            **_peer(peer),
            "tags": scope.tags(),
        },
        origin="uses",
        exempt=exempt,
    )


def _peer(peer: str | Ref) -> dict[str, Value]:
    if isinstance(peer, str):
        return {"cidr_ipv4": peer}
    is_list = peer.attribute == "prefix_list_id" or peer.address.startswith("aws_ec2_managed_prefix_list.")
    return {"prefix_list_id" if is_list else "referenced_security_group_id": peer}
