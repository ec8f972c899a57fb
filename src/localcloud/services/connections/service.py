"""
Connections to GitHub and others, under both names of the service.

On AWS somebody completes a connection in the console, and it becomes AVAILABLE. Here nobody can, so it stays PENDING.
"""

from __future__ import annotations

import uuid

from localcloud.api import Answer, Caller, Params, Service
from localcloud.journal.tables import Journal
from localcloud.services.rds.tags import Tags
from localcloud.services.registers import Register, tags_of


class CodeConnections(Service):
    """AWS CodeConnections. Hosts and repository links are not here."""

    name = "codeconnections"

    def __init__(self, journal: Journal) -> None:
        self._connections = Register(journal, f"{self.name}/connections", missing="ResourceNotFoundException")
        self._tags = Tags(journal, f"{self.name}/tags")

    def create_connection(self, caller: Caller, params: Params) -> Answer:
        arn = f"arn:aws:{self.name}:{caller.region}:{caller.account}:connection/{uuid.uuid4()}"
        connection = {
            "ConnectionName": params["ConnectionName"],
            "ConnectionArn": arn,
            "ProviderType": params.get("ProviderType", "GitHub"),
            "OwnerAccountId": caller.account,
            "ConnectionStatus": "PENDING",
            **({"HostArn": params["HostArn"]} if params.get("HostArn") else {}),
        }
        self._connections.put(caller, arn, connection)
        self._tags.replace(arn, tags_of(params))
        return {"ConnectionArn": arn, "Tags": self._tags.of(arn)}

    def get_connection(self, caller: Caller, params: Params) -> Answer:
        return {"Connection": self._connections.get(caller, params["ConnectionArn"])}

    def list_connections(self, caller: Caller, params: Params) -> Answer:
        return {"Connections": self._connections.all(caller)}

    def delete_connection(self, caller: Caller, params: Params) -> Answer:
        self._connections.remove(caller, params["ConnectionArn"])
        self._tags.forget(params["ConnectionArn"])
        return {}

    def list_tags_for_resource(self, caller: Caller, params: Params) -> Answer:
        return {"Tags": self._tags.of(params["ResourceArn"])}

    def tag_resource(self, caller: Caller, params: Params) -> Answer:
        self._tags.add(params["ResourceArn"], tags_of(params))
        return {}

    def untag_resource(self, caller: Caller, params: Params) -> Answer:
        self._tags.remove(params["ResourceArn"], params["TagKeys"])
        return {}


class CodeStarConnections(CodeConnections):
    """The service under its name of old."""

    name = "codestar-connections"
