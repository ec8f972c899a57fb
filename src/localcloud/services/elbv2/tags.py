"""Tags of load balancers, listeners, rules and target groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from localcloud.api import Answer, ApiError, Caller, Params
from localcloud.journal.tables import Table
from localcloud.services.elbv2.part import Part

_MOST_TAGS = 50


class Tags(Part):
    """The operations on tags."""

    def add_tags(self, caller: Caller, params: Params) -> Answer:
        with self.store.lock:
            for arn in params["ResourceArns"]:
                table = self._table(arn)
                document = table.get(arn) or {}
                tags = {**document["tags"], **from_list(params["Tags"])}
                if len(tags) > _MOST_TAGS:
                    raise ApiError("TooManyTags", f"The maximum number of tags on '{arn}' has been reached")
                table.put(arn, {**document, "tags": tags})
        return {}

    def remove_tags(self, caller: Caller, params: Params) -> Answer:
        with self.store.lock:
            for arn in params["ResourceArns"]:
                table = self._table(arn)
                document = table.get(arn) or {}
                kept = {key: value for key, value in document["tags"].items() if key not in params["TagKeys"]}
                table.put(arn, {**document, "tags": kept})
        return {}

    def describe_tags(self, caller: Caller, params: Params) -> Answer:
        descriptions = []
        for arn in params["ResourceArns"]:
            document = self._table(arn).get(arn) or {}
            descriptions.append({"ResourceArn": arn, "Tags": to_list(document["tags"])})
        return {"TagDescriptions": descriptions}

    def _table(self, arn: str) -> Table:
        """The table that holds a resource."""
        tables = (
            ("LoadBalancerNotFound", "loadbalancer", self.store.load_balancers),
            ("ListenerNotFound", "listener", self.store.listeners),
            ("RuleNotFound", "listener-rule", self.store.rules),
            ("TargetGroupNotFound", "targetgroup", self.store.target_groups),
        )
        kind = arn.split(":")[-1].split("/")[0]
        for error, name, table in tables:
            if kind == name:
                if arn not in table:
                    raise ApiError(error, f"'{arn}' not found")
                return table
        raise ApiError("ValidationError", f"'{arn}' is not a valid resource ARN")


def from_list(tags: Iterable[Params]) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in tags:
        if tag["Key"] in found:
            raise ApiError("DuplicateTagKeys", f"The tag key '{tag['Key']}' is specified more than once")
        found[tag["Key"]] = tag.get("Value") or ""
    return found


def to_list(tags: Mapping[str, str]) -> list[Params]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
