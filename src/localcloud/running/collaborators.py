"""What running tasks need from other rooms. Each is as small as the need; the rooms' own objects simply fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from localcloud.api import Caller
from localcloud.running.images import PulledImage


class Images(Protocol):
    """Where images come from."""

    def pull(self, reference: str) -> PulledImage:
        """Raises :class:`localcloud.running.images.CannotPull`."""

    def collect(self, in_use: Iterable[str]) -> None:
        """Forget images that are not among these digests, but for the last few."""


class TargetState(Protocol):
    """What a load balancer thinks of one target, in ELB's words."""

    @property
    def state(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def description(self) -> str: ...


class TargetGroups(Protocol):
    """The load balancers, as the ECS scheduler uses them."""

    def register(self, target_group_arn: str, address: str, port: int, zone: str = "") -> None: ...

    def deregister(self, target_group_arn: str, address: str, port: int) -> None: ...

    def health(self, target_group_arn: str) -> Mapping[tuple[str, int], TargetState]: ...

    def gone(self, address: str, port: int) -> None:
        """The process behind an address has died: route nothing there from this moment."""

    def subscribe(self, callback: Callable[[], None]) -> None:
        """Call when the health of any target changes."""


class LogSink(Protocol):
    """CloudWatch Logs, as the ``awslogs`` driver uses it."""

    def group_exists(self, account: str, region: str, group: str) -> bool: ...

    def append(self, account: str, region: str, group: str, stream: str, events: Sequence[tuple[int, str]]) -> None:
        """Events are (milliseconds since the epoch, text)."""


class SecretUnavailable(Exception):
    """A secret or parameter that cannot be had; the text is the task's ``stoppedReason``."""


class SecretReader(Protocol):
    """Secrets Manager and Parameter Store, as the execution role would read them."""

    def read(self, account: str, region: str, value_from: str) -> str:
        """Raises :class:`SecretUnavailable`. ``value_from`` is as in a container definition's ``secrets``."""


@dataclass(frozen=True, kw_only=True)
class Subnet:
    identifier: str
    zone: str
    cidr: str
    vpc: str = ""


class Network(Protocol):
    """EC2's subnets."""

    def subnet(self, account: str, region: str, identifier: str) -> Subnet | None: ...


class RoleCredentials(Protocol):
    """STS."""

    def assume(self, account: str, region: str, role: str, session: str) -> Mapping[str, Any]:
        """``Credentials`` of AssumeRole."""


class Permissions(Protocol):
    """IAM, asked before something is done as somebody."""

    def demand(
        self, caller: Caller, service: str, operation: str, params: Mapping[str, Any], *, source_arn: str = ""
    ) -> None:
        """
        Args:
            service: IAM's prefix, ``secretsmanager``.
            source_arn: of the resource for which a service asks.

        Raises:
            ApiError: IAM is enforced, and no policy allows it.
        """


class EverythingAllowed:
    """Permissions that nobody enforces."""

    def demand(
        self, caller: Caller, service: str, operation: str, params: Mapping[str, Any], *, source_arn: str = ""
    ) -> None:
        """Anybody may do anything."""
