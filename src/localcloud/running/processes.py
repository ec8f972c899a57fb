"""
Programs that outlive us: started detached, watched by pid, and known again after our own restart.

Tasks, load balancers, databases and caches must survive ``kill -9`` of the control plane. So each of them

* has a session of its own, no pipe to us, and writes to a file;
* runs under a tiny ``/bin/sh``, its *keeper*, which does nothing but wait and write down the exit code, so that the
  code is known even of a program that ended while we were dead;
* is named by pid *and* start time, because pids are used again.

A keeper carries a label in its arguments. A control plane that died between starting a program and recording it can
therefore find it again: :func:`labelled`.
"""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal as signals
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# Descriptors: 0 is the exit file, 1 a pipe that takes the program's pid, 2 the log. The program itself gets the log
# as 1 and 2, and /dev/null as 0.
_ANNOUNCE = 'echo "$$"; exec "$@" </dev/null >&2'
_KEEP = f'/bin/sh -c \'{_ANNOUNCE}\' program "$@"; echo "$?" >&0'
_KEEP_GROUP = f"{_KEEP}; kill -s KILL 0"

_POLL_SECONDS = 0.02
_SHELL_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


@dataclass(frozen=True)
class ProcessId:
    """
    One process, for ever.

    Attributes:
        started: when it started, in the kernel's words; with ``pid`` it is unique on this machine.
    """

    pid: int
    started: str


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """A keeper found on this machine, with the label its program was started under."""

    label: str
    keeper: ProcessId


def spawn(
    argv: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path,
    log: Path,
    exit_file: Path | None = None,
    user: tuple[int, int] | None = None,
    label: str = "program",
    ends_group: bool = False,
) -> ProcessId:
    """
    Start a program that lives on when we die.

    Args:
        env: its whole environment; nothing of ours is added.
        log: gets its output, appended.
        exit_file: gets its exit code when it ends; an old file is emptied.
        user: uid and gid to run as; needs root.
        label: by which :func:`labelled` finds it.
        ends_group: kill what the program started and left behind when it ends, as a container's end would.

    Raises:
        OSError: the working folder is missing, or the machine is out of processes.
    """
    plain = {name: value for name, value in env.items() if _SHELL_NAME.match(name)}
    odd = [f"{name}={value}" for name, value in env.items() if name not in plain]
    program = ["/usr/bin/env", *odd, *argv] if odd else list(argv)  # dash drops names such as spring.profile
    with contextlib.ExitStack() as stack:
        output = stack.enter_context(log.open("ab"))
        code = stack.enter_context((exit_file or Path(os.devnull)).open("wb"))
        keeper = subprocess.Popen(
            ["/bin/sh", "-c", _KEEP_GROUP if ends_group else _KEEP, label, *program],
            env=plain,
            cwd=cwd,
            stdin=code,
            stdout=subprocess.PIPE,
            stderr=output,
            start_new_session=True,
            umask=0o022,
            user=user[0] if user else None,
            group=user[1] if user else None,
            extra_groups=() if user else None,
        )
    pid = _announced_pid(keeper)
    _watcher().add(keeper.pid, lambda: _reap(keeper))
    return ProcessId(pid, _started(pid) or "")


def is_alive(process: ProcessId) -> bool:
    """Whether it runs. A zombie does not; another process with the same pid is not it."""
    return bool(process.started) and _started(process.pid) == process.started


def signal(process: ProcessId, signum: int) -> bool:
    """Send a signal to this very process; False when it is gone."""
    if not is_alive(process):
        return False
    try:
        os.kill(process.pid, signum)
    except ProcessLookupError:
        return False
    return True


def watch(process: ProcessId, callback: Callable[[], None]) -> None:
    """
    Call ``callback`` once, within milliseconds of the process' end, from a thread of this module.

    Works for processes that are not our children. When the process has already ended, it is called at once.
    """
    if not is_alive(process):
        callback()
        return
    _watcher().add(process.pid, callback)


def exit_code(exit_file: Path, *, within: float = 0.0) -> int | None:
    """
    How the program ended: its own code, or 128 + the signal that killed it (137 for SIGKILL), as Docker reports.

    The keeper writes it a moment after the program's death; ``within`` says how many seconds to wait for it. None
    when the program still runs, or when its keeper was killed as well.
    """
    deadline = time.monotonic() + within
    while True:
        with contextlib.suppress(OSError):
            if (text := exit_file.read_text()).endswith("\n"):
                return int(text)
        if time.monotonic() >= deadline:
            return None
        time.sleep(0.002)


