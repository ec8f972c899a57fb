"""
Who can open a connection to whom, by the graph alone: routes, network ACLs there and back, security groups.

The rules are AWS's: ACLs are asked at each border of a subnet, in both directions, and not inside one; security groups
are asked once, where a connection begins and where it ends. Of an ACL's rules the one with the lowest number that
fits decides; of a group's rules one that fits is enough.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from ipaddress import IPv4Address, IPv4Network
from typing import Literal, TypeAlias

from aerostat.graph.resource import Graph, Ref, Resource, Value

#: Somebody outside, at an address that documents use.
INTERNET_ADDRESS = IPv4Address("198.51.100.7")
#: Ports that a caller may call from: the lowest and the highest.
OF_LINUX = (32768, 60999)
OF_AWS = (1024, 65535)

Ports: TypeAlias = tuple[int, int]
Direction: TypeAlias = Literal["ingress", "egress"]
#: A security group by its local name, an address, or the prefix list of a gateway endpoint.
Peer: TypeAlias = str | IPv4Address | Ref

_EVERY_PORT: Ports = (0, 65535)
_EVERY_PROTOCOL = ("-1", -1, "all")


@dataclass(frozen=True, kw_only=True)
class Host:
    """Something in a subnet, with a security group, that calls from these ports; subnet and group by local name."""

    subnet: str
    group: str
    ports: Ports = OF_LINUX
    number: int = 10


@dataclass(frozen=True, kw_only=True)
class GroupRule:
    """One rule of a security group: the peer is a range of addresses, another group's local name, or a prefix list."""

    group: str
    direction: Direction
    ports: Ports
    peer: IPv4Network | str | Ref
    address: str

    def covers(self, port: int) -> bool:
        return self.ports[0] <= port <= self.ports[1]

    def is_for(self, peer: Peer) -> bool:
        if isinstance(self.peer, IPv4Network):
            return isinstance(peer, str) or (isinstance(peer, IPv4Address) and peer in self.peer)
        return self.peer == peer


@dataclass(frozen=True, kw_only=True)
class _AclRule:
    number: int
    allows: bool
    network: IPv4Network
    ports: Ports


