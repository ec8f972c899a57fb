"""
Settings that Aerostat will know one day and does not know yet.

They are refused by name: a setting that is read and then ignored would be a promise broken in silence.
"""

from __future__ import annotations

from collections.abc import Mapping

from aerostat.blueprint.problem import KeyPath, Problem, subject

_LATER_SECTIONS = (
    "alarms", "approvals", "budget", "budgets", "cdn", "certificates", "dashboards", "disaster_recovery", "domain",
    "domains", "events", "functions", "monitoring", "notifications", "observability", "pipeline", "pipelines",
    "replicas", "scaling", "schedules", "search", "tables", "topics", "tracing", "waf",
)  # fmt: skip

LATER: Mapping[str, Mapping[str, str]] = {
    "": dict.fromkeys(_LATER_SECTIONS, "this section belongs to a later version of Aerostat"),
    "services": {
        "scaling": "`desired_count` says how many tasks run until then",
        "sidecars": "a service has one container until then",
        "schedule": "services run all the time until then",
        "alarms": "the circuit breaker watches deployments until then",
        "tracing": "logs are collected until then",
        "service_discovery": "services find each other through the load balancer until then",
        "spot": "tasks run on Fargate on demand until then",
        "architecture": "tasks run on x86_64 until then",
        "volumes": "tasks keep nothing on disk until then",
        "ephemeral_storage": "a task has Fargate's 20 GiB until then",
    },
    "services.deployment": dict.fromkeys(
        ("alarms", "bake_time", "canary", "linear", "hooks", "blue_green", "after", "test_route"),
        "deployments are ROLLING until then",
    ),
    "databases": {
        "replicas": "a database has one instance until then",
        "proxy": "services connect directly until then",
    },
    "caches": {"replicas": "a cache has one node until then", "multi_az": "a cache has one node until then"},
    "buckets": dict.fromkeys(
        ("lifecycle", "replication", "cdn", "public", "notifications"),
        "buckets are private and keep everything until then",
    ),
}
"""What was meant, by the kind of mapping it stands in, and what holds until it is there."""

LATER_STRATEGIES = frozenset({"BLUE_GREEN", "LINEAR", "CANARY"})


def not_yet(path: KeyPath, what: str, owner: KeyPath, reason: str) -> Problem:
    """The problem of a setting that is known, but not yet to this version."""
    where = "" if not owner else f" for {subject(owner)}"
    return Problem(
        id="not-yet-supported",
        path=path,
        mark="key",
        message=f"`{what}` is not supported yet{where}",
        reason=reason,
        suggestion="remove it; nothing of it would be done",
    )
