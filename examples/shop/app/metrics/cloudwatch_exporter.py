"""
Custom metrics for CloudWatch, in the embedded metric format: a log line that CloudWatch turns into metrics.

``put_metric`` only remembers; ``flush`` writes one line for each set of dimensions, with all values since the last
flush. So a request costs no call to AWS and, under load, not even a line of its own.

Format: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import json
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

#: The most values one metric may have in one line.
VALUES_PER_LINE = 100


@dataclass(frozen=True, kw_only=True)
class Series:
    """One metric under one set of dimensions."""

    namespace: str
    metric_name: str
    unit: str
    dimensions: tuple[tuple[str, str], ...]


_waiting: dict[Series, list[float]] = defaultdict(list)


def put_metric(namespace: str, metric_name: str, value: float, unit: str, dimensions: Mapping[str, str]) -> None:
    """Remember one value until the next flush."""
    series = Series(
        namespace=namespace, metric_name=metric_name, unit=unit, dimensions=tuple(sorted(dimensions.items()))
    )
    _waiting[series].append(value)


def flush(output: TextIO) -> None:
    """Write what is waiting, and forget it."""
    taken = dict(_waiting)
    _waiting.clear()
    now = int(time.time() * 1000)
    for series, values in taken.items():
        for document in embedded(series, values, epoch_ms=now):
            print(json.dumps(document), file=output)
    output.flush()


def embedded(series: Series, values: Sequence[float], *, epoch_ms: int) -> Iterator[dict[str, Any]]:
    """The documents that carry ``values``, each within CloudWatch's limit of 100 values."""
    for start in range(0, len(values), VALUES_PER_LINE):
        part = list(values[start : start + VALUES_PER_LINE])
        yield {
            "_aws": {
                "Timestamp": epoch_ms,
                "CloudWatchMetrics": [
                    {
                        "Namespace": series.namespace,
                        "Dimensions": [[name for name, _ in series.dimensions]],
                        "Metrics": [{"Name": series.metric_name, "Unit": series.unit}],
                    }
                ],
            },
            **dict(series.dimensions),
            series.metric_name: part[0] if len(part) == 1 else part,
        }
