"""
Reading a blueprint: from a file to one document for each environment, with all findings of spelling and shape.

Overrides are merged into the tree before anything is validated: what counts is what an environment ends up with,
and a mistake is shown where it is written. A mistake all environments share is told once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from aerostat.blueprint import laptop
from aerostat.blueprint import source as source_file
from aerostat.blueprint.document import Document
from aerostat.blueprint.node import Node, merged
from aerostat.blueprint.problem import KeyPath, Problem, nearest, subject
from aerostat.blueprint.shape import shaped
from aerostat.blueprint.source import Source
from aerostat.blueprint.terms import LONGEST_NAME, NAME_FORM, NAME_PATTERN
from aerostat.blueprint.yaml_text import parse
from aerostat.diagnostics import Finding, Severity

LOCAL = "local"
"""The environment on the laptop. It exists whether it is written or not."""


@dataclass(frozen=True, kw_only=True)
class Variant:
    """
    The document of one environment.

    Attributes:
        tree: what it was made of, with places.
        broken: paths that were left out because they were wrong.
        left_out: paths that were left out because a laptop does without.
    """

    name: str
    document: Document
    tree: Node
    broken: frozenset[KeyPath] = frozenset()
    left_out: tuple[KeyPath, ...] = ()

    def tells(self, problem: Problem) -> bool:
        """Whether the problem is one of its own, not a consequence of something already found wrong."""
        return not any(self.is_broken(path) for path in (problem.path, *problem.needs))

    def is_broken(self, path: KeyPath) -> bool:
        """Whether what is at ``path`` was left out, be it under a name that was meant to be this one."""
        return any(path[:length] in self.broken for length in range(1, len(path) + 1)) or any(
            nearest(str(path[-1]), [str(other[-1])]) for other in self.broken if other[:-1] == path[:-1] != ()
        )


@dataclass(frozen=True, kw_only=True)
class Blueprint:
    """
    A blueprint as it is written, read once.

    Attributes:
        variants: the document of every environment, ``local`` first.
        findings: what is wrong with its spelling and shape; empty for one that ``load`` returned.
    """

    source: Source
    variants: Mapping[str, Variant]
    findings: tuple[Finding, ...] = ()

    @property
    def file(self) -> Path:
        return self.source.file

    @property
    def environments(self) -> tuple[str, ...]:
        """The names of the environments, ``local`` first."""
        return tuple(self.variants)


@dataclass
class Collected:
    """Findings of several environments, each told once."""

    environments: tuple[str, ...]
    _found: dict[Finding, list[str]] = field(default_factory=dict)

    def add(self, finding: Finding, environment: str) -> None:
        seen = self._found.setdefault(finding, [])
        if environment not in seen:
            seen.append(environment)

    def findings(self) -> tuple[Finding, ...]:
        """All of them, sorted by place; one that not all environments share says whose it is."""
        return in_order([self._with_environment(finding, names) for finding, names in self._found.items()])

    def _with_environment(self, finding: Finding, names: Sequence[str]) -> Finding:
        if len(names) == len(self.environments) or finding.severity is Severity.NOTE:
            return finding
        where = f"in environment{'s' if len(names) > 1 else ''} {', '.join(f'`{name}`' for name in names)}"
        return replace(finding, reason=f"{finding.reason} ({where})" if finding.reason else where)


def in_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """By place in the file; those without a place first."""

    def place(finding: Finding) -> tuple[int, int, str, str]:
        at = finding.location
        return (at.line if at else 0, at.column if at else 0, finding.id, finding.message)

    return tuple(sorted(findings, key=place))


def examine(file: Path) -> Blueprint | tuple[Finding, ...]:
    """
    All that can be read of ``file``, mistakes left out and listed.

    Returns findings alone when there is no document at all: no file, no text, no YAML.
    """
    source = source_file.read(file)
    if isinstance(source, Finding):
        return (source,)
    return of_source(source)


def of_source(source: Source) -> Blueprint | tuple[Finding, ...]:
    """``examine`` for a text that is already read."""
    tree, misspellings = parse(source.text)
    spelling = tuple(source.misspelling(one) for one in misspellings)
    if tree is None:
        return in_order(spelling)
    base, overrides, problems = _split(tree)
    findings = [*spelling, *(source.finding(problem, tree) for problem in problems)]
    collected = Collected(environments=tuple(overrides))
    variants = {}
    for name, over in overrides.items():
        variants[name], wrong = _variant(name, base, over)
        for problem in wrong:
            collected.add(source.finding(problem, variants[name].tree), name)
    return Blueprint(source=source, variants=variants, findings=in_order([*findings, *collected.findings()]))


def _variant(name: str, base: Node, over: Node | None) -> tuple[Variant, tuple[Problem, ...]]:
    tree = base if over is None else merged(base, over)
    shape = shaped(tree)
    left_out = laptop.left_out(shape.tree, over) if name == LOCAL else ()
    document = shape.document
    if name == LOCAL:
        document = shaped(laptop.relaxed(shape.tree, over, left_out)).document
    variant = Variant(name=name, document=document, tree=tree, broken=shape.broken, left_out=left_out)
    return variant, shape.problems


def _split(tree: Node) -> tuple[Node, dict[str, Node | None], list[Problem]]:
    """The blueprint without its environments, their overrides, and what is wrong with how those are written."""
    assert isinstance(tree.content, Mapping)
    base = replace(
        tree,
        content={key: node for key, node in tree.content.items() if key != "environments" and not key.startswith("x-")},
    )
    overrides: dict[str, Node | None] = {LOCAL: None}
    written = tree.content.get("environments")
    if written is None or written.content is None:
        return base, overrides, []
    if not isinstance(written.content, Mapping):
        return base, overrides, [_not_overrides(("environments",), "environments are listed by name")]
    problems = []
    for name, node in written.content.items():
        path = ("environments", name)
        if not _is_name(name):
            problems.append(_bad_environment_name(path))
        elif node.content is None:
            overrides.setdefault(name, None)
        elif not isinstance(node.content, Mapping):
            problems.append(
                _not_overrides(path, "it lists what differs there, such as `services: {web: {desired_count: 1}}`")
            )
        else:
            kept, wrong = _allowed_overrides(path, node)
            problems.extend(wrong)
            overrides[name] = kept
    return base, overrides, problems


def _allowed_overrides(path: KeyPath, node: Node) -> tuple[Node, list[Problem]]:
    assert isinstance(node.content, Mapping)
    refused = [key for key in ("application", "environments") if key in node.content]
    problems = [
        Problem(
            id="unknown-key",
            path=(*path, key),
            mark="key",
            message=f"`{key}` cannot differ in {subject(path)}",
            reason="it is the same for the whole blueprint",
            suggestion="remove it",
        )
        for key in refused
    ]
    kept = {key: below for key, below in node.content.items() if key not in refused and not key.startswith("x-")}
    return replace(node, content=kept), problems


def _is_name(name: str) -> bool:
    return re.fullmatch(NAME_PATTERN, name) is not None and len(name) <= LONGEST_NAME


def _bad_environment_name(path: KeyPath) -> Problem:
    return Problem(
        id="bad-name",
        path=path,
        mark="key",
        message=f"the name `{str(path[-1])[:60]}` in `environments` must be {NAME_FORM}",
    )


def _not_overrides(path: KeyPath, reason: str) -> Problem:
    return Problem(id="wrong-type", path=path, message=f"{subject(path)} must be a mapping", reason=reason)
