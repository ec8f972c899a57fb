"""
The parts of Terraform's language that a project needs, as values: what is written, not how it looks.

:mod:`~aerostat.terraform.writing.rendering` lays them out as ``terraform fmt`` wants them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, Union


@dataclass(frozen=True, slots=True)
class Raw:
    """An expression that stands as it is: ``aws_vpc.main.id``, ``var.name``, ``list(string)``."""

    text: str


@dataclass(frozen=True, slots=True)
class Template:
    """A string with expressions in it: ``"${aws_ecr_repository.web.repository_url}:latest"``. No part is empty."""

    parts: tuple[str | Raw, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function of one argument: ``jsonencode({...})``."""

    function: str
    argument: Expression


Expression: TypeAlias = Union[
    str, int, float, bool, None, Raw, Template, Call, Sequence["Expression"], Mapping[str, "Expression"]
]


@dataclass(frozen=True, slots=True)
class Attribute:
    name: str
    value: Expression


@dataclass(frozen=True, slots=True)
class Comment:
    """One line, with its ``#``."""

    text: str


@dataclass(frozen=True, slots=True)
class Blank:
    """An empty line."""


BLANK: Final = Blank()


@dataclass(frozen=True, slots=True)
class Block:
    type: str
    labels: tuple[str, ...] = ()
    body: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Arguments:
    """
    What a resource or a block inside it is given: attributes on one line first, then a paragraph each for longer ones
    and for the blocks. Which are longer follows from the layout.
    """

    attributes: Mapping[str, Expression]
    blocks: Sequence[Block] = ()


Item: TypeAlias = Union[Attribute, Arguments, Block, Comment, Blank]


def paragraphs(*groups: Sequence[Item]) -> tuple[Item, ...]:
    """The groups that are not empty, with an empty line between each two."""
    items: list[Item] = []
    for group in groups:
        if group and items:
            items.append(BLANK)
        items += group
    return tuple(items)
