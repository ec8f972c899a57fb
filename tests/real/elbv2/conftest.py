"""Fixtures for load balancers with real targets."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from elbv2_lab import lab, make_lab  # noqa: F401
