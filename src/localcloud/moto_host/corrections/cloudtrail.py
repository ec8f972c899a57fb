"""Trails are named by their ARN, too, when they are changed or deleted."""

from __future__ import annotations

from typing import Any


def correct() -> None:
    from moto.cloudtrail.models import CloudTrailBackend

    plain_delete, plain_update = CloudTrailBackend.delete_trail, CloudTrailBackend.update_trail

    def delete_trail(self: Any, name: str) -> None:
        plain_delete(self, name.rpartition("/")[2])

    def update_trail(self: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        return plain_update(self, name.rpartition("/")[2], *args, **kwargs)

    CloudTrailBackend.delete_trail = delete_trail
    CloudTrailBackend.update_trail = update_trail
