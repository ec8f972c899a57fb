"""A project of a pipeline, or without a source, has no place of its own for source and artifacts."""

from __future__ import annotations

from typing import Any


def correct() -> None:
    from moto.codebuild import responses

    def placeless(checked: Any) -> Any:
        def check(described: dict[str, Any]) -> None:
            if described.get("type") not in ("CODEPIPELINE", "NO_SOURCE"):
                checked(described)

        return check

    responses._validate_required_params_source = placeless(responses._validate_required_params_source)
    responses._validate_required_params_artifacts = placeless(responses._validate_required_params_artifacts)
