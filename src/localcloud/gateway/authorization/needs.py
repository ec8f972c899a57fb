"""What a request needs: the permissions that the gateway asks for before an operation is carried out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

Params = Mapping[str, Any]
#: Condition keys that belong to one operation, in lower case.
Keys = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Need:
    """
    One permission.

    Attributes:
        action: ``sqs:SendMessage``.
        resources: ARNs, each of which must be allowed; "*" where the action knows no resource.
    """

    action: str
    resources: tuple[str, ...] = ("*",)
    keys: Keys = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """Where a request was sent: the account that asks, and the region."""

    account: str
    region: str

    def arn(self, service: str, resource: str, *, account: str = "") -> str:
        return f"arn:aws:{service}:{self.region}:{account or self.account}:{resource}"


class Directory(Protocol):
    """What must be looked up to know which resource a request means."""

    def secret(self, place: Place, identifier: str) -> str | None:
        """The ARN of a secret by its name or part of its ARN."""

    def key(self, place: Place, identifier: str) -> str | None:
        """The ARN of a key of KMS by its id or alias."""

    def own_key(self, place: Place, identifier: str) -> str | None:
        """The same for a key of the customer's own; None for AWS's (``alias/aws/…``), and for "" ."""

    def key_of(self, place: Place, resource: str) -> str | None:
        """The ARN of the customer's own key that encrypts a queue, topic, secret, parameter, or objects of a bucket."""

    def identities(self, place: Place) -> Sequence[str]:
        """The domains and addresses from which SES may send."""

    def path(self, account: str, kind: str, name: str) -> str:
        """The path of a role, user, group or instance profile: ``/`` or ``/team/``."""

    def associated(self, place: Place, association: str) -> Sequence[str]:
        """The ids of what one of EC2's associations joins: of a route table, an elastic IP or a network ACL."""

    def prefix_list(self, place: Place, id: str) -> str | None:
        """The ARN of a managed prefix list: those of AWS belong to an account ``aws``."""

    def boundary(self, account: str, kind: str, name: str) -> str | None:
        """The ARN of the permissions boundary of a role or user; None when it has none, or is none."""

    def scalable_target(self, place: Place, namespace: str, resource_id: str, dimension: str) -> str | None:
        """The ARN of what Application Auto Scaling scales; None when it does not know it yet."""

    def roles_of_task_definition(self, place: Place, name: str) -> Sequence[str]:
        """The ARNs of the roles that a task definition passes to ECS."""


def listed(value: Any) -> list[Any]:
    """A value as a list: itself, one in it, or none."""
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]
