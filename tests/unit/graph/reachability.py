"""
Who can open a connection to whom, by the graph alone: routes, network ACLs there and back, security groups.

The rules are AWS's: ACLs are asked at each border of a subnet, in both directions, and not inside one; security groups
are asked once, where a connection begins and where it ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

from aerostat.graph import Graph, Ref, Resource
from aerostat.graph.resource import qualified

INTERNET_ADDRESS = IPv4Address("198.51.100.7")
#: Ports that a caller may call from: the lowest and the highest.
OF_LINUX = (32768, 60999)
OF_AWS = (1024, 65535)


@dataclass(frozen=True, kw_only=True)
class Host:
    """Something in a subnet, with a security group, that calls from these ports."""

    subnet: str
    group: str
    ports: tuple[int, int] = OF_LINUX
    number: int = 10


class World:
    """The network of one region."""

    def __init__(self, graph: Graph, module: str = "") -> None:
        self._graph = graph
        self._module = module

    def connects(self, caller: Host, called: Host, port: int, *, groups: bool = True) -> bool:
        """Whether a connection inside the VPC comes about; ``groups=False`` leaves the security groups out."""
        there, back = self.address(called), self.address(caller)
        if groups and not (self._let_out(caller, called.group, port) and self._let_in(called, caller.group, port)):
            return False
        if caller.subnet == called.subnet:
            return True
        return self._passes(caller.subnet, called.subnet, back, there, [port]) and self._passes(
            called.subnet, caller.subnet, there, back, caller.ports
        )

    def reaches_internet(self, caller: Host, port: int, *, groups: bool = True) -> bool:
        """Through its subnet's NAT gateway."""
        if groups and not self._let_out(caller, INTERNET_ADDRESS, port):
            return False
        gateway = self._nat_subnet(caller.subnet)
        if not gateway:
            return False
        own = self.address(caller)
        forth = self._passes(caller.subnet, gateway, own, INTERNET_ADDRESS, [port])
        out = self._acl(gateway, "out", INTERNET_ADDRESS, [port])
        back = self._acl(gateway, "in", INTERNET_ADDRESS, OF_AWS)
        return (
            forth
            and out
            and back
            and self._acl(gateway, "out", own, caller.ports)
            and self._acl(caller.subnet, "in", INTERNET_ADDRESS, caller.ports)
        )

    def is_reached_from_internet(self, called: Host, port: int, *, groups: bool = True) -> bool:
        """Only a subnet with a route to the internet gateway has hosts that the internet can call."""
        if not self._has_gateway(called.subnet):
            return False
        if groups and not self._let_in(called, INTERNET_ADDRESS, port):
            return False
        return self._acl(called.subnet, "in", INTERNET_ADDRESS, [port]) and self._acl(
            called.subnet, "out", INTERNET_ADDRESS, OF_AWS
        )

    def acl_passes(self, subnet: str, direction: str, peer: str, port: int) -> bool:
        """What the subnet's network ACL alone says."""
        return self._acl(subnet, direction, IPv4Address(peer), [port])

    def address(self, host: Host) -> IPv4Address:
        block = IPv4Network(str(self._one("aws_subnet", host.subnet).arguments["cidr_block"]))
        return block[host.number]

    def _passes(
        self, left: str, entered: str, source: IPv4Address, target: IPv4Address, ports: tuple[int, ...] | list[int]
    ) -> bool:
        return self._acl(left, "out", target, ports) and self._acl(entered, "in", source, ports)

    def _acl(self, subnet: str, direction: str, peer: IPv4Address, ports: tuple[int, ...] | list[int]) -> bool:
        address = self._address("aws_subnet", subnet)
        acls = [one for one in self._of("aws_network_acl") if Ref(address, "id") in one.arguments["subnet_ids"]]  # type: ignore[operator]
        if not acls:
            return True
        rules = [
            rule.arguments
            for rule in self._of("aws_network_acl_rule")
            if rule.arguments["network_acl_id"] == Ref(acls[0].address, "id")
            and rule.arguments["egress"] == (direction == "out")
            and peer in IPv4Network(str(rule.arguments["cidr_block"]))
        ]
        return all(any(_covers(rule, port) for rule in rules) for port in ports)

    def _let_out(self, caller: Host, peer: str | IPv4Address, port: int) -> bool:
        return self._group_allows("egress", caller.group, peer, port)

    def _let_in(self, called: Host, peer: str | IPv4Address, port: int) -> bool:
        return self._group_allows("ingress", called.group, peer, port)

    def _group_allows(self, direction: str, group: str, peer: str | IPv4Address, port: int) -> bool:
        for rule in self._of(f"aws_vpc_security_group_{direction}_rule"):
            arguments = rule.arguments
            if arguments["security_group_id"] != Ref(self._address("aws_security_group", group), "id"):
                continue
            if _covers(arguments, port) and self._is_peer(arguments, peer):
                return True
        return False

    def _is_peer(self, rule: object, peer: str | IPv4Address) -> bool:
        assert isinstance(rule, dict)
        if "cidr_ipv4" in rule:
            return isinstance(peer, str) or peer in IPv4Network(rule["cidr_ipv4"])
        referenced = rule.get("referenced_security_group_id")
        return isinstance(peer, str) and referenced == Ref(self._address("aws_security_group", peer), "id")

    def _nat_subnet(self, subnet: str) -> str:
        for route in self._routes(subnet):
            if isinstance(gateway := route.arguments.get("nat_gateway_id"), Ref):
                home = self._graph.resources[gateway.address].arguments["subnet_id"]
                assert isinstance(home, Ref)
                return self._graph.resources[home.address].name
        return ""

    def _has_gateway(self, subnet: str) -> bool:
        return any("gateway_id" in route.arguments for route in self._routes(subnet))

    def _routes(self, subnet: str) -> list[Resource]:
        table = self._one("aws_route_table_association", subnet).arguments["route_table_id"]
        return [route for route in self._of("aws_route") if route.arguments["route_table_id"] == table]

    def _of(self, type: str) -> list[Resource]:
        return [one for one in self._graph.resources.values() if one.type == type and one.module == self._module]

    def _one(self, type: str, name: str) -> Resource:
        return self._graph.resources[self._address(type, name)]

    def _address(self, type: str, name: str) -> str:
        return qualified(f"{type}.{name}", self._module)


def _covers(rule: object, port: int) -> bool:
    assert isinstance(rule, dict)
    return bool(rule["from_port"] <= port <= rule["to_port"])
