"""Events, findings and errors for people: quiet while all is well, generous when not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from aerostat.diagnostics import Finding, Severity
from aerostat.errors import AerostatError, BlueprintError
from aerostat.events import (
    Event,
    LogLine,
    Note,
    PhaseEnded,
    PhaseStarted,
    ResourceChanged,
    ResourceWaiting,
    RolloutMoved,
)

_SIGNS = {
    "create": ("+", "green"),
    "update": ("~", "yellow"),
    "replace": ("±", "yellow"),
    "delete": ("-", "red"),
    "unchanged": ("=", "dim"),
}
_SEVERITIES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_LEVELS = {"info": "default", "success": "green", "warning": "yellow"}
_SUBJECT_STYLES = ("cyan", "magenta", "blue", "green", "yellow")


class HumanView:
    """
    A ``Sink`` for a terminal or a pipe.

    Narration goes to stderr. Log lines and results are data and go to stdout.
    """

    def __init__(self, *, verbose: bool = False) -> None:
        self._out = Console(highlight=False, soft_wrap=True)
        self._err = Console(stderr=True, highlight=False, soft_wrap=True)
        self._verbose = verbose
        self._styles: dict[str, str] = {}

    def __call__(self, event: Event) -> None:
        match event:
            case PhaseStarted():
                self._err.print(f"[bold]{escape(event.text)}[/]")
            case PhaseEnded():
                self._err.print(f"  [dim]{escape(event.text)} in {event.seconds:.1f} s[/]")
            case ResourceChanged():
                self._resource(event)
            case ResourceWaiting():
                waited = f"  {event.text} ({_clock(event.seconds)})"
                self._err.print(Text.assemble(*_moment(event), ("  …", "dim"), f" {event.subject}", (waited, "dim")))
            case RolloutMoved():
                self._rollout(event)
            case LogLine():
                self._log(event)
            case Note():
                self._err.print(Text(f"  {event.text}", style=_LEVELS[event.level]))
            case _:
                self._err.print(Text(f"  {event.subject}: {event.text}"))

    def _resource(self, event: ResourceChanged) -> None:
        if event.change == "unchanged" and not self._verbose:
            return
        sign, style = _SIGNS[event.change]
        line = Text.assemble(*_moment(event), ("  " + sign, style), f" {event.subject}")
        if event.text and event.change != "create":
            line.append(f"  {event.text}", style="dim")
        if event.seconds >= 1:
            line.append(f"  {event.seconds:.1f} s", style="dim")
        self._err.print(line)

    def _rollout(self, event: RolloutMoved) -> None:
        line = Text.assemble(
            "  ", (f"{event.subject:<12}", self._style(event.subject)), f" {event.stage:<22} {event.text}"
        )
        if elapsed := event.details.get("elapsed"):
            line.append(f"  ({elapsed})", style="dim")
        self._err.print(line)

    def _log(self, event: LogLine) -> None:
        line = Text.assemble(
            (f"{event.at:%H:%M:%S} ", "dim"),
            (f"{event.subject}/{event.task[:8]} ", self._style(event.subject)),
            event.text,
        )
        self._out.print(line)

    def _style(self, subject: str) -> str:
        return self._styles.setdefault(subject, _SUBJECT_STYLES[len(self._styles) % len(_SUBJECT_STYLES)])

    def findings(self, findings: Iterable[Finding]) -> None:
        for one in findings:
            self._finding(one)

    def _note(self, finding: Finding) -> None:
        """One line: a note is no mistake, and there may be many."""
        where = f"{finding.location}: " if finding.location else ""
        because = f" ({finding.reason})" if finding.reason else ""
        self._err.print(Text.assemble(("note: ", "cyan"), (where, "dim"), finding.message, (because, "dim")))

    def _finding(self, finding: Finding) -> None:
        if finding.severity is Severity.NOTE:
            self._note(finding)
            return
        style = _SEVERITIES[finding.severity]
        self._err.print(Text.assemble((f"{finding.severity}: ", f"bold {style}"), finding.message))
        if finding.location:
            number = str(finding.location.line)
            gutter = " " * len(number)
            self._err.print(Text(f"{gutter} ┌ {finding.location}", style="dim"))
            if finding.snippet:
                self._err.print(Text(f"{number} │ {finding.snippet}"))
            if finding.reason:
                self._err.print(Text(f"{gutter} └ {finding.reason}", style="dim"))
        elif finding.reason:
            self._err.print(Text(f"  {finding.reason}", style="dim"))
        if finding.suggestion:
            self._err.print(Text.assemble(("hint: ", "cyan"), finding.suggestion))
        self._err.print()

    def error(self, error: AerostatError) -> None:
        if isinstance(error, BlueprintError):
            self.findings(error.findings)
        self._err.print(Text.assemble(("error: ", "bold red"), error.message))
        for line in error.because:
            self._err.print(Text(f"  {line}"))
        if error.hint:
            self._err.print()
            self._err.print(Text.assemble(("hint: ", "cyan"), error.hint))

    def result(self, document: dict[str, Any]) -> None:
        """Results for people are told by the command itself; there is nothing to add."""

    def table(self, renderable: object) -> None:
        """Print a Rich renderable as data."""
        self._out.print(renderable)


def _moment(event: ResourceChanged | ResourceWaiting) -> tuple[tuple[str, str], ...]:
    """The time since the whole began, and the part of it; nothing where nobody counts."""
    if event.elapsed is None:
        return ()
    return ((f"  {_clock(event.elapsed):>6} ", "dim"), (f"{event.phase:<10}", "dim"))


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"
