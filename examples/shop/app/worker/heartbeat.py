"""
A file that is touched while the worker works, for the container's health check::

    python -m app.worker.heartbeat     exit code 0 while the worker lives, 1 when it has not stirred for two minutes
"""

import sys
import tempfile
import time
from pathlib import Path

_FILE = Path(tempfile.gettempdir()) / "shop-worker-heartbeat"
_LONGEST_SILENCE_SECONDS = 120


def beat() -> None:
    _FILE.touch()


def is_alive() -> bool:
    try:
        return time.time() - _FILE.stat().st_mtime < _LONGEST_SILENCE_SECONDS
    except FileNotFoundError:
        return False


if __name__ == "__main__":
    sys.exit(0 if is_alive() else 1)
