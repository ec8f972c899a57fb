"""The dashboard: latency, volume, errors, resources, health of tasks and stores, one row for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from aerostat.graph.families.alarm_targets import is_here, series
from aerostat.graph.resource import Json, Resource, Value
from aerostat.graph.scope import Scope
from aerostat.model import Alarm, Condition, Environment

#: CloudWatch's grid is 24 columns wide.
_WIDTH, _HEIGHT, _COLUMNS = 8, 6, 3


@dataclass(frozen=True, kw_only=True)
class _Line:
    """One line of a chart: a metric of something, by a statistic."""

    on: str
    metric: str
    statistic: str


@dataclass(frozen=True, kw_only=True)
class _Chart:
    title: str
    lines: Sequence[_Line]


def dashboard(scope: Scope) -> Resource:
    charts = [_Chart(title=chart.title, lines=_of_here(scope, chart)) for chart in _charts(scope.environment)]
    shown = [chart for chart in charts if chart.lines]
    body: dict[str, Value] = {"widgets": [_widget(scope, number, chart) for number, chart in enumerate(shown)]}
    return Resource(
        type="aws_cloudwatch_dashboard",
        name="main",
        arguments={"dashboard_name": scope.worldwide(), "dashboard_body": Json(body)},
        origin="monitoring.dashboard",
    )


def _of_here(scope: Scope, chart: _Chart) -> list[_Line]:
    return [line for line in chart.lines if is_here(scope, line.on)]


def _charts(environment: Environment) -> Iterator[_Chart]:
    everything = list(environment.services)
    public = [service.name for service in environment.services.values() if service.routes]
    latency = [
        _Line(on=name, metric="TargetResponseTime", statistic=each) for name in public for each in ("p50", "p99")
    ]
    yield _Chart(title="Latency (s)", lines=latency)
    yield _Chart(title="Requests", lines=_lines(public, "RequestCount", "Sum"))
    yield _Chart(title="Errors (5xx)", lines=_lines(public, "HTTPCode_Target_5XX_Count", "Sum"))
    yield _Chart(title="CPU (%)", lines=_lines(everything, "CPUUtilization", "Average"))
    yield _Chart(title="Memory (%)", lines=_lines(everything, "MemoryUtilization", "Average"))
    yield _Chart(title="Running tasks", lines=_lines(everything, "RunningTaskCount", "Average"))
    yield _Chart(title="Healthy targets", lines=_lines(public, "HealthyHostCount", "Minimum"))
    yield _Chart(title="Deployments", lines=_lines(everything, "DeploymentCount", "Maximum"))
    reads = _lines(environment.databases, "ReadLatency", "Average")
    writes = _lines(environment.databases, "WriteLatency", "Average")
    yield _Chart(title="Database latency (s)", lines=[*reads, *writes])
    yield _Chart(title="Database connections", lines=_lines(environment.databases, "DatabaseConnections", "Maximum"))
    hits = _lines(environment.caches, "CacheHits", "Sum")
    yield _Chart(title="Cache hits and misses", lines=[*hits, *_lines(environment.caches, "CacheMisses", "Sum")])
    depth = "ApproximateNumberOfMessagesVisible"
    yield _Chart(title="Queue depth", lines=_lines(environment.queues, depth, "Maximum"))
    yield _Chart(title="Function errors", lines=_lines(environment.functions, "Errors", "Sum"))


def _lines(names: Iterable[str], metric: str, statistic: str) -> list[_Line]:
    return [_Line(on=name, metric=metric, statistic=statistic) for name in names]


def _widget(scope: Scope, number: int, chart: _Chart) -> dict[str, Value]:
    row, column = divmod(number, _COLUMNS)
    return {
        "type": "metric",
        "x": column * _WIDTH,
        "y": row * _HEIGHT,
        "width": _WIDTH,
        "height": _HEIGHT,
        "properties": {
            "title": chart.title,
            "region": scope.region,
            "period": 60,
            "metrics": [_metric(scope, line, _label(chart, line)) for line in chart.lines],
        },
    }


def _label(chart: _Chart, line: _Line) -> str:
    """What tells this line from the others of its chart, whose title says the rest."""
    if line.statistic.startswith("p"):
        return f"{line.on} {line.statistic}"
    return f"{line.on} {line.metric}" if len({one.metric for one in chart.lines}) > 1 else line.on


def _metric(scope: Scope, line: _Line, label: str) -> list[Value]:
    """As a dashboard wants it: namespace, name, then dimensions by turns, then how to show it."""
    condition = Condition(metric=line.metric, statistic=line.statistic, comparison="GreaterThanThreshold", threshold=0)
    found = series(scope, Alarm(name=line.on, on=line.on, condition=condition), line.metric)
    dimensions = [part for pair in found.dimensions.items() for part in pair]
    return [found.namespace, line.metric, *dimensions, {"stat": line.statistic, "label": label}]
