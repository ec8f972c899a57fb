"""Repositories' tags; the repositories' records are moto's. Their clone URLs are AWS's, so Git finds nothing here."""

from __future__ import annotations

from localcloud.api import Answer, Caller, Params, Service
from localcloud.journal.tables import Journal
from localcloud.services.neighbours import Rest
from localcloud.services.rds.tags import Tags
from localcloud.services.registers import as_map, tags_of


class Repositories(Service):
    """AWS CodeCommit."""

    name = "codecommit"

    def __init__(self, journal: Journal, rest: Rest) -> None:
        self._tags = Tags(journal, "codecommit/tags")
        self._rest = rest

    def create_repository(self, caller: Caller, params: Params) -> Answer:
        answer = self._rest.call("codecommit", "CreateRepository", params, caller)
        self._tags.replace(answer["repositoryMetadata"]["Arn"], tags_of(params, "tags"))
        return answer

    def list_tags_for_resource(self, caller: Caller, params: Params) -> Answer:
        return {"tags": as_map(self._tags.of(params["resourceArn"]))}

    def tag_resource(self, caller: Caller, params: Params) -> Answer:
        self._tags.add(params["resourceArn"], tags_of(params, "tags"))
        return {}

    def untag_resource(self, caller: Caller, params: Params) -> Answer:
        self._tags.remove(params["resourceArn"], params["tagKeys"])
        return {}
