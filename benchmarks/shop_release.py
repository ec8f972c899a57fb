"""
The shop's next release: a new column, the code that reads it, and the migration that adds it before that code starts.

The new code selects the column in every order it loads. Were its tasks to start before the migration, or were the
migration to lock the table, orders would fail at once.
"""

from __future__ import annotations

import shutil
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from benchmarks.drill import Drill, Expected, wait_for
from benchmarks.shop_logs import logged

MIGRATION = Path(__file__).parent / "shop_next" / "0002_gift_note.py"

#: How many tasks of the web service the blueprint asks for.
TASKS = 3

_AFTER = "    shipping_address: Mapped[str] = mapped_column(String(400))\n"
_COLUMN = "    gift_note: Mapped[str | None] = mapped_column(String(200))\n"


class Visits(Protocol):
    """Visitors that come while a block runs."""

    def during(self, rate: float) -> AbstractContextManager[list[Any]]: ...


@dataclass(frozen=True, kw_only=True)
class Migrated:
    """What the logs say: how often the migration ran, and whether that was before every task of the release."""

    runs: int
    before_the_tasks: bool


def prepare(folder: Path) -> None:
    """Make a copy of the shop the next release."""
    shutil.copy(MIGRATION, folder / "migrations" / "versions")
    model = folder / "app" / "models" / "order_model.py"
    text = model.read_text()
    if _AFTER not in text:
        raise Expected(f"{model} has changed: the next release does not know where to put its column")
    model.write_text(text.replace(_AFTER, _AFTER + _COLUMN))


def deploy_with_migration(running: Drill, load: Visits, *, rate: float) -> dict[str, Any]:
    """Roll the release out under load; what it took, what visitors saw of it, and what the migration did."""
    prepare(running.folder)
    with load.during(rate) as told:
        ran = running.aerostat("deploy")
    if ran.code != 0:
        raise Expected(f"the deployment failed: {ran.documents[-3:]}")
    migrated = migration(running)
    return {
        "seconds": round(ran.seconds, 1),
        "migration_runs": migrated.runs,
        "migration_before_the_tasks": migrated.before_the_tasks,
        "visitors": told[0].summary(),
    }


def migration(running: Drill) -> Migrated:
    """When the migration ran and when the tasks that need it started, as the logs of the web service tell."""
    upgrade, start = '{ $.message = "Running upgrade 0001 -> 0002*" }', '{ $.message = "Shop started" }'
    ran = wait_for("the migration's log", lambda: logged(running, "web", upgrade))
    newest = logged(running, "web", start)[-TASKS:]
    before = len(newest) == TASKS and all(ran[0].timestamp < one.timestamp for one in newest)
    return Migrated(runs=len(ran), before_the_tasks=before)
