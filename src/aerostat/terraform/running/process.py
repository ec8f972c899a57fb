"""
Terraform as a process: started apart from us, read while it writes, asked to stop when we are.

It writes into a file, not into a pipe, and leads a session of its own. So neither a Ctrl-C in the terminal nor our own
death reaches it: a pipe that breaks would end it in the middle of a change, and what it had made since its last save
would be known to nobody.
"""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from aerostat.errors import TerraformError
from aerostat.terraform.running.turn import Turn

_LOOK_SECONDS = 0.1


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How it went; ``errors`` is what it wrote to stderr."""

    code: int
    was_interrupted: bool
    errors: str


def run(
    command: Sequence[str | Path],
    *,
    folder: Path,
    environ: Mapping[str, str],
    log: Path,
    turn: Turn | None,
    on_line: Callable[[str], None],
    interrupt: threading.Event,
) -> Ended:
    """
    Run a command to its end.

    Args:
        log: where its output goes, and stays; what it writes to stderr goes beside it.
        on_line: told every line of output, as soon as it is whole.
        interrupt: when it is set, the process gets SIGINT once, and then the time it needs.
    """
    errors = log.with_suffix(".err")
    with _private(log) as output, _private(errors) as complaints, log.open("rb") as told:
        process = _start(command, folder, environ, output, complaints, turn)
        try:
            was_interrupted = _follow(process, _Lines(told, on_line), interrupt)
        finally:
            if turn and process.poll() is not None:
                turn.note(terraform=None)
    return Ended(code=process.returncode, was_interrupted=was_interrupted, errors=errors.read_text(errors="replace"))


def _start(
    command: Sequence[str | Path],
    folder: Path,
    environ: Mapping[str, str],
    output: IO[bytes],
    complaints: IO[bytes],
    turn: Turn | None,
) -> subprocess.Popen[bytes]:
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=complaints,
            start_new_session=True,
            pass_fds=(turn.descriptor,) if turn else (),
        )
    except OSError as error:
        raise TerraformError(f"{command[0]} does not start: {error.strerror}") from error
    if turn:
        turn.note(terraform=process.pid)
    return process


def _follow(process: subprocess.Popen[bytes], lines: _Lines, interrupt: threading.Event) -> bool:
    was_interrupted = False
    while process.poll() is None:
        lines.tell()
        if interrupt.is_set() and not was_interrupted:
            was_interrupted = True
            process.send_signal(signal.SIGINT)
        try:
            process.wait(_LOOK_SECONDS)
        except subprocess.TimeoutExpired:
            continue
    lines.tell()
    return was_interrupted


class _Lines:
    """Whole lines of a file that grows."""

    def __init__(self, file: IO[bytes], on_line: Callable[[str], None]) -> None:
        self._file = file
        self._on_line = on_line
        self._rest = b""

    def tell(self) -> None:
        *whole, self._rest = (self._rest + self._file.read()).split(b"\n")
        for line in whole:
            self._on_line(line.decode(errors="replace"))


def _private(path: Path) -> IO[bytes]:
    """A new empty file that only its owner reads: Terraform's output may hold more than it should."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    return path.open("wb")
