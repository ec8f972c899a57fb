"""The mail that was accepted: one ``.eml`` file each, readable by its owner only, with an index beside them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from localcloud.journal.tables import Journal
from localcloud.services.ses.messages import Mail


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """What the index knows of a mail. ``id`` is SES's message id."""

    id: str
    at: datetime
    account: str
    sender: str
    recipients: tuple[str, ...]
    subject: str


class Mailbox:
    """All mail of one cloud. A mail is on disk before its sender is told that it was accepted."""

    def __init__(self, journal: Journal, folder: Path) -> None:
        self._index = journal.table("ses/mailbox")
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def keep(self, mail: Mail, *, id_: str, at: datetime, account: str) -> None:
        descriptor = os.open(self._path(id_), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(mail.content)
        self._index.put(
            id_,
            {
                "at": at,
                "account": account,
                "sender": mail.sender,
                "recipients": list(mail.recipients),
                "subject": mail.subject,
            },
        )

    def envelopes(self) -> list[Envelope]:
        """All mail, newest first."""
        found = [
            Envelope(
                id=id_,
                at=one["at"],
                account=one["account"],
                sender=one["sender"],
                recipients=tuple(one["recipients"]),
                subject=one["subject"],
            )
            for id_, one in self._index.items()
        ]
        return sorted(found, key=lambda one: one.at, reverse=True)

    def content(self, id_: str) -> bytes | None:
        """The mail as it would have gone out, or None if there is none of that id."""
        return self._path(id_).read_bytes() if id_ in self._index else None

    def _path(self, id_: str) -> Path:
        return self._folder / f"{id_}.eml"
