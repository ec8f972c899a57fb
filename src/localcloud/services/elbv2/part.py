"""What the parts of the service share: records, traffic, and the other services of the cloud."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Protocol, TypeVar

from localcloud.api import Answer, ApiError, Caller, Params, Service
from localcloud.behaviour.target_health import TargetHealth
from localcloud.services.elbv2.store import Store
from localcloud.services.neighbours import Neighbours

Target = tuple[str, int]
"""A target's address and port, as registered."""


class PortTaken(Exception):
    """A listener's port cannot be had on this machine; the message says which, why, and who has it."""


class Traffic(Protocol):
    """What really balances load."""

    def host_of(self, load_balancer_arn: str) -> str:
        """The address at which a load balancer can be reached, the port included when it is not the listener's."""

    def has_room(self) -> bool:
        """Whether this machine can take one more listener or target group."""

    def refresh(self) -> None:
        """Records have changed: make traffic follow."""

    def open(self, listener_arn: str) -> None:
        """
        Return when a new listener accepts connections.

        Raises:
            PortTaken: it cannot.
        """

    def forget(self, load_balancer_arn: str) -> None:
        """A load balancer was deleted."""

    def forget_group(self, target_group_arn: str) -> None:
        """A target group was deleted."""

    def group_changed(self, target_group_arn: str) -> None:
        """A target group's health check or attributes have changed."""

    def register(self, target_group_arn: str, address: str, port: int, zone: str = "") -> None: ...

    def deregister(self, target_group_arn: str, address: str, port: int) -> None: ...

    def health(self, target_group_arn: str) -> Mapping[Target, TargetHealth]: ...

    def zone_of(self, target_group_arn: str, target: Target) -> str: ...


class Part(Service):
    """Base of the parts. ``name`` is botocore's service name."""

    name = "elbv2"

    def __init__(self, store: Store, traffic: Traffic, neighbours: Neighbours) -> None:
        self.store = store
        self.traffic = traffic
        self.neighbours = neighbours


P = TypeVar("P", bound=Part)


def changes_records(operation: Callable[[P, Caller, Params], Answer]) -> Callable[[P, Caller, Params], Answer]:
    """One such operation at a time; traffic follows when it has succeeded."""

    @wraps(operation)
    def exclusive(self: P, caller: Caller, params: Params) -> Answer:
        with self.store.lock:
            answer = operation(self, caller, params)
            self.traffic.refresh()
            return answer

    return exclusive


def no_room(code: str) -> ApiError:
    """The refusal of what this machine, unlike AWS, cannot take."""
    return ApiError(
        code,
        "this machine lets no more files be watched, and load balancers need one for each listener and target group; "
        "raise the limit: sudo sysctl fs.inotify.max_user_instances=1024",
    )


def not_simulated(what: str, instead: str) -> ApiError:
    """The refusal of something that AWS has and this cloud has not."""
    return ApiError("NotImplemented", f"The local cloud does not have {what}. {instead}")


def validation_error(message: str) -> ApiError:
    return ApiError("ValidationError", message)
