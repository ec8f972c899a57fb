"""One alarm as CloudWatch wants it."""

from __future__ import annotations

from collections.abc import Sequence

from aerostat.graph.families.alarm_targets import Series, series
from aerostat.graph.families.destinations import actions
from aerostat.graph.names import label
from aerostat.graph.resource import Resource, Value
from aerostat.graph.scope import Scope
from aerostat.model import Alarm, Condition

_OF_BYTES = frozenset({"FreeStorageSpace", "FreeableMemory", "SwapUsage"})
_OF_EVENTS = frozenset({"Sum", "SampleCount"})
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
            **_measured(scope, one),
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


def _measured(scope: Scope, one: Alarm) -> dict[str, Value]:
    """A metric as it is; several nodes' metric, or a share, is what CloudWatch calls metric math."""
    if one.condition.per:
        return _share(scope, one)
    found = series(scope, one, one.condition.metric)
    return _single(one, found[0]) if len(found) == 1 else _of_nodes(one, found)


def _single(one: Alarm, found: Series) -> dict[str, Value]:
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


def _of_nodes(one: Alarm, found: Sequence[Series]) -> dict[str, Value]:
    """Events of all nodes together; of levels, that of the node that is worst off."""
    condition = one.condition
    worst = "MAX" if condition.comparison.startswith("Greater") else "MIN"
    ids = [f"node{number}" for number, _ in enumerate(found, 1)]
    expression = f"{'SUM' if condition.statistic in _OF_EVENTS else worst}([{', '.join(ids)}])"
    whole: dict[str, Value] = {"id": "nodes", "expression": expression, "label": one.name, "return_data": True}
    return {"metric_query": [whole, *(_query(one, *each, condition.metric) for each in zip(ids, found, strict=True))]}


def _share(scope: Scope, one: Alarm) -> dict[str, Value]:
    """One metric divided by another; of several nodes' together."""
    condition = one.condition
    operands, queries = [], []
    for id, metric in (("part", condition.metric), ("whole", condition.per)):
        found = series(scope, one, metric)
        ids = [id] if len(found) == 1 else [f"{id}{number}" for number, _ in enumerate(found, 1)]
        operands.append(id if len(found) == 1 else f"SUM([{', '.join(ids)}])")
        queries += [_query(one, *each, metric) for each in zip(ids, found, strict=True)]
    share: dict[str, Value] = {
        "id": "share",
        "expression": " / ".join(operands),
        "label": one.name,
        "return_data": True,
    }
    return {"metric_query": [share, *queries]}


def _query(one: Alarm, id: str, found: Series, metric: str) -> dict[str, Value]:
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
