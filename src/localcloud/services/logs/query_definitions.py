"""Saved queries of Logs Insights: kept, for people to run."""

from __future__ import annotations

import uuid

from localcloud.api import Answer, Caller, Params, Service
from localcloud.clock import Clock
from localcloud.journal.tables import Journal
from localcloud.services.registers import Register, chosen

_MEMBERS = ("name", "queryString", "logGroupNames", "queryLanguage", "parameters")


class QueryDefinitions(Service):
    """The operations on saved queries."""

    _definitions: Register
    _query_clock: Clock

    def keep_query_definitions(self, journal: Journal, clock: Clock) -> None:
        self._definitions = Register(journal, "logs/query-definitions", missing="ResourceNotFoundException")
        self._query_clock = clock

    def put_query_definition(self, caller: Caller, params: Params) -> Answer:
        if identifier := params.get("queryDefinitionId"):
            self._definitions.get(caller, identifier)
        identifier = identifier or str(uuid.uuid4())
        record = {
            "queryDefinitionId": identifier,
            "lastModified": int(self._query_clock.now().timestamp() * 1000),
            "logGroupNames": [],
            **chosen(params, _MEMBERS),
        }
        self._definitions.put(caller, identifier, record)
        return {"queryDefinitionId": identifier}

    def describe_query_definitions(self, caller: Caller, params: Params) -> Answer:
        prefix = params.get("queryDefinitionNamePrefix", "")
        found = [one for one in self._definitions.all(caller) if one["name"].startswith(prefix)]
        return {"queryDefinitions": found}

    def delete_query_definition(self, caller: Caller, params: Params) -> Answer:
        self._definitions.remove(caller, params["queryDefinitionId"])
        return {"success": True}
