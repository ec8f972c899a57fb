"""
What can only be judged on the resources themselves: the environment is compiled, and the graph looked at.

Only environments on AWS, and only blueprints without other mistakes: the compiler trusts its model.
"""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.blueprint.problem import Problem
from aerostat.checks import exposure, graph_limits, permissions, protection, reachability
from aerostat.checks.environments import is_on_aws
from aerostat.checks.regional import regionals
from aerostat.graph import Graph, compile_graph
from aerostat.graph.compiler import NameTaken
from aerostat.model import Environment


def problems(environment: Environment) -> Iterator[Problem]:
    if not is_on_aws(environment):
        return
    try:
        graph = compile_graph(environment, {})
    except NameTaken as taken:
        yield _name_taken(taken)
        return
    yield from of_graph(environment, graph)


def of_graph(environment: Environment, graph: Graph) -> Iterator[Problem]:
    """What is wrong with a graph of this environment."""
    regions = tuple(regionals(environment, graph))
    for check in (reachability, exposure, protection, permissions, graph_limits):
        yield from check.problems(environment, graph, regions)


def _name_taken(taken: NameTaken) -> Problem:
    return Problem(
        id="name-taken",
        path=tuple(taken.second.origin.split(".")[:2]),
        mark="key",
        message=f"`{taken.second.origin}` has a name that something else needs: {taken.second.address}",
        reason=f"`{taken.first.origin}` makes a resource of this name",
        suggestion="give it another name",
    )
