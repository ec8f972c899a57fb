"""What the parts of the ECS API share."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from localcloud.api import ApiError, Caller, Params, Service
from localcloud.clock import Clock
from localcloud.services.ecs import errors
from localcloud.services.ecs.names import DEFAULT_CLUSTER, Scope, last, scope_of
from localcloud.services.ecs.store import Record, Store


class Engine(Protocol):
    """What makes the records come true."""

    def wake(self, service_key: str) -> None:
        """A service's records have changed."""

    def launch(self, records: Sequence[Record]) -> None:
        """Start these new tasks, which are already in the store."""

    def stop_task(self, arn: str, *, code: str, reason: str) -> None:
        """A user wants this task to stop."""


class Landscape(Protocol):
    """What ECS asks other services before it accepts a request."""

    def is_routed(self, target_group_arn: str) -> bool | None:
        """Whether a target group belongs to a load balancer; None when there is no such target group."""

    def zones(self, scope: Scope, subnets: Sequence[str]) -> dict[str, str]:
        """Availability Zone by subnet. Raises ApiError for a subnet that does not exist."""

    def alarms_firing(self, scope: Scope, names: Sequence[str]) -> frozenset[str]:
        """Those of the CloudWatch alarms that are in ALARM now."""


class Part(Service):
    """Base of the parts of the API; :class:`localcloud.services.ecs.api.Ecs` is all of them."""

    name = "ecs"

    def __init__(self, store: Store, engine: Engine, landscape: Landscape, clock: Clock) -> None:
        self._store = store
        self._engine = engine
        self._landscape = landscape
        self._clock = clock

    def _cluster(self, caller: Caller, params: Params) -> tuple[Scope, str]:
        """The cluster a request is about; it must exist and be ACTIVE. "default" need not have been created."""
        scope, name = scope_of(caller), last(params.get("cluster") or DEFAULT_CLUSTER)
        cluster = self._store.cluster(scope, name)
        if cluster is None or cluster["status"] != "ACTIVE":
            raise errors.cluster_not_found()
        return scope, name


def page(items: Sequence[Any], params: Params, *, under: str, largest: int = 100) -> dict[str, Any]:
    """One page of ``items`` as ``{under: [...], "nextToken": ...}``."""
    size = params.get("maxResults") or largest
    if not 1 <= size <= largest:
        raise errors.invalid(f"maxResults must be between 1 and {largest}")
    start = _position(params.get("nextToken"))
    answer: dict[str, Any] = {under: list(items[start : start + size])}
    if start + size < len(items):
        answer["nextToken"] = base64.urlsafe_b64encode(str(start + size).encode()).decode()
    return answer


def _position(token: str | None) -> int:
    if not token:
        return 0
    try:
        return int(base64.urlsafe_b64decode(token))
    except (binascii.Error, ValueError) as error:
        raise errors.invalid("Invalid token.") from error


def unavailable(operation: str, why: str) -> Callable[[Part, Caller, Params], Any]:
    """An operation of ECS that this cloud refuses, saying why."""

    def refuse(_part: Part, _caller: Caller, _params: Params) -> Any:
        raise ApiError("UnsupportedFeatureException", f"{operation} is not served by this cloud: {why}")

    return refuse
