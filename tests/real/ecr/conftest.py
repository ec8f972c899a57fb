"""A local cloud in this process, and images to push into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest

from aerostat.images import Credentials, Image, build
from aerostat.model import Build
from localcloud.cloud import Cloud
from localcloud.settings import Settings


@contextmanager
def running(settings: Settings) -> Iterator[Cloud]:
    """A cloud that is stopped when the block ends."""
    cloud = Cloud(settings)
    try:
        cloud.start()
        yield cloud
    finally:
        cloud.stop()


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Cloud]:
    with running(Settings(state=tmp_path / "state", port=0)) as cloud:
        yield cloud


def client(cloud: Cloud) -> Any:
    return boto3.client(
        "ecr", endpoint_url=cloud.settings.endpoint_url, region_name="us-east-1",
        aws_access_key_id="test", aws_secret_access_key="test",
    )  # fmt: skip


@pytest.fixture
def ecr(cloud: Cloud) -> Any:
    return client(cloud)


@pytest.fixture
def repository(ecr: Any) -> str:
    """The URI of the repository shop/web."""
    return str(ecr.create_repository(repositoryName="shop/web")["repository"]["repositoryUri"])


def credentials(ecr: Any) -> Callable[[], Credentials]:
    return lambda: Credentials.from_token(ecr.get_authorization_token()["authorizationData"][0]["authorizationToken"])


@pytest.fixture
def image_of(tmp_path: Path) -> Callable[..., Image]:
    """An image of a Python program, built now."""

    def make(program: str, command: str = "python main.py") -> Image:
        project = tmp_path / "project"
        project.mkdir(exist_ok=True)
        (project / "requirements.txt").write_text("")
        (project / "main.py").write_text(program)
        return build(Build(context=project), command=command, port=0, cache=tmp_path / "cache", emit=[].append)

    return make
