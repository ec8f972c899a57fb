"""
Ask a provider about each argument of a type: is the resource replaced when it changes?

Each argument is changed to and fro, for some can be changed in one direction only, and each block is added and taken
away. An argument that is replaced although nothing changes, or that the provider takes for unchanged, got a value that
does not mean anything to it; that is no answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import eq
from typing import Any, Protocol

from aerostat.terraform.schema.extraction.replacements.samples import Path, Samples
from aerostat.terraform.schema.facts import Attribute
from aerostat.testing.provider_program import Planned, Refused


class Planner(Protocol):
    def plan(self, type: str, prior: Any, proposed: Any, config: Any, private: bytes = b"") -> Planned: ...


@dataclass(frozen=True)
class Findings:
    """
    About one type.

    Attributes:
        always: arguments whose every change replaces the resource, and blocks whose coming or going does.
        sometimes: arguments that replace it in one direction only.
        unanswered: arguments of which the provider did not say it, and why.
    """

    always: set[Path] = field(default_factory=set)
    sometimes: set[Path] = field(default_factory=set)
    unanswered: dict[Path, str] = field(default_factory=dict)


def ask(provider: Planner, type: str, samples: Samples) -> Findings:
    findings = Findings()
    for path, part in samples.arguments():
        question = _Question(provider, type, samples, path)
        try:
            answers = question.about_attribute() if isinstance(part, Attribute) else question.about_block()
        except Refused as refused:
            findings.unanswered[path] = str(refused)
            continue
        match answers, part:
            case (None, _) | (_, None), _:
                findings.unanswered[path] = "the provider sees no change"
            case (True, True), _:
                findings.always.add(path)
            case (True, _) | (_, True), Attribute():
                findings.sometimes.add(path)
            case (True, _) | (_, True), _:
                findings.always.add(path)
    return findings


@dataclass(frozen=True)
class _Question:
    """About one argument. Answers are for both directions; None means that there is no change."""

    provider: Planner
    type: str
    samples: Samples
    path: Path

    def about_attribute(self) -> tuple[bool | None, bool | None]:
        one, other = self.samples.configuration(self.path, 0), self.samples.configuration(self.path, 1)
        return self._is_replaced(one, other), self._is_replaced(other, one)

    def about_block(self) -> tuple[bool | None, bool | None]:
        with_it, without = (
            self.samples.configuration(self.path, 0),
            self.samples.configuration(self.path, 0, without=True),
        )
        if with_it == without:
            return False, False
        return self._is_replaced(without, with_it) or False, self._is_replaced(with_it, without) or False

    def _is_replaced(self, before: dict[str, Any], after: dict[str, Any]) -> bool | None:
        made = self.provider.plan(self.type, None, before, before)
        prior = self.samples.recorded(made.state)

        def planned(given: dict[str, Any]) -> Planned:
            return self.provider.plan(self.type, prior, self.samples.proposed(prior, given), given, made.private)

        changed = planned(after)
        if not self._is_reason(changed):
            return None if changed.state == prior else False
        return None if self._is_reason(planned(before)) else True

    def _is_reason(self, planned: Planned) -> bool:
        """Whether the argument, a block around it, or what is inside, is among the reasons for a replacement."""
        return any(all(map(eq, self.path, reason)) for reason in planned.replaced_for)
