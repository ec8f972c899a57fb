"""One alarm as CloudWatch wants it."""

from __future__ import annotations

from aerostat.graph.families.alarm_targets import series
from aerostat.graph.families.destinations import actions
from aerostat.graph.names import label
from aerostat.graph.resource import Resource, Value
from aerostat.graph.scope import Scope
from aerostat.model import Alarm, Condition

_OF_BYTES = frozenset({"FreeStorageSpace", "FreeableMemory", "SwapUsage"})
_OF_LIVING = frozenset({"HealthyHostCount", "RunningTaskCount"})
_WORDS = {
    "GreaterThanThreshold": "above",
    "GreaterThanOrEqualToThreshold": "at or above",
    "LessThanThreshold": "below",
    "LessThanOrEqualToThreshold": "at or below",
}


def alarm(scope: Scope, one: Alarm) -> Resource:
    told = list[Value](actions(scope, one.severity))
    return Resource(
        type="aws_cloudwatch_metric_alarm",
        name=label(one.name),
        arguments={
            "alarm_name": scope.name(one.name),
            "alarm_description": one.description or _described(one),
            **(_share(scope, one) if one.condition.per else _single(scope, one)),
            "comparison_operator": one.condition.comparison,
            "threshold": one.condition.threshold,
            "evaluation_periods": one.condition.periods,
            "treat_missing_data": one.missing
            or ("breaching" if _is_count_of_living(one.condition) else "notBreaching"),
            **({"alarm_actions": told, "ok_actions": told} if told else {}),
            "tags": scope.tags(),
        },
        origin=f"monitoring.alarms.{one.name}",
    )


def _is_count_of_living(condition: Condition) -> bool:
    """Whether none at all shows as no data: CloudWatch hears nothing of a target group without targets."""
    return condition.comparison.startswith("LessThan") and condition.metric in _OF_LIVING


def _described(one: Alarm) -> str:
    """``web: HTTPCode_Target_5XX_Count (Sum) above 10 for 5 minutes``."""
    condition = one.condition
    metric = f"{condition.metric} / {condition.per}" if condition.per else condition.metric
    minutes = int(condition.period.total_seconds()) * condition.periods // 60
    subject = f"{one.on.partition('/')[2] or one.on}: " if one.on else ""
    threshold = _bytes if condition.metric in _OF_BYTES else _number
    bound = f"{_WORDS[condition.comparison]} {threshold(condition.threshold)}"
    return f"{subject}{metric} ({condition.statistic}) {bound} for {minutes} minute{'s' if minutes != 1 else ''}"


def _bytes(value: float) -> str:
    return f"{value / 2**30:.3g} GiB" if value >= 2**30 else f"{value / 2**20:.3g} MiB"


def _number(value: float) -> str:
    """Whole, with thousands apart."""
    return f"{value:,.0f}".replace(",", " ") if value == int(value) else f"{value:g}"


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
