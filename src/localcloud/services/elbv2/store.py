"""
The records of Elastic Load Balancing, in the wire shape of botocore's model, by ARN.

Each document is ``{"record": what Describe… answers, "attributes": {...}, "tags": {...}}``. What follows from other
records (which load balancers use a target group, where a load balancer can be reached) is worked out when asked for
and never stored.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from threading import RLock
from typing import Any

from localcloud.api import ApiError, Caller, Params
from localcloud.journal.tables import Document, Journal, Table

_HEX_DIGITS = 16


class Store:
    """All load balancers, listeners, rules and target groups of a cloud; ``lock`` makes several changes one."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.lock = RLock()

    @property
    def load_balancers(self) -> Table:
        return self.journal.table("elbv2/load-balancers")

    @property
    def listeners(self) -> Table:
        return self.journal.table("elbv2/listeners")

    @property
    def rules(self) -> Table:
        return self.journal.table("elbv2/rules")

    @property
    def target_groups(self) -> Table:
        return self.journal.table("elbv2/target-groups")

    def load_balancer(self, arn: str) -> Document:
        return self.load_balancers.get(arn) or _missing("LoadBalancerNotFound", f"Load balancer '{arn}' not found")

    def listener(self, arn: str) -> Document:
        return self.listeners.get(arn) or _missing("ListenerNotFound", f"Listener '{arn}' not found")

    def rule(self, arn: str) -> Document:
        return self.rules.get(arn) or _missing("RuleNotFound", f"Rule '{arn}' not found")

    def target_group(self, arn: str) -> Document:
        return self.target_groups.get(arn) or _missing("TargetGroupNotFound", f"Target groups '{arn}' not found")

    def listeners_of(self, load_balancer_arn: str) -> list[Document]:
        listeners = self.listeners.values()
        return [one for one in listeners if one["record"]["LoadBalancerArn"] == load_balancer_arn]

    def rules_of(self, listener_arn: str) -> list[Document]:
        return [one for one in self.rules.values() if one["listener"] == listener_arn]

    def delete_listener(self, arn: str) -> None:
        """Delete a listener with its rules."""
        for rule in self.rules_of(arn):
            self.rules.delete(rule["record"]["RuleArn"])
        self.listeners.delete(arn)

    def users_of(self, target_group_arn: str) -> list[str]:
        """ARNs of the load balancers whose rules forward to a target group."""
        users: dict[str, None] = {}
        for rule in self.rules.values():
            if target_group_arn in target_groups_of(rule["record"]["Actions"]):
                users[self.listener(rule["listener"])["record"]["LoadBalancerArn"]] = None
        return list(users)


def _missing(code: str, message: str) -> Document:
    raise ApiError(code, message)


def target_groups_of(actions: Sequence[Params]) -> Iterator[str]:
    """ARNs of the target groups that actions forward to."""
    for action in actions:
        if arn := action.get("TargetGroupArn"):
            yield arn
        for group in action.get("ForwardConfig", {}).get("TargetGroups", ()):
            yield group["TargetGroupArn"]


def new_id() -> str:
    """The hexadecimal number at the end of an ARN."""
    return secrets.token_hex(_HEX_DIGITS // 2)


def prefix(caller: Caller) -> str:
    """How ARNs of the caller's account and region start."""
    partition = {"cn": "aws-cn", "us-gov": "aws-us-gov"}.get(caller.region.rsplit("-", 2)[0], "aws")
    return f"arn:{partition}:elasticloadbalancing:{caller.region}:{caller.account}:"


def own(table: Table, caller: Caller) -> list[Document]:
    """The caller's documents of a table."""
    start = prefix(caller)
    return [document for key, document in table.items() if key.startswith(start)]


def page(items: Sequence[Any], params: Params, *, under: str) -> dict[str, Any]:
    """One page of an answer, by ``PageSize`` and ``Marker``."""
    size = int(params.get("PageSize", 400))
    try:
        start = int(params.get("Marker") or 0)
    except ValueError as error:
        raise ApiError("ValidationError", f"'{params['Marker']}' is not a valid marker") from error
    answer: dict[str, Any] = {under: list(items[start : start + size])}
    if start + size < len(items):
        answer["NextMarker"] = str(start + size)
    return answer


def wanted(
    items: Sequence[Document], names: Sequence[str], key: Callable[[Document], str], error: str
) -> list[Document]:
    """
    The documents with these names, or all when none is asked for.

    Raises:
        ApiError: ``error``, when one is not there.
    """
    if not names:
        return list(items)
    known = {key(item): item for item in items}
    if missing := [name for name in names if name not in known]:
        kind = {"LoadBalancerNotFound": "Load balancers", "TargetGroupNotFound": "Target groups"}.get(error)
        what = f"{kind} '[{', '.join(missing)}]' not found" if kind else f"One or more {_PLURALS[error]} not found"
        raise ApiError(error, what)
    return [known[name] for name in names]


_PLURALS = {"ListenerNotFound": "listeners", "RuleNotFound": "rules"}
