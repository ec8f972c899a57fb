"""One alarm as CloudWatch wants it."""

from __future__ import annotations

from aerostat.graph.families.alarm_targets import series
from aerostat.graph.families.destinations import actions
from aerostat.graph.names import label
from aerostat.graph.resource import Resource, Value
from aerostat.graph.scope import Scope
from aerostat.model import Alarm, Condition


def alarm(scope: Scope, one: Alarm) -> Resource:
    told = list[Value](actions(scope, one.severity))
    return Resource(
        type="aws_cloudwatch_metric_alarm",
        name=label(one.name),
        arguments={
            "alarm_name": scope.name(one.name),
            "alarm_description": one.description or _described(one),
            "comparison_operator": one.condition.comparison,
            "threshold": one.condition.threshold,
            "evaluation_periods": one.condition.periods,
            "treat_missing_data": "notBreaching",
            **(_share(scope, one) if one.condition.per else _single(scope, one)),
            "alarm_actions": told,
            "ok_actions": told,
            "tags": scope.tags(),
        },
        origin=f"monitoring.alarms.{one.name}",
    )


def _described(one: Alarm) -> str:
    condition = one.condition
    metric = f"{condition.metric} / {condition.per}" if condition.per else condition.metric
    minutes = int(condition.period.total_seconds()) * condition.periods // 60
    subject = f"{one.on}: " if one.on else ""
    return f"{subject}{metric} {condition.comparison} {condition.threshold:g} for {minutes} min ({one.severity})"


def _single(scope: Scope, one: Alarm) -> dict[str, Value]:
    found = series(scope, one, one.condition.metric)
    return {
        "namespace": found.namespace,
        "metric_name": one.condition.metric,
        "dimensions": found.dimensions,
        "period": int(one.condition.period.total_seconds()),
        **_statistic(one.condition),
    }


def _statistic(condition: Condition) -> dict[str, Value]:
    if condition.statistic.startswith("p"):
        return {"extended_statistic": condition.statistic}
    return {"statistic": condition.statistic}


def _share(scope: Scope, one: Alarm) -> dict[str, Value]:
    """One metric divided by another, which CloudWatch calls metric math."""
    return {
        "metric_query": [
            {"id": "share", "expression": "part / whole", "label": one.name, "return_data": True},
            _query(scope, one, "part", one.condition.metric),
            _query(scope, one, "whole", one.condition.per),
        ]
    }


def _query(scope: Scope, one: Alarm, id: str, metric: str) -> dict[str, Value]:
    found = series(scope, one, metric)
    return {
        "id": id,
        "metric": {
            "namespace": found.namespace,
            "metric_name": metric,
            "dimensions": found.dimensions,
            "period": int(one.condition.period.total_seconds()),
            "stat": one.condition.statistic,
        },
    }
