"""
When an alarm fires, in one line.

::

    CPUUtilization > 80 for 10m                                   ten minutes in a row
    HTTPCode_Target_5XX_Count sum > 10 in 5m                      within five minutes
    TargetResponseTime p95 > 2 in 5m for 10m                      two times five minutes
    HTTPCode_Target_5XX_Count / RequestCount sum > 0.05 for 5m    a share
    Fitness/Signups sum < 1 in 1h                                 a metric of one's own, with its namespace

Pure: a text becomes a ``Condition``, or an error that says where the text stopped making sense.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, TypeAlias

from pydantic_core import PydanticCustomError

from aerostat.blueprint.problem import did_you_mean
from aerostat.blueprint.values import duration_text, parse_duration, shortened, wrong
from aerostat.model import Condition

EXAMPLE = "CPUUtilization > 80 for 10m"

Comparison: TypeAlias = Literal[
    "GreaterThanThreshold", "GreaterThanOrEqualToThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold"
]

COMPARISONS: dict[str, Comparison] = {
    ">": "GreaterThanThreshold",
    ">=": "GreaterThanOrEqualToThreshold",
    "<": "LessThanThreshold",
    "<=": "LessThanOrEqualToThreshold",
}
STATISTICS = {
    "average": "Average",
    "avg": "Average",
    "sum": "Sum",
    "max": "Maximum",
    "maximum": "Maximum",
    "min": "Minimum",
    "minimum": "Minimum",
    "samplecount": "SampleCount",
}

_MINUTE = timedelta(minutes=1)
_STEPS = ((timedelta(minutes=10), _MINUTE), (timedelta(days=1), 5 * _MINUTE), (timedelta(days=7), 60 * _MINUTE))
"""How long a condition may last, and the period of its datapoints then: CloudWatch keeps a window of a week."""

_WORD = re.compile(r"[^\s<>=]+|[<>=]+")
_METRIC = re.compile(r"(?:(?P<namespace>[A-Za-z0-9_.#:/-]+)/)?(?P<name>[A-Za-z][A-Za-z0-9_.:-]*)")
_PERCENTILE = re.compile(r"p(\d{1,2}(\.\d{1,10})?|100)")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_LEVEL = re.compile(
    r"Utilization|Time$|Latency|Age|Percent|Memory|Storage|Space|Depth|HostCount|TaskCount|Connections|Lag|Load|"
    r"Messages(Visible|NotVisible|Delayed)|Nodes|Status|Throughput|IOPS|Duration|Ratio|Rate$"
)


@dataclass(frozen=True, kw_only=True)
class _Word:
    text: str
    at: int


def condition(written: object) -> Condition:
    """
    The condition that a line says.

    Raises:
        PydanticCustomError: with what was expected where, and an example.
    """
    if isinstance(written, Condition):
        return written
    if not isinstance(written, str):
        raise wrong("wrong-type", "must be text", suggestion=f"for example `when: {EXAMPLE}`")
    return _Reader(written).condition()


def usual_statistic(metric: str) -> str:
    """How a metric is best read: levels (utilization, times, depths) by their average, events by their sum."""
    return "Average" if _LEVEL.search(metric) else "Sum"


class _Reader:
    """Reads a line word by word."""

    def __init__(self, text: str) -> None:
        self._words = [_Word(text=match[0], at=match.start()) for match in _WORD.finditer(text)]
        self._end = len(text.rstrip())

    def condition(self) -> Condition:
        namespace, metric = self._metric()
        per = self._divisor()
        statistic = self._statistic(metric)
        comparison = self._comparison(metric)
        threshold = self._number()
        period, periods = self._time()
        return Condition(
            metric=metric,
            statistic=statistic,
            comparison=comparison,
            threshold=threshold,
            period=period,
            periods=periods,
            namespace=namespace,
            per=per,
        )

    def _metric(self) -> tuple[str, str]:
        word = self._next("a metric such as `CPUUtilization`")
        match = _METRIC.fullmatch(word.text)
        if match is None:
            raise _unexpected(word, "a metric such as `CPUUtilization`")
        return match["namespace"] or "", match["name"]

    def _divisor(self) -> str:
        if self._peek() != "/":
            return ""
        self._words.pop(0)
        return self._metric()[1]

    def _statistic(self, metric: str) -> str:
        text = self._peek()
        if text in COMPARISONS or not text:
            return usual_statistic(metric)
        word = self._words.pop(0)
        if _PERCENTILE.fullmatch(text):
            return text
        if text.lower() not in STATISTICS:
            expected = "a statistic (average, sum, max, min, samplecount, p99) or one of >, >=, <, <="
            raise _unexpected(word, expected, _COMPARISON_HINTS.get(text) or did_you_mean(text, STATISTICS))
        return STATISTICS[text.lower()]

    def _comparison(self, metric: str) -> Comparison:
        word = self._next(f"one of >, >=, <, <= behind `{metric}`")
        if word.text not in COMPARISONS:
            raise _unexpected(word, "one of >, >=, <, <=", _COMPARISON_HINTS.get(word.text, ""))
        return COMPARISONS[word.text]

    def _number(self) -> float:
        word = self._next("a number")
        if _NUMBER.fullmatch(word.text):
            return float(word.text)
        digits = _NUMBER.match(word.text)
        hint = f"write `{digits[0]}`: CloudWatch's numbers have the metric's own unit" if digits else ""
        raise _unexpected(word, "a number without a unit", hint)

    def _time(self) -> tuple[timedelta, int]:
        """Period and number of datapoints: ``in`` says how long one is, ``for`` how long it must go on."""
        within = self._duration("in") if self._peek() == "in" else None
        lasting = self._duration("for") if self._peek() == "for" or within is None else None
        if self._words:
            raise _unexpected(self._words[0], "nothing more")
        if within is None:
            assert lasting is not None
            return _datapoints(*lasting)
        period, word = within
        if period > timedelta(days=1) or (period % _MINUTE):
            raise _unexpected(word, "whole minutes, up to 1d")
        if lasting is None:
            return period, 1
        if lasting[0] % period:
            nearest = duration_text(-(-lasting[0] // period) * period)
            raise _unexpected(lasting[1], f"a multiple of {duration_text(period)}", f"write `for {nearest}`")
        return period, lasting[0] // period

    def _duration(self, preposition: str) -> tuple[timedelta, _Word]:
        before = self._next("how long, such as `for 10m`")
        if before.text != preposition:
            raise _unexpected(before, "`for` and a duration", f"for example `{EXAMPLE}`")
        word = self._next(f"a duration such as `10m` behind `{preposition}`")
        duration = parse_duration(word.text)
        if duration is None or duration < _MINUTE:
            raise _unexpected(word, "a duration of a minute or more, such as `10m`")
        return duration, word

    def _peek(self) -> str:
        return self._words[0].text if self._words else ""

    def _next(self, expected: str) -> _Word:
        if not self._words:
            raise _unexpected(_Word(text="", at=self._end), expected)
        return self._words.pop(0)


def _datapoints(lasting: timedelta, word: _Word) -> tuple[timedelta, int]:
    """Datapoints of a minute up to ten of them, then of five minutes, then of an hour."""
    step = next((step for longest, step in _STEPS if lasting <= longest), None)
    if step is None:
        raise _unexpected(word, "7d at most", "write `for 7d`")
    if lasting % step:
        rounded = duration_text(-(-lasting // step) * step)
        raise _unexpected(word, f"a multiple of {duration_text(step)}", f"write `for {rounded}`")
    return step, lasting // step


def _unexpected(word: _Word, expected: str, suggestion: str = "") -> PydanticCustomError:
    where = f"at character {word.at + 1}, not `{shortened(word.text)}`" if word.text else "at its end"
    return wrong(
        "bad-condition",
        f"needs {expected} {where}",
        reason="an alarm's condition is `Metric [statistic] > number [in time] for time`",
        suggestion=suggestion or f"for example `{EXAMPLE}`",
        offset=word.at,
    )


_COMPARISON_HINTS = {"=>": "write `>=`", "=<": "write `<=`", "=": "write `>=` or `<=`", "==": "write `>=` or `<=`"}
