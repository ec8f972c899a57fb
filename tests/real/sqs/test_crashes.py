"""Producers, consumers and kill -9: the short form of ``benchmarks.sqs_million``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.real, pytest.mark.timeout(180)]

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("seed", [1, 2])
def test_no_acknowledged_message_is_lost_and_order_is_kept(seed: int):
    """
    Two producers and two consumers, on a standard and a FIFO queue, while consumers and the control plane are killed
    at random points: every acknowledged message is received, each group in order.
    """
    words = ["--messages", "6000", "--producers", "2", "--consumers", "2", "--kills", "8", "--seed", str(seed)]
    command = [sys.executable, "-m", "benchmarks.sqs_million", *words, "--seconds", "150"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    assert 0 == done.returncode, done.stderr
    figures = json.loads(done.stdout)
    assert (6000, 0, 0) == (figures["sent"], figures["lost"], figures["order_violations"])
    assert 8 == sum(figures["kills"].values())
