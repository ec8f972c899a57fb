"""Alarms with their destinations, metrics counted from logs, a dashboard, and what X-Ray traces."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph.families.alarm_targets import watched
from aerostat.graph.families.alarms import alarm
from aerostat.graph.families.dashboard import dashboard
from aerostat.graph.families.default_alarms import alarms
from aerostat.graph.families.destinations import destinations
from aerostat.graph.families.log_groups import log_group
from aerostat.graph.names import label
from aerostat.graph.resource import Resource, Value
from aerostat.graph.scope import Scope
from aerostat.model import Function, MetricFilter, SamplingRule, Service

_LONGEST_RULE_NAME = 32
#: X-Ray takes the first rule that fits, in the order of these numbers; its own default is 10000.
_FIRST_PRIORITY = 100


def observability(scope: Scope) -> Iterator[Resource]:
    if scope.is_local:
        return
    told = [each for one in alarms(scope) for each in watched(scope, one)]
    if told or scope.runs:
        yield from destinations(scope)
    for each in told:
        yield alarm(scope, each)
    if not scope.runs:
        return
    for metric in scope.environment.monitoring.metrics.values():
        for source in metric.on:
            yield _metric_filter(scope, metric, source)
    if scope.environment.monitoring.dashboard:
        yield dashboard(scope)
    for number, rule in enumerate(scope.environment.monitoring.sampling):
        yield _sampling_rule(scope, number, rule)


def _metric_filter(scope: Scope, metric: MetricFilter, name: str) -> Resource:
    """One log's part of the metric."""
    environment = scope.environment
    source: Service | Function = (
        environment.services[name] if name in environment.services else environment.functions[name]
    )
    several = len(metric.on) > 1
    return Resource(
        type="aws_cloudwatch_log_metric_filter",
        name=label(metric.name, name if several else ""),
        arguments={
            "name": scope.name(metric.name, scope.kept(name) if several else ""),
            "log_group_name": log_group(source, "name"),
            "pattern": metric.pattern,
            "metric_transformation": {
                "name": metric.name,
                "namespace": scope.name(),
                "value": metric.value,
                "unit": metric.unit,
                **_or_nothing(metric),
            },
        },
        origin=f"monitoring.metrics.{metric.name}",
    )


def _or_nothing(metric: MetricFilter) -> dict[str, Value]:
    """Zero for a minute without such events; CloudWatch takes no default for what is told apart by fields."""
    if metric.dimensions:
        return {"dimensions": dict(metric.dimensions)}
    return {} if metric.value.startswith("$") else {"default_value": "0"}


def _sampling_rule(scope: Scope, number: int, rule: SamplingRule) -> Resource:
    return Resource(
        type="aws_xray_sampling_rule",
        name=label(rule.name),
        arguments={
            "rule_name": scope.name(rule.name, limit=_LONGEST_RULE_NAME),
            "priority": _FIRST_PRIORITY + number,
            "version": 1,
            "reservoir_size": 1,
            "fixed_rate": rule.rate,
            "http_method": rule.method,
            "url_path": rule.path,
            "service_name": rule.service,
            "service_type": "*",
            "host": "*",
            "resource_arn": "*",
            "tags": scope.tags(),
        },
        origin="tracing",
    )
