"""
What a load balancer thinks of its targets: health checks in, states and routable targets out.

Elastic Load Balancing's own rules (User Guide, "Health checks for your target groups"): a newly registered target
is ``initial`` until **one** check succeeds, or until ``UnhealthyThresholdCount`` checks in a row fail; an unhealthy
one needs ``HealthyThresholdCount`` successes in a row. When fewer targets are healthy than the target group asks for,
the load balancer *fails open* and routes to the unhealthy ones as well.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar


class State(StrEnum):
    """A target's state, in the API's words."""

    INITIAL = "initial"
    HEALTHY = "healthy"
    UNHEALTHY = "unhealthy"
    DRAINING = "draining"
    UNUSED = "unused"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True)
class TargetHealth:
    """What ``DescribeTargetHealth`` says of one target; ``reason`` is "" when it is healthy."""

    state: str
    reason: str = ""
    description: str = ""


REGISTERING = TargetHealth(State.INITIAL, "Elb.RegistrationInProgress", "Target registration is in progress")
INITIAL = TargetHealth(State.INITIAL, "Elb.InitialHealthChecking", "Initial health checks in progress")
HEALTHY = TargetHealth(State.HEALTHY)
DRAINING = TargetHealth(State.DRAINING, "Target.DeregistrationInProgress", "Target deregistration is in progress")
NOT_REGISTERED = TargetHealth(State.UNUSED, "Target.NotRegistered", "Target is not registered to the target group")
NOT_IN_USE = TargetHealth(
    State.UNUSED, "Target.NotInUse", "Target group is not configured to receive traffic from the load balancer"
)
ZONE_NOT_ENABLED = TargetHealth(
    State.UNUSED,
    "Target.NotInUse",
    "Target is in an Availability Zone that is not enabled for the load balancer",
)
CHECKS_DISABLED = TargetHealth(State.UNAVAILABLE, "Target.HealthCheckDisabled", "Health checks are disabled")


@dataclass(frozen=True)
class Outcome:
    """How one health check ended; ``reason`` and ``description`` are those of the state it may lead to."""

    passed: bool
    reason: str = ""
    description: str = ""


PASSED = Outcome(True)
TIMED_OUT = Outcome(False, "Target.Timeout", "Request timed out")
FAILED = Outcome(False, "Target.FailedHealthChecks", "Health checks failed")


def answered(status: int, matcher: str) -> Outcome:
    """The outcome of a check that got an HTTP answer."""
    if matches(matcher, status):
        return PASSED
    return Outcome(False, "Target.ResponseCodeMismatch", f"Health checks failed with these codes: [{status}]")


def matches(matcher: str, status: int) -> bool:
    """Whether a status is among the matcher's: ``200``, ``200,202``, ``200-299``, or a mixture of them."""
    for part in matcher.split(","):
        first, _, last = part.strip().partition("-")
        if int(first) <= status <= int(last or first):
            return True
    return False


@dataclass(frozen=True, kw_only=True)
class HealthCheck:
    """A target group's settings; the defaults are those of an Application Load Balancer."""

    enabled: bool = True
    interval_seconds: float = 30
    timeout_seconds: float = 5
    healthy_threshold: int = 5
    unhealthy_threshold: int = 2
    matcher: str = "200"


@dataclass(frozen=True, kw_only=True)
class Checked:
    """
    What the checks of one registered target have shown so far.

    Attributes:
        successes: how many in a row, to the latest check.
        failures: likewise; one of the two is 0.
    """

    health: TargetHealth = REGISTERING
    successes: int = 0
    failures: int = 0

    @property
    def state(self) -> str:
        return self.health.state


def after_check(target: Checked, outcome: Outcome, check: HealthCheck) -> Checked:
    """The target as it stands when one more check has ended."""
    if outcome.passed:
        return _after_success(replace(target, successes=target.successes + 1, failures=0), check)
    return _after_failure(replace(target, successes=0, failures=target.failures + 1), outcome, check)


def after_early_check(target: Checked, outcome: Outcome, check: HealthCheck) -> Checked:
    """
    The target after a check outside its interval.

    AWS has none. Ours spare a laptop's user the wait for a new target's first success; a failure says nothing, since
    the target is granted its full intervals before it may be called unhealthy.
    """
    if target.state == State.INITIAL and outcome.passed:
        return after_check(target, outcome, check)
    return replace(target, health=INITIAL) if target.health == REGISTERING else target


def _after_success(target: Checked, check: HealthCheck) -> Checked:
    needed = check.healthy_threshold if target.state == State.UNHEALTHY else 1
    return replace(target, health=HEALTHY) if target.successes >= needed else target


def _after_failure(target: Checked, outcome: Outcome, check: HealthCheck) -> Checked:
    if target.state == State.UNHEALTHY or target.failures >= check.unhealthy_threshold:
        return replace(target, health=TargetHealth(State.UNHEALTHY, outcome.reason, outcome.description))
    return replace(target, health=INITIAL) if target.state == State.INITIAL else target


def shown(
    target: Checked, *, is_routed: bool, is_draining: bool, zone_enabled: bool, check: HealthCheck
) -> TargetHealth:
    """What the API says of a registered target, circumstances included."""
    if is_draining:
        return DRAINING
    if not is_routed:
        return NOT_IN_USE
    if not zone_enabled:
        return ZONE_NOT_ENABLED
    return target.health if check.enabled else CHECKS_DISABLED


@dataclass(frozen=True, kw_only=True)
class Enough:
    """``target_group_health.unhealthy_state_routing``: with fewer healthy targets the load balancer fails open."""

    count: int = 1
    percentage: float = 0


Key = TypeVar("Key", bound=Hashable)


def routable(
    targets: Mapping[Key, Checked], *, enough: Enough, is_gone: Callable[[Key], bool] = lambda _: False
) -> tuple[Key, ...]:
    """
    The targets that get new requests, in the order given.

    Failing open sends requests to unhealthy targets too, but to ``initial`` ones never: nobody has ever seen those
    answer. AWS is silent about them; here it means that the first requests of a rollout get 503, not 502.

    Args:
        targets: all registered targets, without the draining ones.
        is_gone: whether a target's process is known to be dead.
    """
    healthy = tuple(key for key, target in targets.items() if target.state == State.HEALTHY and not is_gone(key))
    is_enough = len(healthy) >= enough.count and 100 * len(healthy) >= enough.percentage * len(targets)
    if is_enough and healthy:
        return healthy
    return tuple(key for key, target in targets.items() if target.state != State.INITIAL and not is_gone(key))
