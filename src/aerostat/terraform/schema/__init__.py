"""
The AWS provider's schema as facts, and a check of resources against them.

``aws().body("resources", "aws_vpc")`` tells a block from an attribute. ``check.graph_problems(graph)`` says, in
milliseconds and without Terraform, what ``terraform validate`` would refuse: unknown and missing arguments, wrong
types, attributes that do not exist. The facts know nothing of the graph, so ``check`` is not imported here: the
provider in ``aerostat.testing`` starts anew for every command.
"""

from aerostat.terraform.schema.facts import (
    Attribute,
    Block,
    Body,
    Collection,
    Facts,
    Flags,
    Objects,
    Part,
    Section,
    Type,
    aws,
    section_of,
)

__all__ = [
    "Attribute",
    "Block",
    "Body",
    "Collection",
    "Facts",
    "Flags",
    "Objects",
    "Part",
    "Section",
    "Type",
    "aws",
    "section_of",
]
