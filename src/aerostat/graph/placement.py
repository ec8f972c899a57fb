"""Where in the network the things of a blueprint are: the subnets and the security group of each, by the graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from aerostat.graph.reachability import OF_AWS, OF_LINUX, Host
from aerostat.graph.resource import Graph, Ref, Resource, Value

#: By type: where its arguments name subnets (or a group of them), and security groups.
_PLACES: Mapping[str, tuple[str, str]] = {
    "aws_ecs_service": ("network_configuration.subnets", "network_configuration.security_groups"),
    "aws_lambda_function": ("vpc_config.subnet_ids", "vpc_config.security_group_ids"),
    "aws_lb": ("subnets", "security_groups"),
    "aws_db_instance": ("db_subnet_group_name", "vpc_security_group_ids"),
    "aws_db_proxy": ("vpc_subnet_ids", "vpc_security_group_ids"),
    "aws_elasticache_replication_group": ("subnet_group_name", "security_group_ids"),
    "aws_opensearch_domain": ("vpc_options.subnet_ids", "vpc_options.security_group_ids"),
    "aws_vpc_endpoint": ("subnet_ids", "security_group_ids"),
    "aws_instance": ("subnet_id", "vpc_security_group_ids"),
}
#: What keeps data, and calls nobody.
DATA_STORES = ("aws_db_instance", "aws_elasticache_replication_group", "aws_opensearch_domain")


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A resource that has addresses in subnets; subnets and security groups by local name."""

    resource: Resource
    subnets: tuple[str, ...]
    groups: tuple[str, ...]

    def hosts(self, number: int = 10) -> Iterator[Host]:
        """One in each subnet, with its first group: a second one only lets more in."""
        ports = OF_LINUX if self.resource.type in ("aws_ecs_service", "aws_instance") else OF_AWS
        for subnet in self.subnets:
            for group in self.groups[:1]:
                yield Host(subnet=subnet, group=group, ports=ports, number=number)


def placed(graph: Graph, module: str) -> tuple[Placed, ...]:
    """Everything of a region that has an address in it."""
    found = []
    for one in graph.resources.values():
        if one.module != module or one.mode != "managed" or one.type not in _PLACES:
            continue
        subnets, groups = (_at(one.arguments, path) for path in _PLACES[one.type])
        if names := tuple(_subnets(graph, one, subnets)):
            found.append(Placed(resource=one, subnets=names, groups=tuple(_names(graph, groups))))
    return tuple(found)


def _subnets(graph: Graph, one: Resource, value: Value) -> Iterator[str]:
    source = one.arguments.get("replicate_source_db")
    if value is None and isinstance(source, Ref):  # a replica beside its source is in the source's subnets
        value = graph.resources[source.address].arguments["db_subnet_group_name"]
    for reference in _references(value):
        found = graph.resources[reference.address]
        yield from _names(graph, found.arguments["subnet_ids"]) if "subnet_ids" in found.arguments else [found.name]


def _names(graph: Graph, value: Value) -> Iterator[str]:
    return (graph.resources[reference.address].name for reference in _references(value))


def _references(value: Value) -> Iterator[Ref]:
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, Sequence) and not isinstance(value, str):
        yield from (one for one in value if isinstance(one, Ref))


def _at(value: Value, path: str) -> Value:
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value
