"""
The folder of one local cloud: who holds it, and the card (``cloud.json``) that tells clients where it answers.

A lock of the operating system (flock) decides whether a cloud runs, never the existence of a file: after a ``kill -9``
the lock is free, and what the dead cloud left lying is cleared away.
"""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

_ENDED = "ended"


class AlreadyRunning(Exception):
    """Another local cloud holds the folder."""

    def __init__(self, folder: Path, pid: int) -> None:
        super().__init__(
            f"a local cloud with process id {pid} already runs in {folder}. "
            f"Stop it with `localcloud stop --state {folder}`, or give this one another folder with --state."
        )
        self.pid = pid


@dataclass(frozen=True, kw_only=True)
class Card:
    """
    What a running cloud tells about itself.

    Attributes:
        started: ISO 8601, UTC.
        versions: of localcloud, moto, botocore and Python.
    """

    endpoint: str
    pid: int
    started: str
    account: str
    region: str
    speed: float
    versions: dict[str, str]


class StateFolder:
    """
    The folder, held by this process until ``release`` or its death.

    Raises:
        AlreadyRunning: another process holds it.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        self._descriptor = os.open(folder / "cloud.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self._descriptor, 32).decode()
            os.close(self._descriptor)
            raise AlreadyRunning(folder, int(holder or 0)) from None
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, str(os.getpid()).encode(), 0)
        self._card.unlink(missing_ok=True)
        (folder / _ENDED).unlink(missing_ok=True)

    def publish(self, card: Card) -> None:
        """Tell clients where we answer. Readable by the user alone."""
        partial = self._folder / "cloud.json.partial"
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(asdict(card), file, indent=2)
            file.write("\n")
        partial.replace(self._card)

    def release(self, *, ended: bool = False) -> None:
        """
        Take the card away and let another process have the folder.

        Args:
            ended: nothing that this cloud started runs any more.
        """
        self._card.unlink(missing_ok=True)
        if ended:
            (self._folder / _ENDED).touch(mode=0o600)
        os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)

    @property
    def _card(self) -> Path:
        return self._folder / "cloud.json"


def is_cut_off(folder: Path) -> bool:
    """Whether the last cloud of this folder died, or left running what it had started."""
    return (folder / "records.sqlite").exists() and not (folder / _ENDED).exists() and holder_of(folder) is None


def holder_of(folder: Path) -> int | None:
    """The process id of the cloud that runs in this folder, None when none does."""
    try:
        descriptor = os.open(folder / "cloud.lock", os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return int(os.read(descriptor, 32).decode() or 0)
    finally:
        os.close(descriptor)
    return None


def card_of(folder: Path) -> Card | None:
    """The card of the cloud that runs in this folder; None when none runs, or it does not answer yet."""
    if (pid := holder_of(folder)) is None:
        return None
    try:
        card = Card(**json.loads((folder / "cloud.json").read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    return card if card.pid == pid else None
