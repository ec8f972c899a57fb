"""The commands of Terraform that Aerostat runs, on one project of one environment."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aerostat.errors import AerostatError, Interrupted, TerraformError
from aerostat.terraform.running.binary import Binary
from aerostat.terraform.running.process import Ended, run
from aerostat.terraform.running.refusals import Lock, Origins, lock_in, refusal
from aerostat.terraform.running.stream import Diagnostic, Message, Said, message
from aerostat.terraform.running.turn import Turn

_QUIET = {"TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "CHECKPOINT_DISABLE": "1"}
#: The cheapest command that takes the lock and gives it back.
_TRIAL = ("plan", "-input=false", "-json", "-refresh=false", "-lock-timeout=0s")


@dataclass(frozen=True, kw_only=True)
class Project:
    """
    A folder with Terraform in it, and the program that reads it.

    Attributes:
        folder: of the root module.
        notes: where the output of the commands and the saved plan are kept; only its owner reads it.
        environ: the user's environment, handed on whole.
        interrupt: set it to have whatever runs stop at a safe point.
    """

    binary: Binary
    folder: Path
    notes: Path
    environ: Mapping[str, str]
    origins: Origins
    turn: Turn | None = None
    interrupt: threading.Event = field(default_factory=threading.Event)

    @property
    def saved_plan(self) -> Path:
        """The plan that was shown last; it holds values of secrets."""
        return self.notes / "plan"

    @property
    def is_prepared(self) -> bool:
        """Whether ``init`` was run here before."""
        return (self.folder / ".terraform").is_dir()

    @property
    def unfinished(self) -> Path:
        """What the apply that is under way has said; still there when it was killed."""
        return self._log("apply")

    def init(self, on_message: Callable[[Message], None]) -> None:
        """Fetch providers and modules and open the state. Doing it again is cheap."""
        self._stream("preparing Terraform", "init", "-input=false", "-json", on_message=on_message)

    def plan(self, saved: Path, *arguments: str) -> Mapping[str, Any]:
        """Plan, save the plan and return what ``show -json`` says of it."""
        _made_private(saved)
        try:
            self._stream("planning", "plan", "-input=false", "-json", f"-out={saved}", *arguments)
            return self.show(saved)
        except AerostatError:
            saved.unlink(missing_ok=True)
            raise

    def show(self, saved: Path) -> Mapping[str, Any]:
        """A saved plan. The JSON holds secrets; it is deleted as soon as it is read."""
        return self._document("reading the plan", "show", "-json", str(saved))

    def apply(self, saved: Path, on_message: Callable[[Message], None]) -> None:
        """Carry out a saved plan: exactly that, or nothing when the state is no longer what was planned for."""
        self._stream("applying", "apply", "-input=false", "-json", str(saved), on_message=on_message)
        saved.unlink(missing_ok=True)

    def import_(self, address: str, id: str) -> None:
        """Write into the state what exists already."""
        self._text(f"taking over {address}", "import", "-input=false", address, id)

    def outputs(self) -> Mapping[str, Any]:
        return self._document("reading the outputs", "output", "-json")

    def addresses(self) -> frozenset[str]:
        """Of everything in the state; none where there is no state yet."""
        raw = self._text("reading the state", "state", "pull").strip()
        if not raw or not json.loads(raw).get("resources"):
            return frozenset()  # `state list` takes a state that is not there for a mistake
        return frozenset(self._text("reading the state", "state", "list").splitlines())

    def unlock(self, lock: str) -> None:
        """Take a lock away from a process that is gone. Terraform checks that it is this one."""
        self._text("unlocking", "force-unlock", "-force", lock)

    def require_unlocked(self) -> None:
        """
        Raises:
            LockHeld: somebody holds the state.
        """
        self._stream("opening the state", *_TRIAL)

    def lock(self) -> Lock | None:
        """Who holds the state, if anybody does; asked by trying."""
        diagnostics: list[Diagnostic] = []
        ended = self._run(
            "lock",
            _TRIAL,
            lambda one: diagnostics.append(one) if isinstance(one, Diagnostic) else None,
        )
        return lock_in(diagnostics) if ended.code else None

    def _stream(self, doing: str, *arguments: str, on_message: Callable[[Message], None] | None = None) -> None:
        diagnostics: list[Diagnostic] = []
        said: list[str] = []

        def receive(one: Message) -> None:
            if isinstance(one, Diagnostic):
                diagnostics.append(one)
            if isinstance(one, Said):
                said.append(one.text)
            if on_message:
                on_message(one)

        ended = self._run(arguments[0], arguments, receive)
        if ended.code >= 0:  # it ended by itself, so what it knew is written
            self._log(arguments[0]).replace(self.notes / f"{arguments[0]}.last.log")
        if ended.code == 0:
            return
        if ended.was_interrupted and lock_in(diagnostics) is None:
            raise Interrupted(
                f"{doing} was interrupted; Terraform has ended and its state is written",
                hint=f"`{self.origins.again}` continues where this ended",
            )
        raise refusal(doing, diagnostics, [*said, *ended.errors.splitlines()], self.origins)

    def _document(self, doing: str, *arguments: str) -> Mapping[str, Any]:
        text = self._text(doing, *arguments)
        try:
            document = json.loads(text)
        except ValueError as error:
            raise TerraformError(f"{doing} failed: {self.binary.name} did not answer with JSON") from error
        assert isinstance(document, Mapping)
        return document

    def _text(self, doing: str, *arguments: str) -> str:
        lines: list[str] = []
        log = self._log(arguments[0])
        ended = run(
            [self.binary.path, *arguments],
            folder=self.folder,
            environ={**self.environ, **_QUIET},
            log=log,
            turn=self.turn,
            on_line=lines.append,
            interrupt=self.interrupt,
        )
        log.unlink(missing_ok=True)
        if ended.code:
            raise refusal(doing, (), _plain(ended.errors), self.origins)
        return "\n".join(lines)

    def _run(self, name: str, arguments: Sequence[str], on_message: Callable[[Message], None]) -> Ended:
        def receive(line: str) -> None:
            if (told := message(line)) is not None:
                on_message(told)

        return run(
            [self.binary.path, *arguments],
            folder=self.folder,
            environ={**self.environ, **_QUIET},
            log=self._log(name),
            turn=self.turn,
            on_line=receive,
            interrupt=self.interrupt,
        )

    def _log(self, name: str) -> Path:
        return self.notes / f"{name}.log"


def _plain(text: str) -> list[str]:
    """Lines without colours and frames."""
    return [line.strip("│╷╵ ") for line in re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines() if line.strip("│╷╵ ")]


def _made_private(path: Path) -> None:
    """Terraform keeps the mode of a file that is there."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
