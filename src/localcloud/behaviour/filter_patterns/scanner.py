"""Reading a pattern from left to right, and saying where it stops making sense."""

from __future__ import annotations

import re


class InvalidPattern(ValueError):
    """
    The text is no filter pattern.

    Attributes:
        position: index of the character at which it stops being one.
    """

    def __init__(self, reason: str, position: int) -> None:
        super().__init__(f"{reason} (at character {position + 1})")
        self.position = position


class Scanner:
    """A text and how far it has been read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.position = 0

    @property
    def is_at_end(self) -> bool:
        return self.position >= len(self._text)

    def skip_spaces(self) -> None:
        while not self.is_at_end and self._text[self.position].isspace():
            self.position += 1

    def take(self, expression: re.Pattern[str]) -> re.Match[str] | None:
        """What the expression matches here, read; None, and nothing read, if it does not."""
        match = expression.match(self._text, self.position)
        if match:
            self.position = match.end()
        return match

    def accept(self, word: str) -> bool:
        """Read that word, after spaces, if it is next."""
        self.skip_spaces()
        if not self._text.startswith(word, self.position):
            return False
        self.position += len(word)
        return True

    def expect(self, word: str) -> None:
        if not self.accept(word):
            found = f"'{self._text[self.position]}'" if not self.is_at_end else "the end"
            raise self.problem(f"Expected '{word}' but found {found}")

    def expect_end(self) -> None:
        self.skip_spaces()
        if not self.is_at_end:
            raise self.problem(f"Unexpected '{self._text[self.position]}'")

    def problem(self, reason: str, position: int | None = None) -> InvalidPattern:
        return InvalidPattern(reason, self.position if position is None else position)
