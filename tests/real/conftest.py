"""A local cloud in a process of its own, as a user starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from localcloud.state_folder import Card, card_of, holder_of
from localcloud.testing.waiting import PATIENCE_SECONDS, until


@dataclass
class RunningCloud:
    """A cloud that can be killed and started again on the same folder."""

    state: Path
    process: subprocess.Popen[bytes] | None = None
    options: tuple[str, ...] = ()

    def start(self) -> None:
        command = [sys.executable, "-m", "localcloud.main", "start", "--state", str(self.state), "--port", "0"]
        command += self.options
        self.state.mkdir(exist_ok=True)
        with (self.state / "test.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        until(self._answers, f"the cloud answers; its log: {self.state / 'test.log'}")

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.state / "test.log").read_text()
        card = card_of(self.state)
        return card is not None and card.pid == self.process.pid

    def kill(self) -> None:
        """End it as a crash would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """End it with SIGTERM; returns its exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(PATIENCE_SECONDS)

    @property
    def card(self) -> Card:
        card = card_of(self.state)
        assert card is not None
        return card

    @property
    def endpoint(self) -> str:
        return self.card.endpoint

    def client(
        self, service: str, key: str = "test", secret: str = "test", token: str | None = None, **more: Any
    ) -> Any:
        return boto3.client(
            service,
            endpoint_url=more.pop("endpoint_url", self.endpoint),
            region_name=more.pop("region_name", "us-east-1"),
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            aws_session_token=token,
            config=Config(retries={"total_max_attempts": 1}, read_timeout=60, **more),
        )


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCloud]:
    """One cloud for all tests of a module."""
    running = RunningCloud(tmp_path_factory.mktemp("cloud"))
    running.start()
    yield running
    running.stop()
    assert holder_of(running.state) is None


@pytest.fixture
def own_cloud(tmp_path: Path) -> Iterator[RunningCloud]:
    """A cloud for one test, which may kill it."""
    running = RunningCloud(tmp_path / "state")
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session", autouse=True)
def _no_settings_of_the_user() -> None:
    """The user's own AWS settings stay out of the tests."""
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN"):
        os.environ.pop(name, None)
