"""A region of an account, and what is found there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import boto3


@dataclass(frozen=True, kw_only=True)
class Found:
    """
    One resource.

    Attributes:
        identity: may contain ids of others.
        ids: what others call it.
    """

    type: str
    identity: str
    settings: Any
    ids: Sequence[str] = field(default_factory=list)


class Place:
    """
    A region of an account.

    Args:
        owner: one of those is in the names of all that counts.
    """

    def __init__(self, endpoint: str, region: str, owner: Sequence[str]) -> None:
        self._endpoint = endpoint
        self._region = region
        self._owner = owner
        self._clients: dict[str, Any] = {}

    def client(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = boto3.client(
                service,
                endpoint_url=self._endpoint,
                region_name=self._region,
                aws_access_key_id="test",
                aws_secret_access_key="test",
            )
        return self._clients[service]

    def all(self, service: str, operation: str, member: str, **arguments: Any) -> list[Any]:
        """A member of all pages of an answer."""
        client = self.client(service)
        if client.can_paginate(operation):
            return [
                one for page in client.get_paginator(operation).paginate(**arguments) for one in page.get(member, ())
            ]
        return list(getattr(client, operation)(**arguments)[member])

    def ours(self, service: str, operation: str, member: str, **arguments: Any) -> list[Any]:
        """Those of ``all`` that belong to the owner. What others have may be gone before its details are asked for."""
        return [one for one in self.all(service, operation, member, **arguments) if self.is_ours(one)]

    def is_ours(self, described: Any) -> bool:
        text = json.dumps(described, default=str)
        return any(mark in text for mark in self._owner)
