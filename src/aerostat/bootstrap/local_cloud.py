"""
The local cloud as a process: start it, find it, stop it.

Only its command line and the file it writes about itself are known here; everything else about it is AWS's API.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aerostat.errors import LocalCloudError, UsageError
from localcloud.state_folder import card_of

FIRST_PORT = 4566
_PORTS = 500


@dataclass(frozen=True, kw_only=True)
class LocalCloud:
    """A running local cloud."""

    endpoint_url: str
    account: str
    region: str
    pid: int
    speed: float


def start(state: Path, *, speed: float, faithful: bool, region: str) -> LocalCloud:
    """
    The local cloud of this state folder, started unless it runs already.

    A cloud that runs with another speed or mode goes on as it is: ``down`` first to change them.

    Raises:
        LocalCloudError: when it does not start, with the last lines it said.
    """
    if running := find(state):
        return running
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    _check_space(state)
    options = ["--state", str(state), "--speed", str(speed), "--region", region, *(["--faithful"] if faithful else [])]
    _start_on_a_port(state, options)
    if running := find(state):
        return running
    raise LocalCloudError("the local cloud ended right after its start", because=_last_words(state))


def _start_on_a_port(state: Path, options: Sequence[str]) -> None:
    """Start on the folder's port; on another one if a cloud beside ours takes a new port first."""
    chosen = state / "port"
    while True:
        is_new = not chosen.exists()
        port = _port(chosen)
        try:
            return _run("start", *options, "--port", str(port), "--detach")
        except LocalCloudError:
            if not is_new or _is_free(port):
                raise
            chosen.unlink()


def find(state: Path) -> LocalCloud | None:
    """The local cloud of this state folder, once it answers; None when none runs."""
    card = card_of(state)
    if card is None:
        return None
    return LocalCloud(
        endpoint_url=card.endpoint, account=card.account, region=card.region, pid=card.pid, speed=card.speed
    )


def stop(state: Path, *, delete_data: bool) -> bool:
    """Stop it and all it runs. Returns whether there was anything to stop."""
    was_running = find(state) is not None
    if state.exists():
        _run("stop", "--state", str(state))
    if delete_data and state.exists():
        shutil.rmtree(state)
    return was_running


def require(state: Path) -> LocalCloud:
    """
    The running local cloud.

    Raises:
        UsageError: when it does not run.
    """
    if running := find(state):
        return running
    raise UsageError("the local cloud is not running", hint="`aerostat up` starts it")


def _run(*arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "localcloud.main", *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    if done.returncode != 0:
        said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        raise LocalCloudError(
            f"the local cloud did not {arguments[0]}: {said[-1] if said else 'it said nothing'}", because=said[-12:-1]
        )


def _port(chosen: Path) -> int:
    """
    The port of this folder's cloud: chosen once, because queue URLs contain it.

    Folders begin to look at different places, so that a cloud which is down seldom finds its port taken by another.
    """
    if chosen.exists():
        return int(chosen.read_text())
    start = zlib.crc32(str(chosen.resolve()).encode()) % _PORTS
    candidates = (FIRST_PORT + (start + step) % _PORTS for step in range(_PORTS))
    port = next(port for port in candidates if _is_free(port))
    chosen.write_text(str(port))
    return port


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _check_space(state: Path, needed: int = 500 * 2**20) -> None:
    free = shutil.disk_usage(state).free
    if free < needed:
        raise LocalCloudError(
            f"the disk is nearly full: {free // 2**20} MiB are free where {needed // 2**20} MiB are needed",
            because=(f"the local cloud keeps its data in {state}",),
            hint="free some space and try again",
        )


def _last_words(state: Path, count: int = 12) -> Sequence[str]:
    try:
        return (state / "cloud.log").read_text(errors="replace").splitlines()[-count:]
    except OSError:
        return ()
