"""
Types as the document's classes spell them, walked like the tree that they describe.

Through ``Annotated``, ``X | None`` and choices of several sections, down to what stands below a key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic import Tag as Choice

from aerostat.blueprint.document import Document
from aerostat.blueprint.problem import KeyPath
from aerostat.blueprint.terms import CHOSEN


def sections_at(path: KeyPath) -> tuple[type[BaseModel], ...]:
    """
    The sections that a mapping at ``path`` can be; none when its keys are free.

    A path with pydantic's choices in it (``CHOSEN``) leads to one, a path as it is written to all that come into
    question.
    """
    here: tuple[Any, ...] = (Document,)
    for key in path:
        step = _chosen if isinstance(key, str) and key.startswith(CHOSEN) else _below
        here = tuple(found for one in here for found in step(one, key))
    return tuple(section for one in here for section in sections_in(one))


def sections_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The sections that a value of this type can be."""
    return (one for one in alternatives(annotation) if isinstance(one, type) and issubclass(one, BaseModel))


def alternatives(annotation: Any) -> Iterator[Any]:
    """The plain types that an annotation allows."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from alternatives(get_args(annotation)[0])
    elif origin in (Union, UnionType):
        for one in get_args(annotation):
            yield from alternatives(one)
    elif annotation is not NoneType:
        yield annotation


def _below(annotation: Any, key: str | int) -> Iterator[Any]:
    """What stands below ``key``: the type of a section's field, of a mapping's values, of a list's items."""
    for one in alternatives(annotation):
        if isinstance(one, type) and issubclass(one, BaseModel):
            field = one.model_fields.get(str(key))
            if field is not None:
                yield field.annotation
        elif get_origin(one) is Mapping and isinstance(key, str):
            yield get_args(one)[1]
        elif get_origin(one) is tuple and isinstance(key, int):
            yield get_args(one)[0]


def _chosen(annotation: Any, tag: str | int) -> Iterator[Any]:
    """The part of a choice that bears ``tag``."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated and any(isinstance(one, Choice) and one.tag == tag for one in arguments[1:]):
        yield arguments[0]
    elif origin is Annotated:
        yield from _chosen(arguments[0], tag)
    elif origin in (Union, UnionType):
        for one in arguments:
            yield from _chosen(one, tag)
