"""A project of a pipeline has no place of its own for source and artifacts; and ARNs are names, too."""

from __future__ import annotations

from typing import Any


def correct() -> None:
    from moto.codebuild import responses
    from moto.codebuild.models import CodeBuildBackend

    plain_delete = CodeBuildBackend.delete_project

    def delete_project(self: Any, project_name: str) -> None:
        plain_delete(self, project_name.rpartition("/")[2])

    def placeless(checked: Any) -> Any:
        def check(described: dict[str, Any]) -> None:
            if described.get("type") not in ("CODEPIPELINE", "NO_SOURCE"):
                checked(described)

        return check

    CodeBuildBackend.delete_project = delete_project
    responses._validate_required_params_source = placeless(responses._validate_required_params_source)
    responses._validate_required_params_artifacts = placeless(responses._validate_required_params_artifacts)
