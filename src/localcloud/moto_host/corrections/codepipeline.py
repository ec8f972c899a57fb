"""Dates as AWS sends them: seconds since 1970, not text."""

from __future__ import annotations

from typing import Any


def correct() -> None:
    from moto.codepipeline.models import CodePipeline
    from moto.core.utils import unix_time

    plain = CodePipeline.metadata.fget

    def metadata(self: Any) -> dict[str, Any]:
        return {**plain(self), "created": unix_time(self._created), "updated": unix_time(self._updated)}

    CodePipeline.metadata = property(metadata)
