"""
Patterns of terms: ``ERROR "out of memory" -DEBUG``, ``?ERROR ?WARN``, ``%[45]\\d\\d%``.

Case matters, and a term may be a part of a word. Characters other than letters, digits and underscores need double
quotes around the term.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from localcloud.behaviour.filter_patterns.literals import read_quoted, read_regex
from localcloud.behaviour.filter_patterns.scanner import Scanner

_SIGN = re.compile(r"[?-]")
_WORD = re.compile(r"\S+")
_LEGAL_WORD = re.compile(r"\w+")

Term = Callable[[str], bool]


@dataclass(frozen=True, kw_only=True)
class TermPattern:
    """
    Selects by what a message contains.

    Attributes:
        required: all of these.
        optional: any of these; AWS ignores them where other terms stand beside them.
        excluded: none of these.
    """

    required: tuple[Term, ...] = ()
    optional: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()

    def matches(self, message: str) -> bool:
        if any(term(message) for term in self.excluded):
            return False
        if self.required or self.excluded or not self.optional:
            return all(term(message) for term in self.required)
        return any(term(message) for term in self.optional)

    def extracted(self, message: str) -> dict[str, str]:
        """Terms name no values."""
        return {}


def parse_terms(text: str) -> TermPattern:
    scanner = Scanner(text)
    found: dict[str, list[Term]] = {"": [], "?": [], "-": []}
    scanner.skip_spaces()
    while not scanner.is_at_end:
        sign = scanner.take(_SIGN)
        found[sign[0] if sign else ""].append(_read_term(scanner))
        scanner.skip_spaces()
    return TermPattern(required=tuple(found[""]), optional=tuple(found["?"]), excluded=tuple(found["-"]))


def _read_term(scanner: Scanner) -> Term:
    position = scanner.position
    if (phrase := read_quoted(scanner)) is not None:
        return lambda message: phrase in message
    if expression := read_regex(scanner):
        return lambda message: expression.search(message) is not None
    word = scanner.take(_WORD)
    if word is None:
        raise scanner.problem("Expected a term", position)
    if not _LEGAL_WORD.fullmatch(word[0]):
        raise scanner.problem(f"Invalid character(s) in term '{word[0]}'", position)
    return lambda message: word[0] in message
