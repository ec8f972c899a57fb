"""What each request and each order adds to the metrics, and when they are written."""

import asyncio
import sys
from collections import Counter
from typing import TextIO

from app.metrics import cloudwatch_exporter
from app.metrics.metrics_collector import LATENCY, ORDERS, REQUESTS

FLUSH_SECONDS = 10

_requests_since_flush = 0
_errors_since_flush: Counter[str] = Counter()


def request_answered(*, endpoint: str, method: str, status: int, seconds: float, error_type: str | None) -> None:
    """``endpoint`` is the route's pattern, never the path itself, so that the number of series stays small."""
    global _requests_since_flush
    _requests_since_flush += 1
    if error_type:
        _errors_since_flush[error_type] += 1
    REQUESTS.labels(endpoint, method, str(status)).inc()
    LATENCY.labels(endpoint, method).observe(seconds)
    cloudwatch_exporter.put_metric(
        namespace="App/API",
        metric_name="EndpointLatency",
        value=round(seconds * 1000, 1),
        unit="Milliseconds",
        dimensions={"endpoint": endpoint, "method": method},
    )


def order_processed(status: str) -> None:
    """``success`` when an order is placed, or the code of why it was not."""
    ORDERS.labels(status).inc()
    cloudwatch_exporter.put_metric(
        namespace="App/Business",
        metric_name="OrdersProcessed",
        value=1,
        unit="Count",
        dimensions={"status": status},
    )


def flush(output: TextIO | None = None) -> None:
    """Write all metrics of the last interval. Error rates are percentages of its requests, by kind of error."""
    global _requests_since_flush
    for error_type, count in _errors_since_flush.items():
        cloudwatch_exporter.put_metric(
            namespace="App/Errors",
            metric_name="ErrorRate",
            value=round(100 * count / max(1, _requests_since_flush), 2),
            unit="Percent",
            dimensions={"error_type": error_type},
        )
    _requests_since_flush = 0
    _errors_since_flush.clear()
    cloudwatch_exporter.flush(output or sys.stdout)


async def flush_forever() -> None:
    """Flush at intervals, and once more when cancelled."""
    try:
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            flush()
    finally:
        flush()
