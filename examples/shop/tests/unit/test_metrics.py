"""Metrics as CloudWatch wants them."""

import io
import json

from app.metrics import cloudwatch_exporter, performance
from app.metrics.cloudwatch_exporter import Series, embedded, put_metric
from hypothesis import given
from hypothesis import strategies as st

LATENCY = Series(
    namespace="App/API", metric_name="EndpointLatency", unit="Milliseconds", dimensions=(("method", "GET"),)
)


def flushed() -> list[dict]:
    output = io.StringIO()
    cloudwatch_exporter.flush(output)
    return [json.loads(line) for line in output.getvalue().splitlines()]


def test_a_metric_is_one_line_in_the_embedded_format():
    flushed()
    put_metric(
        namespace="App/API",
        metric_name="EndpointLatency",
        value=145,
        unit="Milliseconds",
        dimensions={"endpoint": "/api/orders", "method": "POST"},
    )
    [line] = flushed()
    [directive] = line["_aws"]["CloudWatchMetrics"]
    assert {
        "Namespace": "App/API",
        "Dimensions": [["endpoint", "method"]],
        "Metrics": [{"Name": "EndpointLatency", "Unit": "Milliseconds"}],
    } == directive
    assert (145, "/api/orders", "POST") == (line["EndpointLatency"], line["endpoint"], line["method"])
    assert [] == flushed()


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=350))
def test_no_value_is_lost_and_no_line_has_more_than_a_hundred(values):
    lines = list(embedded(LATENCY, values, epoch_ms=0))
    parts = [one["EndpointLatency"] for one in lines]
    parts = [part if isinstance(part, list) else [part] for part in parts]
    assert values == [value for part in parts for value in part]
    assert max(map(len, parts)) <= 100


def test_error_rates_are_percentages_of_the_interval():
    """One validation error among four requests is 25 %; the next interval begins anew."""
    output = io.StringIO()
    performance.flush(io.StringIO())
    for error in ("validation_error", None, None, None):
        performance.request_answered(endpoint="/x", method="GET", status=200, seconds=0.1, error_type=error)
    performance.order_processed("success")
    performance.flush(output)

    lines = [json.loads(line) for line in output.getvalue().splitlines()]
    [rate] = [line for line in lines if "ErrorRate" in line]
    [orders] = [line for line in lines if "OrdersProcessed" in line]
    assert ("validation_error", 25.0) == (rate["error_type"], rate["ErrorRate"])
    assert ("success", 1) == (orders["status"], orders["OrdersProcessed"])
    output = io.StringIO()
    performance.flush(output)
    assert "" == output.getvalue()
