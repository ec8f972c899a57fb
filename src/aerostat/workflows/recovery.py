"""What an apply that died left behind: a lock that nobody holds, and resources that nobody wrote down."""

from __future__ import annotations

import socket
from pathlib import Path

from aerostat.errors import LockHeld, TerraformError, UsageError
from aerostat.events import Note, Sink
from aerostat.terraform.running.leftovers import leftovers
from aerostat.workflows.workspace import Workspace


def take_over(work: Workspace, emit: Sink) -> None:
    """
    Write into the state what an apply that was killed had made and not written down.

    Raises:
        LockHeld: the state is still locked.
    """
    log = work.project.unfinished
    if not log.exists():
        return
    work.project.require_unlocked()
    left = leftovers(log.read_text(errors="replace").splitlines(), work.project.addresses())
    for address, id in left.made:
        try:
            work.project.import_(address, id)
        except TerraformError as error:
            why = " ".join(error.because[:2])
            text = f"an apply that was killed made {address} ({id}), and it cannot be taken over: {why}"
            emit(Note(at=work.now(), subject=address, text=text, level="warning"))
        else:
            text = f"took over {address}, which an apply that was killed had made"
            emit(Note(at=work.now(), subject=address, text=text))
    for address in left.started:
        text = f"an apply was killed while it made {address}; if AWS says that it exists already, import or delete it"
        emit(Note(at=work.now(), subject=address, text=text, level="warning"))
    log.unlink()


def release_lock(work: Workspace, id: str, emit: Sink) -> None:
    """
    Take away a lock whose holder is gone.

    That we have the turn proves it of every Terraform that Aerostat started here; of one started by hand in the same
    folder the list of processes does. A holder on another machine is taken on the word of whoever gave the id.
    """
    lock = work.project.lock()
    if lock is None:
        emit(Note(at=work.now(), subject="lock", text="the state is not locked"))
        return
    if lock.id != id:
        raise UsageError(
            f"the state is locked by another lock than {id}",
            because=[f"{lock.who} took {lock.id} at {lock.since} UTC"],
            hint=f"`{work.command('apply')} --unlock {lock.id}` takes that one away, once it is stale for certain",
        )
    if lock.host == socket.gethostname():
        if found := _at_work_in(work.project.folder, work.project.binary.path.name):
            raise LockHeld(
                f"the lock is not stale: {work.project.binary.name} is at work in {work.project.folder}",
                because=[f"process {', '.join(map(str, found))}"],
                hint=f"wait until it has ended, or ask it to stop: `kill -INT {found[0]}`",
            )
    else:
        text = f"the lock was taken on {lock.host}, where this machine cannot see who still works; you say nobody does"
        emit(Note(at=work.now(), subject="lock", text=text, level="warning"))
    work.project.unlock(id)
    emit(Note(at=work.now(), subject="lock", text=f"took away the lock of {lock.who}, held since {lock.since} UTC"))


def _at_work_in(folder: Path, program: str) -> list[int]:
    """Processes of ``program`` whose working directory is ``folder``; none where the system does not tell."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "comm").read_text().strip() == program and (process / "cwd").samefile(folder):
                found.append(int(process.name))
        except OSError:
            continue
    return sorted(found)
