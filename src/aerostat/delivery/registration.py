"""Revisions: registered when their content is new, found again when it is not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aerostat.delivery.release import Request, tag


def register(ecs: Any, request: Request, *, known: Iterable[str], digest_tag: str) -> str:
    """
    ARN of a task definition with exactly this content.

    Args:
        request: for RegisterTaskDefinition; its tag ``digest_tag`` tells its content.
        known: ARNs that may have the same content already: the live revision, the first one.
    """
    wanted = tag(request["tags"], digest_tag)
    for arn in dict.fromkeys(known):
        answer = ecs.describe_task_definition(taskDefinition=arn, include=["TAGS"])
        if tag(answer.get("tags", ()), digest_tag) == wanted and answer["taskDefinition"]["status"] == "ACTIVE":
            return arn
    return str(ecs.register_task_definition(**request)["taskDefinition"]["taskDefinitionArn"])
