"""What is to be deployed, and whether it differs from what is live. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Request = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Release:
    """
    One service's next revision.

    Attributes:
        name: the service's name in the blueprint.
        cluster, service: ECS's names.
        task_definition: ARN of the registered revision that is to serve.
        settings: the members of UpdateService other than cluster, service and taskDefinition.
        before: a shell line to run once as a task of the new revision, "" for none.
        health_check_path: where the load balancer asks, "" for a service it does not know.
    """

    name: str
    cluster: str
    service: str
    task_definition: str
    settings: Request = field(default_factory=dict)
    before: str = ""
    health_check_path: str = ""

    @property
    def revision(self) -> str:
        return revision(self.task_definition)


def differences(wanted: Any, live: Any, path: str = "") -> list[str]:
    """
    Where ``live`` is not what is ``wanted``; members of ``live`` that nobody asked for are AWS's defaults.

    Returns paths such as ``deploymentConfiguration.maximumPercent``.
    """
    if isinstance(wanted, Mapping):
        live = live if isinstance(live, Mapping) else {}
        return [
            found
            for key, value in wanted.items()
            for found in differences(value, live.get(key), f"{path}.{key}" if path else key)
        ]
    if isinstance(wanted, list | tuple):
        live = list(live or ())
        if len(wanted) != len(live):
            return [path]
        pairs = zip(_in_order(wanted), _in_order(live), strict=True)
        return [found for one, other in pairs for found in differences(one, other, path)]
    return [] if wanted == live else [path]


def _in_order(items: Sequence[Any]) -> list[Any]:
    """Lists of plain values are sets to ECS (subnets, security groups)."""
    return sorted(items) if all(isinstance(item, str) for item in items) else list(items)


def tag(tags: Sequence[Mapping[str, str]], key: str) -> str:
    """The value of a tag in ECS's list form, "" if absent."""
    return next((one["value"] for one in tags if one["key"] == key), "")


def revision(task_definition_arn: str) -> str:
    """``shop-web:42`` from a task definition's ARN."""
    return task_definition_arn.rsplit("/", 1)[-1]
