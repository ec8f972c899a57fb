"""A cloud that refuses, and where the real provider is."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.real.aws_provider import mirror
from tests.real.ci.under_roles import Life, live
from tests.real.conftest import RunningCloud
from tests.real.terraform_gate2.on_aws import OnAws

#: Of one command; a database alone takes minutes.
_DEADLINE_SECONDS = 1500
_SPEED = "5"


@pytest.fixture(scope="module")
def strict_cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCloud]:
    """One for all tests of a module, whose databases' own user gets to its folder."""
    folder = tmp_path_factory.mktemp("strict")
    folder.chmod(0o755)
    running = RunningCloud(folder / "state", options=("--iam", "strict", "--speed", _SPEED))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def life_under_roles(tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[str | Path], Life]:
    """``life_under_roles(example)``: its production, in the hands of its pipeline."""
    found = mirror()
    if found is None or shutil.which("terraform") is None:
        pytest.skip("terraform and the AWS provider are not on this machine (see docs/internals/terraform-tests.md)")
    cloud: RunningCloud = request.getfixturevalue("strict_cloud")

    def life(example: str | Path) -> Life:
        folder = tmp_path / "project"
        place = OnAws(example, folder, endpoint=cloud.endpoint, mirror=found, deadline_seconds=_DEADLINE_SECONDS)
        give_repository(place)
        return live(place)

    return life


def give_repository(place: OnAws) -> None:
    """A repository for an environment that has none: without one there are no roles."""
    environment = place.environment
    if environment.ci is None:
        ours, text = f"\n  {environment.name}:\n", place.file.read_text()
        assert ours in text, f"{place.file} has no environment {environment.name}"
        place.file.write_text(text.replace(ours, f"{ours}    ci: example/{environment.application}\n"))
