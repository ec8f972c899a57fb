"""The command line of the local cloud: ``localcloud start|stop|status``."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from threading import Event
from typing import Annotated

import typer

from localcloud.settings import DEFAULT_ACCOUNT, DEFAULT_PORT, DEFAULT_REGION, DEFAULT_SPEED, Iam, Settings
from localcloud.state_folder import AlreadyRunning, card_of, holder_of, is_cut_off

app = typer.Typer(no_args_is_help=True, add_completion=False, help="An AWS on this machine.")

_READY_SECONDS = 60.0
_STOP_SECONDS = 60.0
_LOOK_EVERY_SECONDS = 0.05

StateOption = Annotated[Path, typer.Option("--state", help="The folder that holds everything this cloud remembers.")]


@app.command()
def start(
    state: StateOption = Path(".localcloud"),
    port: Annotated[
        int, typer.Option(help="Where the AWS API answers, on 127.0.0.1; 0 takes a free port.")
    ] = DEFAULT_PORT,
    speed: Annotated[
        float, typer.Option(help="10 means that 30 s of AWS's waiting take 3 s here.", min=0.1)
    ] = DEFAULT_SPEED,
    faithful: Annotated[bool, typer.Option("--faithful", help="Let users see errors where AWS shows them.")] = False,
    account: Annotated[str, typer.Option(help="Twelve digits.")] = DEFAULT_ACCOUNT,
    region: Annotated[str, typer.Option(help="For requests that name none.")] = DEFAULT_REGION,
    iam: Annotated[
        Iam,
        typer.Option(
            envvar="LOCALCLOUD_IAM",
            help="What policies do: nothing; say what would be refused; refuse. Also LOCALCLOUD_IAM.",
        ),
    ] = "off",
    detach: Annotated[bool, typer.Option("--detach", help="Return once it answers; it runs on by itself.")] = False,
) -> None:
    """Start a local cloud. Ctrl-C or SIGTERM end it with all it runs; SIGHUP leaves tasks and databases running."""
    settings = Settings(
        state=state.resolve(), port=port, speed=speed, faithful=faithful, account=account, region=region, iam=iam
    )
    if detach:
        _start_detached(settings)
    else:
        _serve(settings)


@app.command()
def stop(
    state: StateOption = Path(".localcloud"),
    leave_running: Annotated[
        bool, typer.Option("--leave-running", help="Tasks, load balancers and databases run on.")
    ] = False,
) -> None:
    """Stop the local cloud of a folder, with all it runs."""
    pid = holder_of(state)
    if pid is None:
        if is_cut_off(state) and not leave_running:
            _end_what_was_left(state)
        typer.echo(f"no local cloud runs in {state}", err=True)
        return
    os.kill(pid, signal.SIGHUP if leave_running else signal.SIGTERM)
    if not _wait(lambda: holder_of(state) is None and not _exists(pid), _STOP_SECONDS):
        raise _failed(f"the local cloud with process id {pid} did not stop within {_STOP_SECONDS:.0f} s")
    typer.echo(f"stopped the local cloud of {state}", err=True)


@app.command()
def status(
    state: StateOption = Path(".localcloud"),
    json_output: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
) -> None:
    """Say whether a local cloud runs in a folder, and where. Exit code 1 when none answers."""
    card = card_of(state)
    if json_output:
        import json

        typer.echo(json.dumps({"running": card is not None, **(asdict(card) if card else {})}))
    elif card:
        typer.echo(f"{card.endpoint}  pid {card.pid}  since {card.started}  speed {card.speed:g}")
    else:
        typer.echo(f"no local cloud answers in {state}\n\nhint: `localcloud start --state {state}`", err=True)
    if card is None:
        raise typer.Exit(1)


def run() -> None:
    """The entry point of the ``localcloud`` command."""
    app()


def _serve(settings: Settings) -> None:
    """Run a cloud in this process until a signal ends it."""
    from localcloud.cloud import Cloud  # the imports behind it take a second that `status` need not spend

    os.umask(0o077)  # what we remember is the user's alone; what we start has an ordinary umask again
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    ended = Event()
    received: list[int] = []

    def end(number: int, _: object) -> None:
        received.append(number)
        ended.set()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, end)
    try:
        cloud = Cloud(settings)
    except (AlreadyRunning, OSError) as problem:
        raise _failed(_explained(problem, settings)) from problem
    try:
        card = cloud.start()
        typer.echo(card.endpoint)
        ended.wait()
    finally:
        # After a failure tasks and databases run on: the next start adopts them.
        cloud.stop(shutdown=bool(received) and signal.SIGHUP not in received)


def _end_what_was_left(state: Path) -> None:
    """End what a cloud that died has left running: only a cloud of the same folder knows what that is."""
    from localcloud.cloud import Cloud

    cloud = Cloud(Settings(state=state.resolve(), port=0))
    try:
        cloud.start()
    finally:
        cloud.stop()


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _start_detached(settings: Settings) -> None:
    """Run a cloud in a process of its own, and wait until it answers."""
    settings.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    log = settings.state / "cloud.log"
    with log.open("ab") as file:
        position = file.tell()
        child = subprocess.Popen(
            _command(settings), stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True
        )

    def is_ready() -> bool:
        card = card_of(settings.state)
        return card is not None and card.pid == child.pid

    _wait(lambda: is_ready() or child.poll() is not None, _READY_SECONDS)
    if not is_ready():
        said = log.read_bytes()[position:].decode("utf-8", "replace").strip()
        raise _failed(f"the local cloud did not start:\n{said or f'nothing in {log}'}")
    typer.echo(settings.endpoint_url if settings.port else _endpoint(settings.state))


def _endpoint(state: Path) -> str:
    card = card_of(state)
    return card.endpoint if card else ""


def _command(settings: Settings) -> list[str]:
    command = [
        sys.executable, "-m", "localcloud.main", "start",
        "--state", str(settings.state), "--port", str(settings.port), "--speed", str(settings.speed),
        "--account", settings.account, "--region", settings.region, "--iam", settings.iam,
    ]  # fmt: skip
    return [*command, "--faithful"] if settings.faithful else command


def _explained(problem: Exception, settings: Settings) -> str:
    if isinstance(problem, AlreadyRunning):
        return str(problem)
    return (
        f"cannot listen on 127.0.0.1:{settings.port}: {problem}. "
        "Another program uses the port; give this cloud another one with --port."
    )


def _failed(message: str) -> typer.Exit:
    typer.echo(f"error: {message}", err=True)
    return typer.Exit(1)


def _wait(is_so: Callable[[], bool], seconds: float) -> bool:
    """Look until it is so; False when it is not within the time."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(_LOOK_EVERY_SECONDS)
    return True


if __name__ == "__main__":
    run()
