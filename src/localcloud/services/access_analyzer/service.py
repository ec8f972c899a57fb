"""Analyzers and their tags."""

from __future__ import annotations

from localcloud.api import Answer, Caller, Params, Service
from localcloud.clock import Clock
from localcloud.journal.tables import Journal
from localcloud.services.rds.tags import Tags
from localcloud.services.records import Record
from localcloud.services.registers import Register, as_map, chosen, tags_of


class AccessAnalyzer(Service):
    """IAM Access Analyzer."""

    name = "accessanalyzer"

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._analyzers = Register(journal, "accessanalyzer/analyzers", missing="ResourceNotFoundException", status=404)
        self._tags = Tags(journal, "accessanalyzer/tags")
        self._clock = clock

    def create_analyzer(self, caller: Caller, params: Params) -> Answer:
        name = params["analyzerName"]
        arn = f"arn:aws:access-analyzer:{caller.region}:{caller.account}:analyzer/{name}"
        analyzer = {
            "arn": arn,
            "name": name,
            "type": params["type"],
            "createdAt": self._clock.now(),
            "status": "ACTIVE",
            **chosen(params, ("configuration",)),
        }
        self._analyzers.add(caller, name, analyzer, taken="ConflictException")
        self._tags.replace(arn, tags_of(params, "tags"))
        return {"arn": arn}

    def get_analyzer(self, caller: Caller, params: Params) -> Answer:
        return {"analyzer": self._shown(self._analyzers.get(caller, params["analyzerName"]))}

    def list_analyzers(self, caller: Caller, params: Params) -> Answer:
        return {"analyzers": [self._shown(record) for record in self._analyzers.all(caller)]}

    def update_analyzer(self, caller: Caller, params: Params) -> Answer:
        record = self._analyzers.update(caller, params["analyzerName"], params, ("configuration",))
        return chosen(record, ("configuration",))

    def delete_analyzer(self, caller: Caller, params: Params) -> Answer:
        self._tags.forget(self._analyzers.remove(caller, params["analyzerName"])["arn"])
        return {}

    def list_findings(self, caller: Caller, params: Params) -> Answer:
        return {"findings": []}

    def list_findings_v2(self, caller: Caller, params: Params) -> Answer:
        return {"findings": []}

    def list_tags_for_resource(self, caller: Caller, params: Params) -> Answer:
        return {"tags": as_map(self._tags.of(params["resourceArn"]))}

    def tag_resource(self, caller: Caller, params: Params) -> Answer:
        self._tags.add(params["resourceArn"], tags_of(params, "tags"))
        return {}

    def untag_resource(self, caller: Caller, params: Params) -> Answer:
        self._tags.remove(params["resourceArn"], params["tagKeys"])
        return {}

    def _shown(self, record: Record) -> Record:
        return {**record, "tags": as_map(self._tags.of(record["arn"]))}
