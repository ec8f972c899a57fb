"""The ECS API on records alone: nothing runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from localcloud.api import ApiError
from localcloud.clock import Clock
from localcloud.journal.tables import Journal
from localcloud.services.ecs.api import Ecs
from localcloud.services.ecs.store import Record, Store
from localcloud.testing.ecs import CALLER, Surroundings


class Recorder:
    """An engine that only remembers what it was asked."""

    def __init__(self) -> None:
        self.launched: list[Record] = []
        self.stopped: list[tuple[str, str, str]] = []

    def wake(self, service_key: str) -> None:
        pass

    def launch(self, records: Sequence[Record]) -> None:
        self.launched += records

    def stop_task(self, arn: str, *, code: str, reason: str) -> None:
        self.stopped.append((arn, code, reason))


class Api:
    """``api.create_service(...)`` as boto3 would call it; ``api.refusal(...)`` for the error it raises."""

    def __init__(self, folder: Path) -> None:
        self.surroundings = Surroundings()
        self.engine = Recorder()
        self.store = Store(Journal(folder / "records.sqlite"))
        self._ecs = Ecs(self.store, self.engine, self.surroundings, Clock())

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        return lambda **params: getattr(self._ecs, operation)(CALLER, params)

    def refusal(self, operation: str, **params: Any) -> tuple[str, str]:
        with pytest.raises(ApiError) as caught:
            getattr(self, operation)(**params)
        return caught.value.code, caught.value.message


@pytest.fixture
def api(tmp_path: Path) -> Api:
    api = Api(tmp_path)
    api.create_cluster()
    return api
