"""Programs that outlive us: real processes, real signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from localcloud.running import processes
from localcloud.running.processes import ProcessId
from localcloud.testing.waiting import PATIENCE_SECONDS, until

pytestmark = pytest.mark.real

PATH = {"PATH": "/usr/bin:/bin"}


def start(tmp_path: Path, *argv: str, **options: object) -> ProcessId:
    return processes.spawn(
        argv,
        env=PATH,
        cwd=tmp_path,
        log=tmp_path / "log",
        exit_file=tmp_path / "exit",
        **options,  # type: ignore[arg-type]
    )


def test_a_program_gets_its_own_environment_and_nothing_of_ours(tmp_path: Path) -> None:
    """The environment is what the caller gave, dotted names included."""
    processes.spawn(
        ["/usr/bin/env"], env={"A": "1 2", "spring.profile": "x"}, cwd=tmp_path, log=tmp_path / "log",
        exit_file=tmp_path / "exit",
    )  # fmt: skip

    assert processes.exit_code(tmp_path / "exit", within=PATIENCE_SECONDS) == 0
    lines = (tmp_path / "log").read_text().splitlines()
    assert {"A=1 2", "spring.profile=x"} <= set(lines)
    assert not any(line.startswith(("HOME=", "USER=")) for line in lines)


@pytest.mark.parametrize(("signum", "code"), [(signal.SIGTERM, 143), (signal.SIGKILL, 137)])
def test_a_killed_program_reports_its_signal_as_docker_does(tmp_path: Path, signum: int, code: int) -> None:
    """128 + the signal's number."""
    process = start(tmp_path, "sleep", "60")

    assert processes.signal(process, signum)

    assert code == processes.exit_code(tmp_path / "exit", within=PATIENCE_SECONDS)
    assert not processes.is_alive(process)
    assert not processes.signal(process, signal.SIGTERM)


def test_a_death_is_noticed(tmp_path: Path) -> None:
    """Who watches is called when the program ends."""
    process = start(tmp_path, "sleep", "60")
    seen = threading.Event()
    processes.watch(process, seen.set)

    os.kill(process.pid, signal.SIGKILL)

    assert seen.wait(PATIENCE_SECONDS)


def test_watching_a_dead_program_calls_at_once(tmp_path: Path) -> None:
    """A program that ended before the watch began is reported, not forgotten."""
    process = start(tmp_path, "true")
    processes.exit_code(tmp_path / "exit", within=PATIENCE_SECONDS)
    until(lambda: not processes.is_alive(process), "the end of true")
    seen = threading.Event()

    processes.watch(process, seen.set)

    assert seen.is_set()


def test_a_program_outlives_the_one_who_started_it_and_keeps_its_exit_code(tmp_path: Path) -> None:
    """kill -9 of the starter: the program runs on, is found by its label, and its exit code is written."""
    label = f"test-label-{os.getpid()}"
    script = (
        "import os, pathlib, signal\n"
        "from localcloud.running import processes\n"
        f"here = pathlib.Path({str(tmp_path)!r})\n"
        f"p = processes.spawn(['sleep', '60'], env={PATH!r}, cwd=here, log=here / 'log', exit_file=here / 'exit', "
        f"label={label!r})\n"
        "print(p.pid, p.started, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    pid, started = answer.stdout.split()
    process = ProcessId(int(pid), started)

    assert processes.is_alive(process)
    [found] = processes.labelled(label)
    seen = threading.Event()
    processes.watch(process, seen.set)
    processes.signal(process, signal.SIGTERM)

    assert seen.wait(PATIENCE_SECONDS)
    assert processes.exit_code(tmp_path / "exit", within=PATIENCE_SECONDS) == 143
    until(lambda: not processes.is_alive(found.keeper), "the end of the keeper")


def test_an_unrecorded_program_is_ended_by_its_label(tmp_path: Path) -> None:
    """A keeper and its program die together."""
    label = f"test-orphan-{os.getpid()}"
    process = start(tmp_path, "sleep", "60", label=label)

    for found in processes.labelled(label):
        processes.end_labelled(found)

    until(lambda: not processes.is_alive(process), "the end of sleep")
    until(lambda: not list(processes.labelled(label)), "the end of its keeper")


def test_what_a_program_leaves_behind_ends_with_it(tmp_path: Path) -> None:
    """With ends_group, a background child does not survive its parent."""
    start(tmp_path, "/bin/sh", "-c", "sleep 60 & echo $!", ends_group=True)

    assert processes.exit_code(tmp_path / "exit", within=PATIENCE_SECONDS) == 0
    child = int((tmp_path / "log").read_text())
    until(lambda: processes._started(child) is None, "the end of the background child")


def test_another_process_with_the_same_pid_is_not_it() -> None:
    """pid alone does not name a process."""
    assert not processes.is_alive(ProcessId(os.getpid(), "another-boot/1"))


def test_the_end_of_one_program_is_not_taken_for_that_of_another(tmp_path: Path) -> None:
    """Every end is told to those who watch that program, while others begin to watch one that lives on."""
    living = start(tmp_path, "sleep", "60")
    wrongly, ended = threading.Event(), threading.Semaphore(0)
    programs = [subprocess.Popen(["sleep", "60"]) for _ in range(100)]
    for program in programs:
        processes.watch(ProcessId(program.pid, processes._started(program.pid) or ""), ended.release)

    killer = threading.Thread(target=lambda: [program.kill() for program in programs])
    killer.start()
    for _ in range(300):
        processes.watch(living, wrongly.set)
    killer.join()

    assert all(ended.acquire(timeout=PATIENCE_SECONDS) for _ in programs)
    assert not wrongly.is_set()
    for program in programs:
        program.wait()
    processes.signal(living, signal.SIGKILL)
