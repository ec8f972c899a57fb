"""
The JSON Schema of a blueprint, for editors: completion, descriptions, red lines while typing.

Made from the document's classes, so it cannot fall behind them. It knows the shape only; what things mean to each
other is for ``aerostat check``.
"""

from __future__ import annotations

import json
from typing import Any

from aerostat.blueprint.document import Document

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """The schema as a document of its own (docs/reference/aerostat.schema.json)."""
    document = Document.model_json_schema()
    definitions = document.pop("$defs")
    for definition in definitions.values():
        _allow_nothing(definition)
    properties = {name: _with_nothing(one) for name, one in document["properties"].items()}
    overrides = {name: one for name, one in properties.items() if name != "application"}
    definitions["Overrides"] = {
        "description": "What differs in one environment; merged over the rest, null removes.",
        "type": ["object", "null"],
        "properties": overrides,
        "patternProperties": {"^x-": {}},
        "additionalProperties": False,
    }
    environments = {
        "description": "Environments by name. `local`, the laptop, exists whether it is written or not.",
        "type": ["object", "null"],
        "additionalProperties": {"$ref": "#/$defs/Overrides"},
    }
    return {
        "$schema": _DIALECT,
        "title": "Aerostat blueprint",
        "description": "One application and its environments on AWS and on a laptop.",
        "type": "object",
        "properties": {**properties, "environments": environments},
        "patternProperties": {"^x-": {"description": "Ignored; a place for anchors."}},
        "required": ["application"],
        "additionalProperties": False,
        "$defs": dict(sorted(definitions.items())),
    }


def schema_text() -> str:
    """The schema as it is committed."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _with_nothing(section: dict[str, Any]) -> dict[str, Any]:
    """``databases:`` with nothing below is legal; a name that fits no pattern is not."""
    kept = {key: value for key, value in section.items() if key != "default"}
    if section.get("type") == "object":
        kept["type"] = ["object", "null"]
        kept["additionalProperties"] = False
    return kept


def _allow_nothing(definition: dict[str, Any]) -> None:
    definition["type"] = ["object", "null"]
    for one in definition.get("properties", {}).values():
        if one.get("default") is None:
            one.pop("default", None)
