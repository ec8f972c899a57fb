"""Go back: stop what is in progress, or bring the revision that served before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aerostat.delivery.release import revision
from aerostat.errors import UsageError

Record = Mapping[str, Any]


def in_progress(ecs: Any, *, cluster: str, service: str) -> str:
    """ARN of the service deployment that is under way, "" if none is."""
    found = ecs.list_service_deployments(cluster=cluster, service=service, status=["PENDING", "IN_PROGRESS"])
    return next((str(one["serviceDeploymentArn"]) for one in found["serviceDeployments"]), "")


def previous_task_definition(ecs: Any, *, cluster: str, service: str, name: str, wanted: str = "") -> str:
    """
    ARN of the task definition to go back to: the newest one that served well and is not live now.

    Args:
        wanted: a revision number or ``family:number``; "" for the newest that fits. Only revisions that once served
            well are candidates, so a rollback never brings back what was rolled back.

    Raises:
        UsageError: when no revision fits, listing those that would.
    """
    live = ecs.describe_services(cluster=cluster, services=[service])["services"][0]["taskDefinition"]
    served = [arn for arn in _served_well(ecs, cluster, service) if arn != live]
    if not wanted:
        if not served:
            raise UsageError(
                f"`{name}` has no earlier revision that served well",
                because=(f"live is {revision(live)}",),
                hint=f"`aerostat status {name}` shows its deployments",
            )
        return served[0]
    for arn in served:
        if wanted in (revision(arn), revision(arn).rsplit(":", 1)[-1]):
            return arn
    raise UsageError(
        f"`{name}` never served revision {wanted} well",
        because=(f"candidates: {', '.join(revision(arn) for arn in served) or 'none'}",),
        hint=f"`aerostat rollback {name}` without a revision takes the newest candidate",
    )


def _served_well(ecs: Any, cluster: str, service: str) -> list[str]:
    """Task definitions of successful deployments, newest first, each once."""
    deployments: Sequence[Record] = [
        one
        for page in _pages(ecs, cluster, service)
        for one in page
        if one["status"] == "SUCCESSFUL" and one.get("targetServiceRevisionArn")
    ]
    arns = [one["targetServiceRevisionArn"] for one in deployments]
    found = []
    for start in range(0, len(arns), 20):
        answer = ecs.describe_service_revisions(serviceRevisionArns=arns[start : start + 20])
        by_arn = {one["serviceRevisionArn"]: one["taskDefinition"] for one in answer["serviceRevisions"]}
        found += [by_arn[arn] for arn in arns[start : start + 20] if arn in by_arn]
    return list(dict.fromkeys(found))


def _pages(ecs: Any, cluster: str, service: str) -> list[Sequence[Record]]:
    pages = []
    token: dict[str, str] = {}
    while True:
        answer = ecs.list_service_deployments(cluster=cluster, service=service, maxResults=100, **token)
        pages.append(answer["serviceDeployments"])
        if not answer.get("nextToken"):
            return pages
        token = {"nextToken": answer["nextToken"]}
