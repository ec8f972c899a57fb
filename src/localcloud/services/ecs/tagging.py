"""Tags of anything that has an ARN."""

from __future__ import annotations

from localcloud.api import Answer, Caller, Params
from localcloud.services.ecs import errors
from localcloud.services.ecs.names import last
from localcloud.services.ecs.part import Part
from localcloud.services.ecs.store import key_of_service_arn

_MOST_TAGS = 50


class Tagging(Part):
    def tag_resource(self, caller: Caller, params: Params) -> Answer:
        arn = params["resourceArn"]
        self._check_exists(arn)
        with self._store.lock:
            known = {tag["key"] for tag in self._store.tags_of(arn)} | {tag["key"] for tag in params["tags"]}
            if len(known) > _MOST_TAGS:
                raise errors.invalid(f"The maximum number of tags ({_MOST_TAGS}) is exceeded.")
            self._store.tag(arn, params["tags"])
        return {}

    def untag_resource(self, caller: Caller, params: Params) -> Answer:
        arn = params["resourceArn"]
        self._check_exists(arn)
        with self._store.lock:
            left = {tag["key"]: tag["value"] for tag in self._store.tags_of(arn) if tag["key"] not in params["tagKeys"]}
            self._store.tags.put(arn, left)
        return {}

    def list_tags_for_resource(self, caller: Caller, params: Params) -> Answer:
        self._check_exists(params["resourceArn"])
        return {"tags": self._store.tags_of(params["resourceArn"])}

    def _check_exists(self, arn: str) -> None:
        if arn.count(":") < 5:
            raise errors.invalid("The specified resourceArn is not a valid ARN.")
        _, _, _, region, account, resource = arn.split(":", 5)
        kind, store = resource.partition("/")[0], self._store
        if kind == "cluster" and store.clusters.get(f"{account}/{region}/{last(arn)}") is None:
            raise errors.cluster_not_found()
        if kind == "service" and store.services.get(key_of_service_arn(arn)) is None:
            raise errors.service_not_found()
        if kind == "task" and store.tasks.get(arn) is None:
            raise errors.invalid("The specified task was not found.")
        if kind == "task-definition" and store.task_definitions.get(f"{account}/{region}/{last(arn)}") is None:
            raise errors.client("The specified task definition does not exist.")
