"""
The patterns of policies: ``*`` and ``?``, ARNs by their parts, and policy variables.

A pattern without variables is compiled once. One with variables (``${aws:username}``) is filled in for each request;
what a variable stands for is literal, even where it holds an asterisk.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

#: Condition keys in lower case, and their values in this request.
Context = Mapping[str, Sequence[str]]


class Unresolved(LookupError):
    """A policy variable stands for something that this request does not have."""


_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_ARN_PARTS = 6


class Pattern:
    """
    One pattern of a policy.

    Args:
        has_variables: whether ``${…}`` means anything, as it does since version 2012-10-17 of the policy language.
        compiled: makes a regular expression of the pattern's text.
    """

    __slots__ = ("_compile", "_pieces", "_regex", "text")

    def __init__(self, text: str, *, has_variables: bool, compiled: Callable[[str], re.Pattern[str]]) -> None:
        self.text = text
        self._compile = compiled
        self._pieces = _VARIABLE.split(text) if has_variables and "${" in text else None
        self._regex = None if self._pieces else compiled(text)

    @property
    def is_fixed(self) -> bool:
        """Whether it says the same for every request."""
        return self._regex is not None

    def fits(self, value: str, context: Context) -> bool:
        """
        Whether the value fits.

        Raises:
            Unresolved: a variable has neither a value nor a default.
        """
        regex = self._regex or self._compile(self._filled(context))
        return regex.fullmatch(value) is not None

    def _filled(self, context: Context) -> str:
        assert self._pieces is not None
        return "".join(_value_of(piece, context) if number % 2 else piece for number, piece in enumerate(self._pieces))


def _value_of(variable: str, context: Context) -> str:
    """What ``${variable}`` stands for, its wildcards hidden from the compiler."""
    if variable in ("*", "?", "$"):
        return _hidden(variable)
    name, _, rest = variable.partition(",")
    values = context.get(name.strip().lower(), ())
    if len(values) == 1:
        return _hidden(values[0])
    default = rest.strip()
    if len(default) >= 2 and default[0] == default[-1] == "'":
        return _hidden(default[1:-1])
    raise Unresolved(variable)


_HIDDEN = {"*": "\ue000", "?": "\ue001"}
_SHOWN = {hidden: plain for plain, hidden in _HIDDEN.items()}


def _hidden(text: str) -> str:
    return text.replace("*", _HIDDEN["*"]).replace("?", _HIDDEN["?"])


def _regex(text: str, *, any_character: str = ".") -> str:
    """The regular expression of a pattern's text; ``any_character`` is what ``*`` and ``?`` may stand for."""
    return "".join(
        f"{any_character}*" if one == "*" else any_character if one == "?" else re.escape(_SHOWN.get(one, one))
        for one in text
    )


@lru_cache(maxsize=4096)
def text_pattern(text: str) -> re.Pattern[str]:
    """``StringLike``: case matters."""
    return re.compile(_regex(text), re.DOTALL)


@lru_cache(maxsize=4096)
def exact_text(text: str) -> re.Pattern[str]:
    """``StringEquals``: no wildcards."""
    return re.compile("".join(re.escape(_SHOWN.get(one, one)) for one in text))


@lru_cache(maxsize=4096)
def exact_text_in_any_case(text: str) -> re.Pattern[str]:
    """``StringEqualsIgnoreCase``."""
    return re.compile(exact_text(text).pattern, re.IGNORECASE)


@lru_cache(maxsize=4096)
def action_pattern(text: str) -> re.Pattern[str]:
    """``s3:Get*``: the case of actions does not matter."""
    return re.compile(_regex(text), re.DOTALL | re.IGNORECASE)


@lru_cache(maxsize=4096)
def arn_pattern(text: str) -> re.Pattern[str]:
    """
    A pattern of ARNs, part by part: a wildcard does not reach over a colon.

    Two exceptions, as on AWS: the last part holds colons of its own, and a pattern that ends early with ``*`` covers
    what follows.
    """
    parts = text.split(":", _ARN_PARTS - 1)
    reaches_on = len(parts) < _ARN_PARTS and text.endswith("*")
    written = [_regex(part, any_character="[^:]") for part in parts[:-1]]
    is_last = len(parts) == _ARN_PARTS or reaches_on
    written.append(_regex(parts[-1], any_character="." if is_last else "[^:]"))
    return re.compile(":".join(written), re.DOTALL)
