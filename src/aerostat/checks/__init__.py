"""
Checks: what can only be judged on the resolved model.

Each module looks at one matter and yields problems; nothing here changes anything, and only ``files`` looks at the
disk. Those that ``on_graph`` names look at the compiled resources, when nothing else is wrong. ``examine`` is what
``aerostat check`` shows; ``environment`` is the door for every command that needs a model.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from aerostat import blueprint, model
from aerostat.blueprint import Blueprint
from aerostat.blueprint.problem import Problem
from aerostat.blueprint.reading import Collected, in_order
from aerostat.checks import (
    catalogue,
    chats,
    files,
    laptop,
    limits,
    mentions,
    naming,
    offered,
    on_graph,
    production,
    references,
    settings,
    sizes,
    timing,
    traffic,
    variables,
)
from aerostat.diagnostics import Finding, Severity
from aerostat.errors import BlueprintError

__all__ = ["Report", "environment", "examine", "problems", "run"]


@dataclass(frozen=True, kw_only=True)
class Report:
    """All findings about a blueprint, sorted by place, and the environments they cover."""

    environments: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.severity is Severity.WARNING)


def problems(environment: model.Environment) -> Iterator[Problem]:
    """What is wrong with one environment, without its place in the file."""
    for check in (
        references,
        mentions,
        sizes,
        traffic,
        variables,
        settings,
        naming,
        files,
        timing,
        limits,
        offered,
        chats,
    ):
        yield from check.problems(environment)


def run(environment: model.Environment, read: Blueprint, *, closely: bool = False) -> tuple[Finding, ...]:
    """
    What is wrong with one environment of a blueprint; mere consequences of earlier findings are left out.

    Args:
        closely: tell also what production should not do without, which nobody wants to hear of on the first day.
    """
    variant = read.variants[environment.name]
    found = [one for one in problems(environment) if variant.tells(one)]
    if not variant.broken and not any(one.severity is Severity.ERROR for one in found):
        found += on_graph.problems(environment)
    if closely:
        wrong = {one.path for one in found if one.severity is Severity.ERROR}
        found += [one for one in production.problems(environment) if one.path not in wrong]
    if environment.name == blueprint.LOCAL:
        found += laptop.problems(environment, variant.left_out)
    told = [read.source.finding(one, variant.tree) for one in found if variant.tells(one)]
    return in_order([replace(one, link=catalogue.LINKS.get(one.id, "")) for one in told])


def examine(file: Path, environment_name: str | None = None) -> Report:
    """
    All findings about the blueprint in ``file``: of spelling, of shape, and of every environment's meaning.

    One environment by name is looked at more closely than all of them together.

    Raises:
        UsageError: the blueprint has no environment ``environment_name``.
    """
    read = blueprint.examine(file)
    if not isinstance(read, Blueprint):
        return Report(environments=(), findings=read)
    if environment_name is None:
        return _report(read, read.environments)
    return _report(read, (environment_name,), closely=True)


def _report(read: Blueprint, names: tuple[str, ...], *, closely: bool = False) -> Report:
    collected = Collected(environments=names)
    for name in names:
        for finding in run(blueprint.resolve(read, name), read, closely=closely):
            collected.add(finding, name)
    return Report(environments=names, findings=in_order([*read.findings, *collected.findings()]))


def environment(file: Path, name: str = blueprint.LOCAL) -> model.Environment:
    """
    The model of one environment, checked.

    Raises:
        BlueprintError: with all findings, warnings among them, when one of them is an error.
        UsageError: the blueprint has no such environment.
    """
    read = blueprint.examine(file)
    if not isinstance(read, Blueprint):
        raise BlueprintError(read)
    resolved = blueprint.resolve(read, name)
    report = _report(read, (name,))
    if report.errors:
        raise BlueprintError(report.findings)
    return resolved
