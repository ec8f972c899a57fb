"""Composite alarms: moto keeps and shows them, only the operation that makes them is not wired up."""

from __future__ import annotations


def correct() -> None:
    from moto.cloudwatch.responses import CloudWatchResponse

    CloudWatchResponse.put_composite_alarm = CloudWatchResponse.put_metric_alarm
