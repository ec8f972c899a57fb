"""The open-loop client as a child process: start it, do something to the system, stop it, read what it saw."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.open_loop import Report, Sample

ROOT = Path(__file__).parent.parent


class Load:
    """A running client. ``report`` is there once the block has ended."""

    report: Report


@contextmanager
def load(url: str, *, rate: float, method: str = "GET", timeout: float = 10.0) -> Iterator[Load]:
    """Load on ``url`` while the block runs."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "samples.json"
        client = subprocess.Popen(
            [
                *(sys.executable, "-m", "benchmarks.open_loop", url),
                *("--rate", str(rate), "--method", method, "--timeout", str(timeout)),
                *("--until-stdin-closes", "--json", str(out)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            cwd=ROOT,
        )
        running = Load()
        try:
            yield running
        finally:
            client.communicate()
        document = json.loads(out.read_text())
        samples = [Sample(*one) for one in document["samples"]]
        running.report = Report(document["rate"], document["started"], samples)
