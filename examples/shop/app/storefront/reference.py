"""
The API's reference as a page: what the OpenAPI document says, for people.

FastAPI's own page needs scripts of another site, which our Content-Security-Policy refuses to everyone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One method of one path. ``parameters`` and ``body`` are names; ``answers`` are statuses with their meaning."""

    method: str
    path: str
    summary: str
    description: str
    needs_login: bool
    parameters: tuple[str, ...]
    body: str
    answers: tuple[tuple[str, str], ...]


def sections(document: Mapping[str, Any]) -> dict[str, list[Operation]]:
    """The operations of an OpenAPI document by their first tag, in the document's order."""
    found: dict[str, list[Operation]] = {}
    for tag, operation in _operations(document):
        found.setdefault(tag, []).append(operation)
    return found


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, Operation]]:
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            tag = next(iter(said.get("tags", ())), "other")
            yield (
                tag,
                Operation(
                    method=method.upper(),
                    path=path,
                    summary=said["summary"],
                    description=said.get("description", ""),
                    needs_login=bool(said.get("security")),
                    parameters=tuple(one["name"] for one in said.get("parameters", ())),
                    body=_body(said.get("requestBody", {})),
                    answers=tuple(
                        (status, answer["description"]) for status, answer in sorted(said["responses"].items())
                    ),
                ),
            )


def _body(said: Mapping[str, Any]) -> str:
    """The name of the body's schema; empty without a body."""
    schemas = [content.get("schema", {}) for content in said.get("content", {}).values()]
    return next((schema.get("$ref", "").rpartition("/")[2] for schema in schemas), "")