def labelled(prefix: str) -> Iterator[Labelled]:
    """Every keeper on this machine whose label starts so."""
    for pid, arguments in _command_lines():
        is_keeper = len(arguments) > 3 and arguments[1] == "-c" and arguments[2] in (_KEEP, _KEEP_GROUP)
        if is_keeper and arguments[3].startswith(prefix) and (started := _started(pid)):
            yield Labelled(label=arguments[3], keeper=ProcessId(pid, started))


def end_labelled(found: Labelled) -> None:
    """Kill a keeper, its program, and all they started."""
    if is_alive(found.keeper):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(found.keeper.pid, signals.SIGKILL)


def _announced_pid(keeper: subprocess.Popen[bytes]) -> int:
    assert keeper.stdout is not None
    with keeper.stdout as pipe:
        line = pipe.readline()
    if not line:
        raise OSError(f"the keeper of {keeper.args!r} ended before it started its program")
    return int(line)


def _reap(keeper: subprocess.Popen[bytes]) -> None:
    keeper.wait()


def _started(pid: int) -> str | None:
    """The start time of a living process; None for the dead, zombies included."""
    if sys.platform != "linux":
        return _started_by_ps(pid)
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()  # the name before may hold spaces
    return None if fields[0] in "ZX" else f"{_boot()}/{fields[19]}"


@cache
def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def _started_by_ps(pid: int) -> str | None:
    answer = subprocess.run(["/bin/ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True)
    state, _, started = answer.stdout.strip().partition(" ")
    return started.strip() if started and not state.startswith("Z") else None


def _command_lines() -> Iterator[tuple[int, list[str]]]:
    if sys.platform != "linux":
        yield from _command_lines_by_ps()
        return
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                yield int(entry.name), os.fsdecode((entry / "cmdline").read_bytes()).split("\0")


def _command_lines_by_ps() -> Iterator[tuple[int, list[str]]]:
    answer = subprocess.run(["/bin/ps", "-axww", "-o", "pid=,command="], capture_output=True, text=True)
    for line in answer.stdout.splitlines():
        pid, _, command = line.strip().partition(" ")
        for script in (_KEEP_GROUP, _KEEP):
            before, found, after = command.partition(f" -c {script} ")
            if found and before == "/bin/sh":
                yield int(pid), [before, "-c", script, *after.split(" ")]
                break


class _Watcher:
    """One thread that waits for the end of any number of processes, by pidfd where the kernel has them."""

    def __init__(self) -> None:
        self._callbacks: dict[int, list[Callable[[], None]]] = {}
        self._pids: dict[int, str] = {}
        self._lock = threading.Lock()
        self._by_pidfd = hasattr(os, "pidfd_open") and hasattr(select, "epoll")
        self._epoll = select.epoll() if self._by_pidfd else None
        threading.Thread(target=self._run, name="process-watcher", daemon=True).start()

    def add(self, pid: int, callback: Callable[[], None]) -> None:
        if self._epoll is None:
            self._add_polled(pid, callback)
            return
        try:
            descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            callback()
            return
        with self._lock:
            self._callbacks[descriptor] = [callback]
        self._epoll.register(descriptor, select.EPOLLIN)

    def _add_polled(self, pid: int, callback: Callable[[], None]) -> None:
        with self._lock:
            self._pids.setdefault(pid, _started(pid) or "gone")
            self._callbacks.setdefault(pid, []).append(callback)

    def _run(self) -> None:
        while True:
            for callback in self._ended() if self._epoll is None else self._ended_by(self._epoll):
                threading.Thread(target=callback, name="process-ended", daemon=True).start()

    def _ended(self) -> list[Callable[[], None]]:
        time.sleep(_POLL_SECONDS)
        with self._lock:
            ended = [pid for pid, started in self._pids.items() if _started(pid) != started]
            for pid in ended:
                del self._pids[pid]
            return [callback for pid in ended for callback in self._callbacks.pop(pid)]

    def _ended_by(self, epoll: select.epoll) -> list[Callable[[], None]]:
        ended: list[Callable[[], None]] = []
        for descriptor, _ in epoll.poll():
            epoll.unregister(descriptor)
            with self._lock:
                ended += self._callbacks.pop(descriptor)
            os.close(descriptor)  # from here on the number is another's
        return ended


@cache
def _watcher() -> _Watcher:
    return _Watcher()
