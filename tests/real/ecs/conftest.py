"""An ECS room on a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from localcloud.testing.ecs import EcsCloud
from localcloud.testing.ecs_shop import Shop


@pytest.fixture
def app(tmp_path: Path) -> Path:
    folder = tmp_path / "app"
    folder.mkdir()
    return folder


@pytest.fixture
def shop(tmp_path: Path, app: Path) -> Iterator[Shop]:
    with EcsCloud(tmp_path / "state") as cloud:
        cloud.call("create_cluster")
        yield Shop(cloud, app)
