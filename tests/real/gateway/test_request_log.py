"""The request log on disk."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from localcloud.gateway.request_log import RequestLog

pytestmark = pytest.mark.real


def note(log: RequestLog, operation: str) -> None:
    log.add(operation=operation, principal="p", account="1", region="r", status=200, started=time.monotonic(), error="")


def test_every_request_is_in_the_file_when_the_log_is_closed(tmp_path: Path):
    """In order, one object a line, for the user alone."""
    log = RequestLog(tmp_path / "requests.jsonl")
    for number in range(100):
        note(log, f"s3:Get{number}")
    log.close()

    lines = (tmp_path / "requests.jsonl").read_text().splitlines()
    assert [f"Get{number}" for number in range(100)] == [json.loads(line)["operation"] for line in lines]
    assert 0o600 == (tmp_path / "requests.jsonl").stat().st_mode & 0o777


def test_a_full_log_makes_room(tmp_path: Path):
    """The file before the last is dropped, so the log never takes more than twice its size."""
    log = RequestLog(tmp_path / "requests.jsonl", rotate_at_bytes=100)
    note(log, "s3:First")
    log.close()
    log = RequestLog(tmp_path / "requests.jsonl", rotate_at_bytes=10_000)
    note(log, "s3:Second")
    log.close()

    assert "First" in (tmp_path / "requests.1.jsonl").read_text()
    assert "Second" in (tmp_path / "requests.jsonl").read_text()
