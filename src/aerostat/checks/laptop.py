"""What a laptop does not do: told once for each section, and no mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from aerostat.blueprint.problem import KeyPath, Problem
from aerostat.diagnostics import Severity
from aerostat.model import Environment

_WHY: Mapping[str, str] = {
    "domain": "it is reached at the address that `aerostat up` shows",
    "cdn": "the load balancer answers everything",
    "waf": "requests come from this machine only",
    "audit": "whoever sits at it does everything",
    "backups": "its data may be thrown away",
    "budget": "it costs nothing",
    "encryption": "its files are as safe as the disk",
    "state": "Terraform makes nothing there",
    "ci": "you deploy yourself",
}


def problems(environment: Environment, left_out: Sequence[KeyPath]) -> Iterator[Problem]:
    """Notes on what ``left_out`` says and on what the local cloud does not run."""
    for path in left_out:
        if len(path) == 1 and isinstance(path[0], str):
            yield _note(path, f"`{path[0]}` has no part in what runs on this laptop", _WHY[path[0]])
    if environment.functions:
        yield _note(("functions",), "functions do not run on this laptop", "nothing answers their triggers there")
    if environment.schedules:
        yield _note(("schedules",), "schedules do not run on this laptop", "`aerostat exec` runs a command by hand")
    if environment.search:
        yield _note(("search",), "there is no search domain on this laptop", "services get no URL of one")
    elsewhere = [one.name for one in environment.topics.values() if any(not each.queue for each in one.subscriptions)]
    yield from _first("topics", "subscriptions", elsewhere)
    services = environment.services.values()
    yield from _first("services", "scaling", [str(path[1]) for path in left_out if path[2:] == ("scaling",)])
    yield from _first("services", "discovery", [one.name for one in services if one.discovery and not one.routes])
    if environment.monitoring.alarms:
        yield _note(
            ("monitoring", "alarms"), "alarms do not watch this laptop", "`aerostat status` tells what is wrong"
        )
    if environment.monitoring.sampling:
        yield _note(("tracing",), "nothing is traced on this laptop", "X-Ray collects traces on AWS")


_MISSING: Mapping[str, tuple[str, str]] = {
    "subscriptions": ("topics deliver to queues only on this laptop", "nothing is mailed, posted or invoked"),
    "scaling": ("the number of tasks does not change by itself on this laptop", "as many run as `desired_count` says"),
    "discovery": ("services do not find each other by name on this laptop", "add `routes`: then they have a URL"),
}


def _first(section: str, setting: str, names: Sequence[str]) -> Iterator[Problem]:
    """A note at the first of the things that have this setting."""
    if names:
        message, reason = _MISSING[setting]
        yield _note((section, names[0], setting), message, reason)


def _note(path: KeyPath, message: str, reason: str) -> Problem:
    return Problem(id="not-on-laptop", path=path, mark="key", severity=Severity.NOTE, message=message, reason=reason)
