"""Dates as AWS sends them: seconds since 1970, not text."""

from __future__ import annotations

from typing import Any


def correct() -> None:
    from moto.codecommit.models import CodeCommit
    from moto.core.utils import unix_time

    plain = CodeCommit.__init__

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        plain(self, *args, **kwargs)
        self.repository_metadata |= {"creationDate": unix_time(), "lastModifiedDate": unix_time()}

    CodeCommit.__init__ = __init__
