"""A local cloud in a process of its own, for measurements that need nothing but its queues, and kill it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.drill import wait_for
from localcloud.state_folder import Card, card_of


@dataclass
class KillableCloud:
    """Started again it has the same port and the same state."""

    state: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; returns when it answers."""
        self.state.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "localcloud.main", "start", "--state", str(self.state)]
        with (self.state / "benchmark.log").open("ab") as log:
            self.process = subprocess.Popen([*command, "--port", str(self.port)], stdout=log, stderr=log)
        card = wait_for("the cloud answers", self._own_card)
        self.port = int(card.endpoint.rsplit(":", 1)[1])

    def _own_card(self) -> Card | None:
        assert self.process is not None
        if self.process.poll() is not None:
            raise AssertionError((self.state / "benchmark.log").read_text()[-2000:])
        card = card_of(self.state)
        return card if card and card.pid == self.process.pid else None

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        assert self.process is not None
        self.process.terminate()
        self.process.wait(60)

    def memory_mb(self) -> float:
        """Resident memory of the control plane."""
        assert self.process is not None
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024
