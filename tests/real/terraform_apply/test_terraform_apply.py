"""
The real Terraform with the real AWS provider: what an engineer writes for AWS is made here, stays as it is, and goes.

The provider is somebody else's client with opinions of its own: it reads back all it has written, waits for statuses,
and wants to change whatever is not as it was asked for.
"""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

import pytest

from tests.real.aws_provider import needs_ports_of_browsers

pytestmark = [pytest.mark.real, pytest.mark.timeout(3600), pytest.mark.xdist_group("provider")]

#: Project → what its resources' names begin with.
NAMES = {
    "network": "shop-prod",
    "load_balancing": "gate",
    "containers": "fleet",
    "databases": "ledger",
    "replicas": "followed-",
    "storage": "archive",
    "functions": "studio",
    "edge": "gallery",
    "governance": "harbour",
}

#: Address → why its second plan may not be empty.
ALLOWED: dict[str, str] = {}


@pytest.mark.parametrize(
    "project",
    [pytest.param(one, marks=[needs_ports_of_browsers] if one == "load_balancing" else []) for one in NAMES],
)
def test_a_project_is_created_stays_and_goes(project: str, cycles: dict[str, Future[Any]], account: Any):
    """Apply succeeds, a second plan is empty, destroy leaves nothing behind."""
    cycle = cycles[project].result()

    assert 0 == cycle.apply.code, cycle.apply.output[-4000:]
    assert cycle.plan.code in (0, 2), cycle.plan.output[-4000:]
    assert {} == {address: change for address, change in cycle.changes.items() if address not in ALLOWED}
    assert 0 == cycle.destroy.code, cycle.destroy.output[-4000:]
    assert [] == cycle.left
    left = account.mentions([NAMES[project], f"family-{project}"])
    assert [] == left, "\n".join(left)
