"""
From a tree of nodes to a document, with every mistake of shape.

What is wrong is taken out and validated again without it, so that one wrong value hides neither its neighbours'
mistakes nor those that only the checks can see. What was taken out is remembered: problems that rest on it are
consequences and stay untold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from aerostat.blueprint import wording
from aerostat.blueprint.document import Document
from aerostat.blueprint.node import Node, without
from aerostat.blueprint.problem import KeyPath, Problem

_PLACEHOLDER = "application"


@dataclass(frozen=True, kw_only=True)
class Shape:
    """
    A document, and what had to be left out to get it.

    Attributes:
        tree: what the document was made of.
        broken: paths that were taken out, or that a misspelled key was meant to be.
    """

    document: Document
    tree: Node
    problems: tuple[Problem, ...]
    broken: frozenset[KeyPath]


def shaped(tree: Node) -> Shape:
    """The document that remains of ``tree`` when its mistakes are taken out; every round takes out at least one."""
    problems: list[Problem] = []
    broken: set[KeyPath] = set()
    while True:
        written = tree.plain()
        assert isinstance(written, dict), "the YAML reader lets only mappings through"
        if ("application",) in broken:
            written["application"] = _PLACEHOLDER
        try:
            document = Document.model_validate(written)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                problem = wording.problem_of(detail)
                if (*problem.path, problem.missing) not in broken:
                    problems.append(problem)
                broken.update(_taken(problem, tree))
            for path in broken:
                tree = without(tree, path)
        else:
            return Shape(document=document, tree=tree, problems=_told(problems), broken=frozenset(broken))


def _taken(problem: Problem, tree: Node) -> set[KeyPath]:
    """The entries to take out for a problem: the nearest entry of a mapping that holds the wrong value."""
    if problem.missing:
        whole = {_written_entry(tree, problem.path)} if problem.path else set()
        return {(*problem.path, problem.missing), *whole}
    taken = {_written_entry(tree, problem.path)}
    meant = wording.meant_by(problem.path) if problem.id == "unknown-key" else None
    if meant is not None and tree.nearest(meant[:-1]).child(str(meant[-1])) is None:
        taken.add(meant)
    return taken


def _written_entry(tree: Node, path: KeyPath) -> KeyPath:
    entry: list[str | int] = []
    node = tree
    for key in path:
        if not isinstance(node.content, Mapping) or key not in node.content:
            break
        entry.append(key)
        node = node.content[str(key)]
    return tuple(entry)


def _told(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems without those of a missing setting whose misspelling is among them."""
    meant = {wording.meant_by(one.path) for one in problems if one.id == "unknown-key"}
    return tuple(one for one in problems if one.id != "missing-key" or (*one.path, one.missing) not in meant)
