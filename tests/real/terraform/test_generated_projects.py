"""Gate 1: what Aerostat writes for every example and environment lives a whole life under a real Terraform."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from aerostat import blueprint
from aerostat.graph import Graph, compile_graph
from aerostat.model import Environment
from aerostat.terraform.schema.check import graph_problems
from aerostat.terraform.writing import Settings, addresses, project, read_ledger, variables, write
from aerostat.testing.full_cycle import full_cycle
from aerostat.testing.terraform import Terraform
from tests.unit.graph import systems
from tests.unit.terraform.renaming import renamed

pytestmark = [pytest.mark.real, pytest.mark.timeout(400)]

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*/aerostat.yaml"))
#: What a deployer would bring; long enough for every rule about secrets.
SECRET = "a-value-that-only-the-deployer-knows"


def _environments() -> Mapping[str, Callable[[], Environment]]:
    """Every environment of every example, and one with two regions and everything in them."""
    found: dict[str, Callable[[], Environment]] = {"two-regions": systems.fitness}
    for file in EXAMPLES:
        for name in blueprint.load(file).environments:
            found[f"{file.parent.name}-{name}"] = lambda file=file, name=name: blueprint.resolve(  # type: ignore[misc]
                blueprint.load(file), name
            )
    return found


ENVIRONMENTS = _environments()
#: Run whenever the tests are run: what people would apply, and the laptop's, which only the direct engine makes.
_ROUTINE = ("shop-local", *(name for name in ENVIRONMENTS if name.endswith("-prod")))
_when_asked = pytest.mark.skipif(
    os.environ.get("AEROSTAT_GATE1") != "all", reason="of the same shape as others: `make gates` runs it"
)
CASES = [name if name in _ROUTINE else pytest.param(name, marks=_when_asked) for name in ENVIRONMENTS]


def written(graph: Graph, environment: Environment, directory: Path) -> Path:
    """The project in ``directory``, without the protection that would forbid its end."""
    settings = Settings(blueprint=environment.blueprint.name, state=environment.state, protects=False)
    write(project(graph, settings), directory)
    return directory


@pytest.mark.parametrize("case", CASES)
def test_a_generated_project_lives_a_whole_life(case: str, tmp_path: Path, terraform: Callable[..., Terraform]) -> None:
    """Clean for fmt, valid, planned, applied, found unchanged, destroyed; and all of the graph was there."""
    environment = ENVIRONMENTS[case]()
    graph = compile_graph(environment, {})
    assert [] == graph_problems(graph)
    directory = written(graph, environment, tmp_path / case)

    cycle = full_cycle(terraform(directory, **dict.fromkeys(variables(graph), SECRET)))

    managed = {address for address, one in addresses(graph).items() if one.mode == "managed"}
    assert managed == cycle.resources


def test_what_is_renamed_is_moved(tmp_path: Path, terraform: Callable[..., Terraform]) -> None:
    """Terraform finds everything again; only alarms, which are called after what they watch, are made anew."""
    before = ENVIRONMENTS["web-worker-prod"]()
    after = before
    for section in ("services", "databases", "caches", "buckets", "queues"):
        for name in getattr(before, section):
            after = renamed(after, section, name, f"other-{name}")
    directory = written(compile_graph(before, {}), before, tmp_path / "shop")
    running = terraform(directory, **dict.fromkeys(variables(compile_graph(before, {})), SECRET))
    running.init()
    running.plan()
    running.apply()

    settings = Settings(blueprint=after.blueprint.name, state=after.state, protects=False)
    write(project(compile_graph(after, {}), settings, read_ledger(directory)), directory)
    plan = running.plan()

    gone = plan.those("delete") | plan.those("replace")
    assert plan.those("move")
    assert [] == [address for address in gone if ".aws_cloudwatch_metric_alarm." not in address]
    running.apply()
    assert running.plan().is_empty


def test_no_secret_is_kept(tmp_path: Path, terraform: Callable[..., Terraform]) -> None:
    """Neither what the deployer brings nor what is generated is in the plan or the state."""
    environment = ENVIRONMENTS["shop-prod"]()
    graph = compile_graph(environment, {})
    running = terraform(written(graph, environment, tmp_path / "shop"), **dict.fromkeys(variables(graph), SECRET))
    running.init()
    running.plan()
    planned = str(running.show_plan())
    running.apply()

    for kept in (planned, running.state_file.read_text()):
        assert SECRET not in kept
        assert "Invented0" not in kept
