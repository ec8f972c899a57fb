"""
The quick way to compose YAML: libyaml's parser in C, with YAML 1.2's rules for what a plain word means.

It is some fifty times as fast as a scanner in Python. Where PyYAML was built without libyaml there is no quick way; and
what is unusual (tags, directives, anything wrong) is left to the patient one. libyaml forgives a few slips that ruamel
does not, such as ``[a:]``; what both can read they read alike: tests/unit/blueprint/test_composing.py compares them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ruamel.yaml.resolver import implicit_resolvers
from yaml import (
    MappingEndEvent,
    MappingStartEvent,
    ScalarNode,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    YAMLError,
)
from yaml.resolver import BaseResolver

try:
    from yaml.cyaml import CParser
except ImportError:  # PyYAML was built without libyaml
    CParser = None

_UNUSUAL = re.compile(r"[!\t\r\x7f\x85\u2028\u2029\ufeff]|^%|&[\w-]*[^\w\s,\]}-]", re.MULTILINE)
"""Tags, directives, and what the two programs read differently: some white space, anchors that end in a colon."""


def composed(text: str, *, deepest: int) -> Any | None:
    """The nodes of ``text``; None when there are none, or when the quick way does not apply."""
    if CParser is None or _UNUSUAL.search(text):
        return None
    try:
        node = _Parser(text).get_single_node() if _depth(text) <= deepest else None
    except (YAMLError, ValueError):
        return None
    # A document of one text alone is no blueprint, and where such a text begins the two do not agree.
    return None if isinstance(node, ScalarNode) else node


def _depth(text: str) -> int:
    """How deep mappings and lists are nested; measured first, for composing is recursive."""
    parser, deepest, depth = _Parser(text), 0, 0
    while not isinstance(event := parser.get_event(), StreamEndEvent):
        if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            depth += 1
            deepest = max(deepest, depth)
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            depth -= 1
    return deepest


def _words() -> Mapping[str, Sequence[tuple[str, Any]]]:
    """What plain words mean in YAML 1.2, by their first letter: ``yes`` is a text there, ``0o17`` a number."""
    words: dict[str, list[tuple[str, Any]]] = {}
    for versions, tag, pattern, letters in implicit_resolvers:
        if (1, 2) in versions:
            for letter in letters:
                words.setdefault(letter, []).append((tag, pattern))
    return words


if CParser is not None:

    class _Parser(CParser, BaseResolver):  # type: ignore[misc]
        """libyaml's parser and composer with ruamel's words."""

        yaml_implicit_resolvers = _words()

        def __init__(self, text: str) -> None:
            CParser.__init__(self, text)
            BaseResolver.__init__(self)
