"""What the shop's services logged, found with filter patterns as `aws logs filter-log-events` finds it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import boto3

from benchmarks.drill import Drill


@dataclass(frozen=True, kw_only=True)
class Logged:
    """One log event: milliseconds since the epoch, and the JSON document it is."""

    timestamp: int
    entry: dict[str, Any]


def logged(running: Drill, service: str, pattern: str) -> list[Logged]:
    """The events of a service that a filter pattern selects, the oldest first."""
    key = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    logs = boto3.client("logs", endpoint_url=running.cloud()["endpoint"], region_name="us-east-1", **key)
    groups = [one["logGroupName"] for one in logs.describe_log_groups()["logGroups"]]
    group = next(name for name in groups if name.endswith(service))
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group, filterPattern=pattern)
    events = [event for page in pages for event in page["events"]]
    found = [Logged(timestamp=event["timestamp"], entry=json.loads(event["message"])) for event in events]
    return sorted(found, key=lambda one: one.timestamp)
