"""Every environment whose policies are judged: that with everything, and all of the examples."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from aerostat import blueprint
from aerostat.model import Ci, Environment
from tests.unit.graph import systems
from tests.unit.graph.everything import everything

_EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*/aerostat.yaml"))


def environments() -> Mapping[str, Callable[[], Environment]]:
    """By name; each makes its environment anew."""
    found: dict[str, Callable[[], Environment]] = {"everything": everything, "with-a-bastion": _with_a_bastion}
    for file in _EXAMPLES:
        for name in blueprint.load(file).environments:
            found[f"{file.parent.name}-{name}"] = partial(_of_an_example, file, name)
    return found


def _with_a_bastion() -> Environment:
    return replace(systems.fitness(), ci=Ci(repository="example/fitness"))


def _of_an_example(file: Path, name: str) -> Environment:
    """The example's environment, with roles for CI if it asks for none."""
    environment = blueprint.resolve(blueprint.load(file), name)
    return environment if environment.ci else replace(environment, ci=Ci(repository="example/app"))
