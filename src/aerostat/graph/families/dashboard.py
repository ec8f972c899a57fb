"""The dashboard: latency, volume, errors, resources, health of tasks and stores, one row for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from aerostat.graph.families.alarm_targets import Series, is_here, series
from aerostat.graph.resource import Json, Resource, Value
from aerostat.graph.scope import Scope
from aerostat.model import Alarm, Condition, Environment, MetricFilter

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
    """
    One chart.

    Attributes:
        per: the metric that divides each line's, for a share in percent; "" for none.
    """

    title: str
    lines: Sequence[_Line]
    per: str = ""


def dashboard(scope: Scope) -> Resource:
    charts = [replace(chart, lines=_of_here(scope, chart)) for chart in _charts(scope.environment)]
    drawn = [(chart.title, _drawn(scope, chart)) for chart in charts if chart.lines]
    drawn += [(one.name, [[_told_apart(scope, one)]]) for one in _own(scope.environment) if one.dimensions]
    body: dict[str, Value] = {"widgets": [_widget(scope, number, *each) for number, each in enumerate(drawn)]}
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
        _Line(on=name, metric="TargetResponseTime", statistic=each) for name in public for each in ("p50", "p95", "p99")
    ]
    yield _Chart(title="Latency (s)", lines=latency)
    yield _Chart(title="Requests", lines=_lines(public, "RequestCount", "Sum"))
    errors = _lines(public, "HTTPCode_Target_5XX_Count", "Sum")
    yield _Chart(title="Errors (5xx)", lines=errors)
    yield _Chart(title="Errors (5xx), % of requests", lines=errors, per="RequestCount")
    yield _Chart(title="CPU (%)", lines=_lines(everything, "CPUUtilization", "Average"))
    yield _Chart(title="Memory (%)", lines=_lines(everything, "MemoryUtilization", "Average"))
    yield _Chart(title="Running tasks", lines=_lines(everything, "RunningTaskCount", "Average"))
    yield _Chart(title="Healthy targets", lines=_lines(public, "HealthyHostCount", "Minimum"))
    yield _Chart(title="Deployments", lines=_lines(everything, "DeploymentCount", "Maximum"))
    reads = _lines(environment.databases, "ReadLatency", "Average")
    writes = _lines(environment.databases, "WriteLatency", "Average")
    yield _Chart(title="Database latency (s)", lines=[*reads, *writes])
    yield _Chart(title="Database connections", lines=_lines(environment.databases, "DatabaseConnections", "Maximum"))
    yield _Chart(title="Free storage (bytes)", lines=_lines(environment.databases, "FreeStorageSpace", "Minimum"))
    yield _Chart(title="Replica lag (s)", lines=_lines(_replicas(environment), "ReplicaLag", "Maximum"))
    hits = _lines(environment.caches, "CacheHits", "Sum")
    yield _Chart(title="Cache hits and misses", lines=[*hits, *_lines(environment.caches, "CacheMisses", "Sum")])
    depth = "ApproximateNumberOfMessagesVisible"
    yield _Chart(title="Queue depth", lines=_lines(environment.queues, depth, "Maximum"))
    yield _Chart(title="Function errors", lines=_lines(environment.functions, "Errors", "Sum"))
    counted = [
        _Line(on="", metric=one.name, statistic=_statistic(one)) for one in _own(environment) if not one.dimensions
    ]
    yield _Chart(title="Counted from logs", lines=counted)


def _replicas(environment: Environment) -> list[str]:
    return [f"{database.name}.{one}" for database in environment.databases.values() for one in database.replicas]


def _lines(names: Iterable[str], metric: str, statistic: str) -> list[_Line]:
    return [_Line(on=name, metric=metric, statistic=statistic) for name in names]


def _own(environment: Environment) -> list[MetricFilter]:
    return list(environment.monitoring.metrics.values())


def _statistic(one: MetricFilter) -> str:
    """Events are summed; of what they measure, the average says more."""
    return "Average" if one.value.startswith("$") else "Sum"


def _widget(scope: Scope, number: int, title: str, metrics: Sequence[Value]) -> dict[str, Value]:
    row, column = divmod(number, _COLUMNS)
    return {
        "type": "metric",
        "x": column * _WIDTH,
        "y": row * _HEIGHT,
        "width": _WIDTH,
        "height": _HEIGHT,
        "properties": {
            "title": title,
            "region": scope.region,
            "period": 60,
            "metrics": metrics,
        },
    }


def _drawn(scope: Scope, chart: _Chart) -> list[Value]:
    if not chart.per:
        return [
            one
            for number, line in enumerate(chart.lines)
            for one in _line(scope, f"line{number}", line, _label(chart, line))
        ]
    drawn: list[Value] = []
    for number, line in enumerate(chart.lines):
        share: dict[str, Value] = {"expression": f"100 * part{number} / whole{number}", "label": line.on}
        drawn.append([share])
        for id, one in ((f"part{number}", line), (f"whole{number}", replace(line, metric=chart.per))):
            drawn.append([*_metric(one, _series(scope, one)[0]), _hidden(one, id)])
    return drawn


def _told_apart(scope: Scope, one: MetricFilter) -> dict[str, Value]:
    """A line for each value of its dimensions, whatever they are: CloudWatch looks for them."""
    names = ",".join(["", *one.dimensions])
    return {
        "expression": f"SEARCH('{{{scope.name()}{names}}} MetricName=\"{one.name}\"', '{_statistic(one)}', 60)",
        "label": "",
    }


def _label(chart: _Chart, line: _Line) -> str:
    """What tells this line from the others of its chart, whose title says the rest."""
    if line.statistic.startswith("p"):
        return f"{line.on} {line.statistic}"
    return (
        f"{line.on} {line.metric}".strip() if len({one.metric for one in chart.lines}) > 1 else line.on or line.metric
    )


def _line(scope: Scope, id: str, line: _Line, label: str) -> list[Value]:
    """A metric as it is; of several nodes of a cache, all events together, and of levels the highest."""
    found = _series(scope, line)
    if len(found) == 1:
        return [[*_metric(line, found[0]), {"stat": line.statistic, "label": label}]]
    ids = [f"{id}node{number}" for number, _ in enumerate(found, 1)]
    together = f"{'SUM' if line.statistic == 'Sum' else 'MAX'}([{', '.join(ids)}])"
    nodes = [[*_metric(line, one), _hidden(line, id)] for id, one in zip(ids, found, strict=True)]
    return [[{"expression": together, "label": label}], *nodes]


def _series(scope: Scope, line: _Line) -> list[Series]:
    condition = Condition(metric=line.metric, statistic=line.statistic, comparison="GreaterThanThreshold", threshold=0)
    return series(scope, Alarm(name=line.on, on=line.on, condition=condition), line.metric)


def _metric(line: _Line, found: Series) -> list[Value]:
    """As a dashboard wants it: namespace, name, then dimensions by turns; how to show it comes behind."""
    return [found.namespace, line.metric, *(part for pair in found.dimensions.items() for part in pair)]


def _hidden(line: _Line, id: str) -> dict[str, Value]:
    """For an expression to use."""
    return {"stat": line.statistic, "label": line.on, "id": id, "visible": False}
