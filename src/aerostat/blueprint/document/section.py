"""What all sections have in common, and how one of several is chosen by its keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Discriminator, GetCoreSchemaHandler, Tag, model_validator
from pydantic_core import CoreSchema, core_schema

from aerostat.blueprint.problem import nearest
from aerostat.blueprint.terms import CHOSEN, Name
from aerostat.blueprint.values import wrong


class Section(BaseModel):
    """A mapping with known settings; nothing below its name means all defaults."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)

    @model_validator(mode="before")
    @classmethod
    def _nothing_means_defaults(cls, value: Any) -> Any:
        return {} if value is None else value


class Renamable(Section):
    """Something whose name on AWS follows from its name here."""

    renamed_from: Name | None = None
    """What it was called before. AWS goes on to know it by that name, so that nothing is made anew and nothing lost."""


@dataclass(frozen=True)
class ChosenBy:
    """Which of several sections a mapping is follows from the one of these keys that it has."""

    keys: tuple[str, ...]

    @property
    def discriminator(self) -> Discriminator:
        return Discriminator(lambda value: f"{CHOSEN}{next(key for key in self.keys if key in value)}")

    def check(self, value: object) -> object:
        choices = ", ".join(f"`{key}`" for key in self.keys)
        if not isinstance(value, Mapping):
            raise wrong("wrong-type", f"must be a mapping with one of {choices}")
        written = [key for key in self.keys if key in value]
        if not written:
            meant = next((match for key in value if (match := nearest(str(key), self.keys))), "")
            hint = f"did you mean `{meant}`?" if meant else f"add `{self.keys[0]}:`"
            raise wrong("missing-key", f"must have one of {choices}", suggestion=hint)
        if len(written) > 1:
            both = " and ".join(f"`{key}`" for key in written)
            raise wrong("conflicting-settings", f"has {both}", reason=f"it is one of {choices}", suggestion="write two")
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.check, handler(source))


def chosen(key: str) -> Tag:
    """Marks the section that has ``key``."""
    return Tag(f"{CHOSEN}{key}")
