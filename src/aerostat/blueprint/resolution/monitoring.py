"""Alarms, metrics, traces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from aerostat import model
from aerostat.blueprint.document.monitoring import AlarmSection, MetricSection, MonitoringSection, Tracing

_MISSING: Mapping[str, Literal["notBreaching", "breaching", "ignore", "missing"]] = {
    "not_breaching": "notBreaching",
    "breaching": "breaching",
    "ignore": "ignore",
    "missing": "missing",
}
_ANY_METHOD = ("errors", "other")


def monitoring(section: MonitoringSection, tracing: Tracing) -> model.Monitoring:
    return model.Monitoring(
        notify={model.Severity(name): destinations for name, destinations in section.notify.items()},
        default_alarms=section.default_alarms,
        alarms={name: _alarm(name, one) for name, one in section.alarms.items()},
        metrics={name: _metric(name, one) for name, one in section.metrics.items()},
        dashboard=section.dashboard,
        log_retention=section.log_retention,
        error_retention=section.error_retention,
        sampling=_sampling(tracing),
    )


def _alarm(name: str, section: AlarmSection) -> model.Alarm:
    return model.Alarm(
        name=name,
        condition=section.when,
        on=section.on or "",
        severity=model.Severity(section.severity),
        description=section.description,
        missing=_MISSING[section.treat_missing_data] if section.treat_missing_data else "",
    )


def _metric(name: str, section: MetricSection) -> model.MetricFilter:
    return model.MetricFilter(
        name=name,
        on=section.on,
        pattern=section.pattern,
        value=section.value,
        unit=section.unit,
        dimensions=dict(section.dimensions),
    )


def _sampling(tracing: Tracing) -> tuple[model.SamplingRule, ...]:
    """The rules in the order in which they count; what holds for all methods comes last."""
    if isinstance(tracing, tuple):
        return tuple(
            model.SamplingRule(name=one.name, rate=one.rate, method=one.method, path=one.path, service=one.service)
            for one in tracing
        )
    by_method = sorted(tracing.items(), key=lambda one: one[0] in _ANY_METHOD)
    return tuple(
        model.SamplingRule(name=name.lower(), rate=float(rate), method="*" if name in _ANY_METHOD else name)
        for name, rate in by_method
    )
