"""What is settled once for a whole project, before the first file is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aerostat.terraform.writing.settings import Settings
from aerostat.terraform.writing.wiring import Wiring


@dataclass(frozen=True, kw_only=True)
class Outline:
    """
    Attributes:
        shared_tags: the tags that the provider sets, so that resources need not.
    """

    wiring: Wiring
    shared_tags: Mapping[str, str]
    settings: Settings
