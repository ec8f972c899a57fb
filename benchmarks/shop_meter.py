"""
Processor time of the shop's parts, read from /proc.

Unlike a latency, processor seconds a request hardly depend on what else runs on the machine, so they say what a change
of the code is worth.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

from benchmarks.drill import command_of, parent_of

_TICKS = os.sysconf("SC_CLK_TCK")

#: A word in a command line, and the part that has it.
_PARTS = (
    ("uvicorn", "web tasks"),
    ("app.worker", "worker"),
    ("envoy", "load balancer"),
    ("valkey", "cache"),
    ("postgres", "database"),
    ("localcloud.main", "control plane"),
)


def processor_seconds(cloud: int) -> Counter[str]:
    """What a cloud's processes have used so far, by part; ``cloud`` is the control plane's process id."""
    parents = {int(entry.name): parent_of(int(entry.name)) for entry in Path("/proc").iterdir() if entry.name.isdigit()}
    found: Counter[str] = Counter()
    for pid in parents:
        if cloud in _line(pid, parents) and (part := _part(pid)):
            found[part] += _used(pid)
    return found


def _line(pid: int, parents: dict[int, int]) -> list[int]:
    """A process, its parent, and so on."""
    line = []
    while pid > 1:
        line.append(pid)
        pid = parents.get(pid, 0)
    return line


def _part(pid: int) -> str | None:
    command = " ".join(command_of(pid))
    return None if command.startswith("/bin/sh") else next((part for word, part in _PARTS if word in command), None)


def _used(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def milliseconds_a_request(before: Counter[str], after: Counter[str], requests: int) -> dict[str, float]:
    """Between two readings, the dearest part first, and their sum."""
    used = Counter({part: after[part] - before[part] for part in after})
    figures = {part: round(1000 * seconds / max(requests, 1), 3) for part, seconds in used.most_common()}
    return {**figures, "all": round(1000 * used.total() / max(requests, 1), 3)}
