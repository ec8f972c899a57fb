"""EC2's ids: each says of which type its resource is, wherever among the parameters it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from localcloud.gateway.authorization.needs import Directory, Params, Place, listed

#: By what stands before the hyphen; the types are those of AWS's service authorization reference.
_TYPES: Mapping[str, str] = {
    "acl": "network-acl",
    "ami": "image",
    "cgw": "customer-gateway",
    "dopt": "dhcp-options",
    "eigw": "egress-only-internet-gateway",
    "eipalloc": "elastic-ip",
    "eni": "network-interface",
    "fl": "vpc-flow-log",
    "i": "instance",
    "igw": "internet-gateway",
    "lt": "launch-template",
    "nat": "natgateway",
    "pcx": "vpc-peering-connection",
    "pl": "prefix-list",
    "rtb": "route-table",
    "sg": "security-group",
    "sgr": "security-group-rule",
    "snap": "snapshot",
    "subnet": "subnet",
    "vgw": "vpn-gateway",
    "vol": "volume",
    "vpc": "vpc",
    "vpce": "vpc-endpoint",
    "vpce-svc": "vpc-endpoint-service",
}
#: Who knows an association, by what its id begins with: an operation, and its filter.
ASSOCIATIONS: Mapping[str, tuple[str, str]] = {
    "aclassoc": ("DescribeNetworkAcls", "association.association-id"),
    "eipassoc": ("DescribeAddresses", "association-id"),
    "rtbassoc": ("DescribeRouteTables", "association.route-table-association-id"),
}
_ID = re.compile(r"([a-z]+(?:-[a-z]+)*)-[0-9a-f]{8,}")


def by_type(params: Params) -> dict[str, list[str]]:
    """The ids among the parameters, each once, by the type of what they name."""
    found: dict[str, list[str]] = {}
    for value in _texts(params):
        match = _ID.fullmatch(value)
        if match and match[1] in _TYPES:
            ids = found.setdefault(_TYPES[match[1]], [])
            if value not in ids:
                ids.append(value)
    return found


def with_associated(params: Params, place: Place, directory: Directory) -> Params:
    """The parameters and, where one names an association, what it associates."""
    given = [value for name, value in params.items() if name.endswith("AssociationId") and isinstance(value, str)]
    found = [id for one in given for id in directory.associated(place, one)]
    return {**params, "Associated": found} if found else params


def associated(association: str, answer: Any) -> Iterator[str]:
    """The ids that stand beside an association in the answer of whoever knows it."""
    if isinstance(answer, Mapping):
        if association in answer.values():
            yield from (id for ids in by_type(answer).values() for id in ids)
        answer = list(answer.values())
    for one in answer if isinstance(answer, list) else ():
        yield from associated(association, one)


def tagged_types(params: Params) -> list[str]:
    """The types that are given tags while they are made (``TagSpecifications``)."""
    return [str(one.get("ResourceType", "")) for one in specifications(params) if one.get("Tags")]


def specifications(params: Params) -> Iterator[Mapping[str, Any]]:
    """The request's tags, by the type of what gets them."""
    for one in listed(params.get("TagSpecifications") or params.get("TagSpecification")):
        if isinstance(one, Mapping):
            yield one


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, one in value.items():
            if name not in ("Tags", "TagSpecifications", "Filters"):
                yield from _texts(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _texts(one)
