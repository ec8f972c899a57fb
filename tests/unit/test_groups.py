"""What several tests share and is costly to start, a cloud or an application, is started once, for their group."""

from __future__ import annotations

import pytest


@pytest.mark.xdist_group("together")
def test_the_tests_of_a_group_run_in_one_worker(request: pytest.FixtureRequest) -> None:
    """
    xdist 3.8 tells a group by the ends of its tests' ids, which pytest 9.2 does not let it write; then it says nothing,
    and every worker starts everything: https://github.com/pytest-dev/pytest-xdist/issues/1386.
    """
    if not getattr(request.config.option, "loadgroup", False):
        pytest.skip("groups matter with `--dist loadgroup`, as `make test` has it")

    assert request.node.nodeid.endswith("@together")
