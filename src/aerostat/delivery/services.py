"""The service that is live, as ECS describes it."""

from __future__ import annotations

from typing import Any


def live_service(ecs: Any, *, cluster: str, service: str) -> dict[str, Any] | None:
    """The active service, or None: a cluster that is not there, or a service that was deleted, is no error."""
    try:
        found = ecs.describe_services(cluster=cluster, services=[service])["services"]
    except ecs.exceptions.ClusterNotFoundException:
        return None
    return next((one for one in found if one["status"] == "ACTIVE"), None)
