"""What is there now: services with their tasks and targets, in one value that views can show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aerostat.delivery.release import revision
from aerostat.delivery.services import live_service

Record = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class ServiceStatus:
    """
    One service.

    Attributes:
        rollout: state and reason of the primary deployment, in ECS's words.
        targets: how many targets are in each state (``healthy``, ``draining`` …); empty without a load balancer.
        events: the newest events, newest first.
    """

    name: str
    exists: bool
    revision: str = ""
    desired: int = 0
    running: int = 0
    pending: int = 0
    rollout: str = ""
    reason: str = ""
    targets: Mapping[str, int] | None = None
    events: Sequence[tuple[datetime, str]] = ()

    @property
    def is_well(self) -> bool:
        """As many tasks as wanted run, no rollout is under way, and every target of theirs is healthy."""
        if not self.exists or self.running < self.desired or self.rollout not in ("COMPLETED", ""):
            return False
        return self.targets is None or self.targets.get("healthy", 0) >= self.desired


def service_status(ecs: Any, elbv2: Any, *, name: str, cluster: str, service: str) -> ServiceStatus:
    """Look at one service. A cluster or service that is not there is a status, not an error."""
    live = live_service(ecs, cluster=cluster, service=service)
    if live is None:
        return ServiceStatus(name=name, exists=False)
    primary: Record = next((one for one in live["deployments"] if one["status"] == "PRIMARY"), {})
    return ServiceStatus(
        name=name,
        exists=True,
        revision=revision(live["taskDefinition"]),
        desired=live["desiredCount"],
        running=live["runningCount"],
        pending=live["pendingCount"],
        rollout=primary.get("rolloutState", ""),
        reason=primary.get("rolloutStateReason", ""),
        targets=_targets(elbv2, live),
        events=[(one["createdAt"], one["message"]) for one in live.get("events", ())[:10]],
    )


def _targets(elbv2: Any, service: Record) -> Mapping[str, int] | None:
    groups = [one["targetGroupArn"] for one in service.get("loadBalancers", ()) if "targetGroupArn" in one]
    if not groups:
        return None
    return Counter(
        one["TargetHealth"]["State"]
        for group in groups
        for one in elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    )
