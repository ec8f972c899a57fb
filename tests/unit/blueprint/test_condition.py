"""When an alarm fires, in one line: what it means, and what is wrong with it where."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from aerostat.blueprint.condition import COMPARISONS, STATISTICS, condition
from aerostat.model import Condition

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("line", "metric", "statistic", "threshold", "period", "periods"),
    [
        ("CPUUtilization > 80 for 10m", "CPUUtilization", "Average", 80, MINUTE, 10),
        ("HTTPCode_Target_5XX_Count > 50 for 1m", "HTTPCode_Target_5XX_Count", "Sum", 50, MINUTE, 1),
        ("HTTPCode_Target_5XX_Count sum > 10 in 5m", "HTTPCode_Target_5XX_Count", "Sum", 10, 5 * MINUTE, 1),
        ("TargetResponseTime p99 > 1 for 2m", "TargetResponseTime", "p99", 1, MINUTE, 2),
        ("TargetResponseTime p95 > 2 in 5m for 10m", "TargetResponseTime", "p95", 2, 5 * MINUTE, 2),
        ("FreeStorageSpace min > 0.5 for 1h", "FreeStorageSpace", "Minimum", 0.5, 5 * MINUTE, 12),
        ("Lag max > -1 for 2d", "Lag", "Maximum", -1, 60 * MINUTE, 48),
    ],
)
def test_what_a_line_means(line, metric, statistic, threshold, period, periods):
    """Metric, statistic, number, and how its time becomes datapoints."""
    expected = Condition(
        metric=metric,
        statistic=statistic,
        comparison="GreaterThanThreshold",
        threshold=threshold,
        period=period,
        periods=periods,
    )
    assert expected == condition(line)


def test_shares_and_metrics_of_ones_own():
    """A second metric divides; what stands before the last slash is a namespace."""
    share = condition("HTTPCode_Target_5XX_Count / RequestCount sum >= 0.05 for 5m")
    assert ("HTTPCode_Target_5XX_Count", "RequestCount", 0.05) == (share.metric, share.per, share.threshold)
    own = condition("App/Business/OrdersProcessed sum < 1 in 1h")
    assert ("App/Business", "OrdersProcessed", timedelta(hours=1)) == (own.namespace, own.metric, own.period)


@pytest.mark.parametrize(
    ("line", "at", "expected"),
    [
        ("", 0, "a metric"),
        ("> 80 for 1m", 0, "a metric"),
        ("CPUUtilization", 14, "one of >, >=, <, <="),
        ("CPUUtilization avrage > 80 for 1m", 15, "did you mean `average`?"),
        ("CPUUtilization => 80 for 1m", 15, "write `>=`"),
        ("CPUUtilization > 80% for 1m", 17, "write `80`"),
        ("CPUUtilization > 80", 19, "how long"),
        ("CPUUtilization > 80 during 1m", 20, "`for` and a duration"),
        ("CPUUtilization > 80 for soon", 24, "a minute or more"),
        ("CPUUtilization > 80 for 30s", 24, "a minute or more"),
        ("CPUUtilization > 80 for 12m", 24, "write `for 15m`"),
        ("CPUUtilization > 80 for 30d", 24, "7d at most"),
        ("CPUUtilization > 80 in 5m for 12m", 30, "write `for 15m`"),
        ("CPUUtilization > 80 for 1m please", 27, "nothing more"),
    ],
)
def test_where_a_line_stops_making_sense(line, at, expected):
    """The place, what was expected there, and an edit or an example."""
    with pytest.raises(PydanticCustomError) as raised:
        condition(line)
    words = raised.value.context
    assert ("bad-condition", at) == (raised.value.type, words["offset"])
    assert expected in f"{words['message']} {words['suggestion']}"
    assert words["suggestion"]


@given(
    st.sampled_from(["CPUUtilization", "RequestCount", "My/Own/Metric"]),
    st.sampled_from(["", *STATISTICS, "p50", "p99.9"]),
    st.sampled_from(sorted(COMPARISONS)),
    st.floats(-1e9, 1e9).map(lambda one: f"{one:.3f}"),
    st.integers(1, 10),
)
def test_every_line_of_this_form_is_understood(metric, statistic, comparison, number, minutes):
    """No part disturbs another."""
    found = condition(f"{metric} {statistic} {comparison} {number} for {minutes}m")
    assert (COMPARISONS[comparison], float(number), minutes) == (found.comparison, found.threshold, found.periods)


@given(st.text(max_size=40))
def test_any_text_is_a_condition_or_a_mistake(text):
    """Nothing else can happen."""
    try:
        condition(text)
    except PydanticCustomError as error:
        assert 0 <= error.context["offset"] <= len(text)
