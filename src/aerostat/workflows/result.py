"""What a long command leaves behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aerostat.delivery.deployer import Outcome


@dataclass(frozen=True, kw_only=True)
class Result:
    """Which services serve what, where, and how long it took (seconds)."""

    outcomes: Sequence[Outcome]
    urls: Sequence[str]
    seconds: float
    mailbox: Sequence[str] = ()

    @property
    def summary(self) -> str:
        changed = [one for one in self.outcomes if one.changed]
        if not changed:
            return f"nothing changed; {_count(len(self.outcomes))} serving ({self.seconds:.1f} s)"
        names = ", ".join(f"{one.service} {one.revision}" for one in changed)
        return f"serving {names} ({self.seconds:.1f} s)"


def _count(services: int) -> str:
    return "1 service" if services == 1 else f"{services} services"