class World:
    """The network of one region."""

    def __init__(self, graph: Graph, module: str = "") -> None:
        self._resources = graph.resources
        self._module = module
        self._of: dict[str, list[Resource]] = defaultdict(list)
        for one in graph.resources.values():
            if one.module == module:
                self._of[one.type].append(one)
        self._acl = cache(self._judged_by_acl)

    @cached_property
    def group_rules(self) -> Mapping[tuple[str, Direction], Sequence[GroupRule]]:
        """The rules of every security group, by its local name."""
        found: dict[tuple[str, Direction], list[GroupRule]] = defaultdict(list)
        directions: tuple[Direction, ...] = ("ingress", "egress")
        for direction in directions:
            for one in self._of[f"aws_vpc_security_group_{direction}_rule"]:
                rule = self._group_rule(one, direction)
                found[rule.group, direction].append(rule)
        return found

    def connects(self, caller: Host, called: Host, port: int, *, groups: bool = True) -> bool:
        """Whether a connection inside the VPC comes about; ``groups=False`` leaves the security groups out."""
        if groups and not self.groups_allow(caller.group, called.group, port):
            return False
        if caller.subnet == called.subnet:
            return True
        there, back = self.address(called), self.address(caller)
        return self._passes(caller.subnet, called.subnet, back, there, (port, port)) and self._passes(
            called.subnet, caller.subnet, there, back, caller.ports
        )

    def groups_allow(self, caller: str, called: str, port: int) -> bool:
        """Whether the two security groups let members of ``caller`` call members of ``called``."""
        return self._group_allows("egress", caller, called, port) and self._group_allows(
            "ingress", called, caller, port
        )

    def reaches_internet(self, caller: Host, port: int, *, groups: bool = True) -> bool:
        """Through its subnet's NAT gateway."""
        if groups and not self._group_allows("egress", caller.group, INTERNET_ADDRESS, port):
            return False
        gateway = self._nat_subnet(caller.subnet)
        if not gateway or not self.has_internet_gateway(gateway):
            return False
        own = self.address(caller)
        return (
            (gateway == caller.subnet or self._passes(caller.subnet, gateway, own, INTERNET_ADDRESS, (port, port)))
            and self._acl(gateway, "egress", INTERNET_ADDRESS, (port, port))
            and self._acl(gateway, "ingress", INTERNET_ADDRESS, OF_AWS)
            and self._acl(gateway, "egress", own, caller.ports)
            and self._acl(caller.subnet, "ingress", INTERNET_ADDRESS, caller.ports)
        )

    def is_reached_from_internet(self, called: Host, port: int, *, groups: bool = True) -> bool:
        """Only a subnet with a route to the internet gateway has hosts that the internet can call."""
        if groups and not self._group_allows("ingress", called.group, INTERNET_ADDRESS, port):
            return False
        return self.answers_internet(called, port)

    def answers_internet(self, called: Host, port: int) -> bool:
        """Whether a call from outside passes the subnet's routes and ACL, and the answer does."""
        return (
            self.has_internet_gateway(called.subnet)
            and self._acl(called.subnet, "ingress", INTERNET_ADDRESS, (port, port))
            and self._acl(called.subnet, "egress", INTERNET_ADDRESS, OF_AWS)
        )

    def is_reached_from(self, called: Sequence[str], prefixes: Ref, port: int) -> bool:
        """Whether one of these groups lets in the addresses of a list that AWS keeps."""
        return any(self._group_allows("ingress", group, prefixes, port) for group in called)

    def reaches_prefixes(self, caller: Host, endpoint: Resource, port: int) -> bool:
        """Whether it reaches what stands behind a gateway endpoint, such as S3's, past any NAT gateway."""
        tables = endpoint.arguments["route_table_ids"]
        if not isinstance(tables, Sequence) or self._route_table(caller.subnet) not in tables:
            return False
        prefixes = Ref(endpoint.address, "prefix_list_id")
        is_let_out = self._group_allows("egress", caller.group, prefixes, port) or self._group_allows(
            "egress", caller.group, INTERNET_ADDRESS, port
        )
        return (
            is_let_out
            and self._acl(caller.subnet, "egress", INTERNET_ADDRESS, (port, port))
            and self._acl(caller.subnet, "ingress", INTERNET_ADDRESS, caller.ports)
        )

    def acl_passes(self, subnet: str, direction: Literal["in", "out"], peer: str, port: int) -> bool:
        """What the subnet's network ACL alone says."""
        return self._acl(subnet, "ingress" if direction == "in" else "egress", IPv4Address(peer), (port, port))

    def has_internet_gateway(self, subnet: str) -> bool:
        """Whether the subnet is public: its route table leads to the internet gateway."""
        return any("gateway_id" in route.arguments for route in self._routes(subnet))

    def address(self, host: Host) -> IPv4Address:
        return self._blocks[host.subnet][host.number]

    @cached_property
    def _blocks(self) -> Mapping[str, IPv4Network]:
        return {one.name: IPv4Network(str(one.arguments["cidr_block"])) for one in self._of["aws_subnet"]}

    @cached_property
    def _acls(self) -> Mapping[str, str]:
        """The address of each subnet's network ACL; subnets without one of their own have AWS's, which is open."""
        found: dict[str, str] = {}
        for one in self._of["aws_network_acl"]:
            subnets = one.arguments["subnet_ids"]
            assert isinstance(subnets, Sequence)
            found |= {self._name(subnet): one.address for subnet in subnets}
        return found

    @cached_property
    def _acl_rules(self) -> Mapping[tuple[str, bool], Sequence[_AclRule]]:
        """The rules of each network ACL and direction (True is out), in the order in which AWS asks them."""
        found: dict[tuple[str, bool], list[_AclRule]] = defaultdict(list)
        for one in self._of["aws_network_acl_rule"]:
            acl, rule = one.arguments["network_acl_id"], one.arguments
            assert isinstance(acl, Ref)
            found[acl.address, bool(rule["egress"])].append(
                _AclRule(
                    number=int(str(rule["rule_number"])),
                    allows=rule["rule_action"] == "allow",
                    network=IPv4Network(str(rule["cidr_block"])),
                    ports=_ports(rule, "protocol"),
                )
            )
        return {key: sorted(rules, key=lambda rule: rule.number) for key, rules in found.items()}

    def _passes(self, left: str, entered: str, source: IPv4Address, target: IPv4Address, ports: Ports) -> bool:
        return self._acl(left, "egress", target, ports) and self._acl(entered, "ingress", source, ports)

    def _judged_by_acl(self, subnet: str, direction: Direction, peer: IPv4Address, ports: Ports) -> bool:
        acl = self._acls.get(subnet)
        if acl is None:
            return True
        rules = [rule for rule in self._acl_rules.get((acl, direction == "egress"), ()) if peer in rule.network]
        return all(next((rule.allows for rule in rules if _covers(rule.ports, port)), False) for port in set(ports))

    def _group_allows(self, direction: Direction, group: str, peer: Peer, port: int) -> bool:
        rules = self.group_rules.get((group, direction), ())
        return any(rule.covers(port) and rule.is_for(peer) for rule in rules)

    def _group_rule(self, one: Resource, direction: Direction) -> GroupRule:
        arguments = one.arguments
        peer: IPv4Network | str | Ref
        if "cidr_ipv4" in arguments:
            peer = IPv4Network(str(arguments["cidr_ipv4"]))
        elif "referenced_security_group_id" in arguments:
            peer = self._name(arguments["referenced_security_group_id"])
        else:
            found = arguments["prefix_list_id"]
            assert isinstance(found, Ref)
            peer = found
        return GroupRule(
            group=self._name(arguments["security_group_id"]),
            direction=direction,
            ports=_ports(arguments, "ip_protocol"),
            peer=peer,
            address=one.address,
        )

    def _nat_subnet(self, subnet: str) -> str:
        for route in self._routes(subnet):
            if isinstance(gateway := route.arguments.get("nat_gateway_id"), Ref):
                return self._name(self._resources[gateway.address].arguments["subnet_id"])
        return ""

    def _routes(self, subnet: str) -> Iterator[Resource]:
        table = self._route_table(subnet)
        return (route for route in self._of["aws_route"] if route.arguments["route_table_id"] == table)

    def _route_table(self, subnet: str) -> Value:
        """None for a subnet that has only AWS's own, which leads nowhere outside."""
        return self._tables.get(subnet)

    @cached_property
    def _tables(self) -> Mapping[str, Value]:
        return {
            self._name(one.arguments["subnet_id"]): one.arguments["route_table_id"]
            for one in self._of["aws_route_table_association"]
        }

    def _name(self, reference: Value) -> str:
        """The local name of what is referred to."""
        assert isinstance(reference, Ref), reference
        return self._resources[reference.address].name


def in_region(graph: Graph, module: str, type: str) -> list[Resource]:
    """The region's resources of this type."""
    return [one for one in graph.resources.values() if one.module == module and one.type == type]


def _ports(rule: Mapping[str, Value], protocol: str) -> Ports:
    if rule[protocol] in _EVERY_PROTOCOL:
        return _EVERY_PORT
    return int(str(rule["from_port"])), int(str(rule["to_port"]))


def _covers(ports: Ports, port: int) -> bool:
    return ports[0] <= port <= ports[1]
