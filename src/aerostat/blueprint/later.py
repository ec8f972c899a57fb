"""
Settings that Aerostat will know one day and does not know yet, and settings that others call by another name.

The former are refused by name: a setting that is read and then ignored would be a promise broken in silence. For the
latter the finding says where the thing is written here.
"""

from __future__ import annotations

from collections.abc import Mapping

from aerostat.blueprint.problem import KeyPath, Problem, subject

LATER: Mapping[str, Mapping[str, str]] = {
    "": dict.fromkeys(
        ("approvals", "pipeline", "pipelines", "promotion", "tables"),
        "this section belongs to a later version of Aerostat",
    ),
    "services": {
        "sidecars": "a service has one container until then",
        "volumes": "tasks keep nothing on disk until then",
    },
    "services.deployment": dict.fromkeys(
        ("alarms", "bake_time", "canary", "linear", "hooks", "blue_green", "after", "test_route"),
        "deployments are ROLLING until then",
    ),
    "buckets": {"public": "a bucket's files reach the public through the `cdn`"},
}
"""What was meant, by the kind of mapping it stands in, and what holds until it is there."""

LATER_STRATEGIES = frozenset({"BLUE_GREEN", "LINEAR", "CANARY"})

ELSEWHERE: Mapping[str, Mapping[str, str]] = {
    "": {
        "alarms": "write it under `monitoring`",
        "certificates": "a `domain` comes with its certificate",
        "dashboards": "write `monitoring: {dashboard: true}`",
        "disaster_recovery": "give `regions` a role: `{us-east-1: active, eu-west-1: warm_standby}`",
        "dns": "write `domain: shop.example.com`",
        "events": "an event goes to a topic (`topics`), a time is a schedule (`schedules`)",
        "lambdas": "call it `functions`",
        "notifications": "write it under `monitoring` as `notify`",
        "observability": "call it `monitoring`",
        "replicas": "write it under a database",
        "scaling": "write it under a service",
        "vpc": "call it `network`",
        "xray": "call it `tracing`",
    },
    "services": {
        "alarms": "write it under the section `monitoring`",
        "schedule": "write it in the section `schedules`",
        "service_discovery": "call it `discovery`",
    },
    "databases": {"backups": "write `backup_retention: 7d`, or the section `backups` for AWS Backup"},
    "caches": {"multi_az": "write `replicas: 1`: it then fails over to another zone"},
    "buckets": {
        "cdn": "write a behavior with this bucket under the section `cdn`",
        "notifications": "write a trigger under a function: `{bucket: uploads, events: [created]}`",
    },
}
"""Where else a setting is written, by the kind of mapping it was looked for in."""


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
