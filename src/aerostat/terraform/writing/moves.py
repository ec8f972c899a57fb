"""
Resources that keep their identity and change their address: Terraform must be told, or it destroys and makes anew.

Who a resource is follows from what AWS knows it by: its type with its name, or with whom it belongs to. A ledger
beside the project remembers the address that each had; where the graph now gives another, a ``moved`` block says so.
Old ones stay, for states that have not seen them yet.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, ValidationError

from aerostat.graph import Json, Ref, Resource, Text, Value
from aerostat.terraform.writing.syntax import Attribute, Block, Item, Raw, paragraphs
from aerostat.terraform.writing.wiring import Wiring

LEDGER_FILE = ".aerostat-addresses.json"

_FORMAT = 1

_SECURITY_GROUP_RULE = (
    "security_group_id",
    "ip_protocol",
    "from_port",
    "to_port",
    "cidr_ipv4",
    "cidr_ipv6",
    "prefix_list_id",
    "referenced_security_group_id",
)

#: What AWS knows resources by, where it is not the first of ``_NAMES``.
_IDENTITIES: Mapping[str, tuple[str, ...]] = {
    "aws_iam_role_policy": ("role", "name"),
    "aws_iam_role_policy_attachment": ("role", "policy_arn"),
    "aws_lb_listener": ("load_balancer_arn", "port"),
    "aws_lb_listener_rule": ("listener_arn", "priority"),
    "aws_route": ("route_table_id", "destination_cidr_block"),
    "aws_route53_record": ("zone_id", "name", "type", "set_identifier"),
    "aws_route_table_association": ("subnet_id",),
    "aws_subnet": ("vpc_id", "cidr_block"),
    "aws_nat_gateway": ("subnet_id",),
    "aws_vpc_security_group_ingress_rule": _SECURITY_GROUP_RULE,
    "aws_vpc_security_group_egress_rule": _SECURITY_GROUP_RULE,
    "aws_appautoscaling_target": ("service_namespace", "resource_id", "scalable_dimension"),
    "aws_ecs_service": ("cluster", "name"),
    "aws_secretsmanager_secret_version": ("secret_id",),
    "aws_ecr_lifecycle_policy": ("repository",),
    "aws_sqs_queue_policy": ("queue_url",),
    "aws_sqs_queue_redrive_allow_policy": ("queue_url",),
    "aws_sns_topic_policy": ("arn",),
    "aws_sns_topic_subscription": ("topic_arn", "protocol", "endpoint"),
    "aws_cloudwatch_log_metric_filter": ("log_group_name", "name"),
    "aws_cloudwatch_log_subscription_filter": ("log_group_name", "name"),
    "aws_cloudwatch_log_resource_policy": ("policy_name",),
    "aws_db_proxy_default_target_group": ("db_proxy_name",),
    "aws_db_proxy_target": ("db_proxy_name", "target_group_name", "db_instance_identifier"),
}
_NAMES = (
    "name",
    "identifier",
    "cluster_identifier",
    "replication_group_id",
    "family",
    "bucket",
    "function_name",
    "domain_name",
    "alarm_name",
    "dashboard_name",
    "table_name",
    "domain",
    "email",
)


@dataclass(frozen=True)
class Ledger:
    """
    What the project said when it was last written.

    Attributes:
        addresses: Terraform's address by identity; of what is gone, the last one.
        moved: every move so far, from address to address.
    """

    addresses: Mapping[str, str] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)


class _LedgerOnDisk(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    addresses: dict[str, str]
    moved: dict[str, str]


def moves(previous: Ledger, wiring: Wiring) -> Ledger:
    """The ledger after this graph: its addresses, and the moves that states of any age need to get there."""
    addresses = identities(wiring)
    there = set(wiring.addresses.values())
    moved = _without_revived(previous.moved, there)
    for identity, address in addresses.items():
        before = previous.addresses.get(identity, address)
        if before != address and before not in there:
            # Terraform takes one source for each target: the newest is the one that states have.
            moved = {start: end for start, end in moved.items() if end != address} | {before: address}
    # What is gone may only have been planned away, and come back under another address.
    gone = {identity: address for identity, address in previous.addresses.items() if address not in there}
    return Ledger({**gone, **addresses}, {start: end for start, end in moved.items() if _leads_on(start, moved, there)})


def identities(wiring: Wiring) -> Mapping[str, str]:
    """Address by identity, for each managed resource that has an identity of its own."""
    known = _Identities(wiring)
    found: dict[str, list[str]] = {}
    for address, resource in wiring.graph.resources.items():
        if resource.mode == "managed" and (identity := known.of(address)):
            found.setdefault(identity, []).append(wiring.addresses[address])
    return {identity: addresses[0] for identity, addresses in found.items() if len(addresses) == 1}


def _without_revived(moved: Mapping[str, str], there: set[str]) -> dict[str, str]:
    """The moves without those from addresses that something has again; what led there leads on to where they led."""
    kept = dict(moved)
    for address in there & kept.keys():
        end = kept.pop(address)
        kept = {start: end if target == address else target for start, target in kept.items()}
    return {start: end for start, end in kept.items() if start != end}


def _leads_on(start: str, moved: Mapping[str, str], there: set[str]) -> bool:
    """Whether the moves from an address end at one that exists."""
    seen, address = {start}, moved[start]
    while address not in there:
        if address in seen or address not in moved:
            return False
        seen.add(address)
        address = moved[address]
    return True


def moved_blocks(ledger: Ledger) -> tuple[Item, ...]:
    return paragraphs(
        *([Block("moved", (), (Attribute("from", Raw(a)), Attribute("to", Raw(b))))] for a, b in ledger.moved.items())
    )


def ledger_text(ledger: Ledger) -> str:
    document = {"format": _FORMAT, "addresses": dict(ledger.addresses), "moved": dict(ledger.moved)}
    return json.dumps(document, indent=2) + "\n"


def parsed_ledger(text: str) -> Ledger:
    """
    Raises:
        ValueError: this is no ledger, or one of a later Aerostat.
    """
    try:
        document = _LedgerOnDisk.model_validate_json(text)
    except ValidationError as error:
        raise ValueError(str(error).splitlines()[0]) from error
    if document.format != _FORMAT:
        raise ValueError(f"its format is {document.format}, and this Aerostat knows {_FORMAT}")
    return Ledger(document.addresses, document.moved)


class _Identities:
    """Identities of the resources of one graph; those of what they belong to are part of them."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._known: dict[str, str] = {}

    def of(self, address: str) -> str:
        """Empty for a resource that nothing but its address tells from others."""
        if address not in self._known:
            # A resource that comes round to itself has no identity from above.
            self._known[address] = ""
            self._known[address] = self._made(self._wiring.graph.resources[address])
        return self._known[address]

    def _made(self, resource: Resource) -> str:
        names = _IDENTITIES.get(resource.type) or tuple(name for name in _NAMES if name in resource.arguments)[:1]
        known = [resource.arguments[name] for name in names if name in resource.arguments]
        texts = ["".join(self._parts(value)) for value in known]
        if not texts:
            texts = [f"from {resource.origin}"] if resource.origin else []
        if not texts or not all(texts):
            return ""
        return " ".join([self._wiring.module(resource.module), resource.type, *texts])

    def _parts(self, value: Value) -> Iterator[str]:
        match value:
            case Ref(address):
                is_managed = self._wiring.graph.resources[address].mode == "managed"
                identity = self.of(address) if is_managed else address
                yield f"({identity or address})"
            case Text(parts):
                for part in parts:
                    yield from self._parts(part)
            case Json(inner):
                yield from self._parts(inner)
            case _:
                yield str(value)
