"""X-Ray's groups and sampling rules. Clients that ask for the rules get them and sample by them."""

from __future__ import annotations

import secrets
from typing import Any

from localcloud.api import Answer, Caller, Params, Service
from localcloud.clock import Clock
from localcloud.journal.tables import Journal
from localcloud.services.rds.tags import Tags
from localcloud.services.registers import Register, tags_of

#: The rule for what no other rule covers: the first request of a second, and a twentieth of the rest.
_DEFAULT_RULE = {
    "RuleName": "Default",
    "ResourceARN": "*",
    "Priority": 10000,
    "FixedRate": 0.05,
    "ReservoirSize": 1,
    "ServiceName": "*",
    "ServiceType": "*",
    "Host": "*",
    "HTTPMethod": "*",
    "URLPath": "*",
    "Version": 1,
    "Attributes": {},
}


class Tracing(Service):
    """AWS X-Ray."""

    name = "xray"

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._groups = Register(journal, "xray/groups", missing="InvalidRequestException")
        self._rules = Register(journal, "xray/rules", missing="InvalidRequestException")
        self._tags = Tags(journal, "xray/tags")
        self._clock = clock

    # --- groups

    def create_group(self, caller: Caller, params: Params) -> Answer:
        name = params["GroupName"]
        insights = {"InsightsEnabled": False, "NotificationsEnabled": False}
        group = {
            "GroupName": name,
            "GroupARN": _arn(caller, f"group/{name}/{secrets.token_hex(16).upper()}"),
            "FilterExpression": params.get("FilterExpression", ""),
            "InsightsConfiguration": {**insights, **params.get("InsightsConfiguration", {})},
        }
        self._groups.add(caller, name, group, taken="InvalidRequestException")
        self._tags.replace(str(group["GroupARN"]), tags_of(params))
        return {"Group": group}

    def get_group(self, caller: Caller, params: Params) -> Answer:
        return {"Group": self._groups.get(caller, _group_name(params))}

    def get_groups(self, caller: Caller, params: Params) -> Answer:
        return {"Groups": self._groups.all(caller)}

    def update_group(self, caller: Caller, params: Params) -> Answer:
        members = ("FilterExpression", "InsightsConfiguration")
        return {"Group": self._groups.update(caller, _group_name(params), params, members)}

    def delete_group(self, caller: Caller, params: Params) -> Answer:
        self._tags.forget(self._groups.remove(caller, _group_name(params))["GroupARN"])
        return {}

    # --- sampling rules

    def create_sampling_rule(self, caller: Caller, params: Params) -> Answer:
        asked = params["SamplingRule"]
        now = self._clock.now()
        name = asked["RuleName"]
        rule = {"Attributes": {}, **asked, "RuleARN": _arn(caller, f"sampling-rule/{name}")}
        record = {"SamplingRule": rule, "CreatedAt": now, "ModifiedAt": now}
        self._rules.add(caller, name, record, taken="InvalidRequestException")
        self._tags.replace(rule["RuleARN"], tags_of(params))
        return {"SamplingRuleRecord": record}

    def get_sampling_rules(self, caller: Caller, params: Params) -> Answer:
        default = {**_DEFAULT_RULE, "RuleARN": _arn(caller, "sampling-rule/Default")}
        return {"SamplingRuleRecords": [*self._rules.all(caller), {"SamplingRule": default}]}

    def update_sampling_rule(self, caller: Caller, params: Params) -> Answer:
        update = params["SamplingRuleUpdate"]

        def changed(old: dict[str, Any]) -> dict[str, Any]:
            return {**old, "SamplingRule": {**old["SamplingRule"], **update}, "ModifiedAt": self._clock.now()}

        return {"SamplingRuleRecord": self._rules.change(caller, _rule_name(update), changed)}

    def delete_sampling_rule(self, caller: Caller, params: Params) -> Answer:
        record = self._rules.remove(caller, _rule_name(params))
        self._tags.forget(record["SamplingRule"]["RuleARN"])
        return {"SamplingRuleRecord": record}

    # --- tags

    def list_tags_for_resource(self, caller: Caller, params: Params) -> Answer:
        return {"Tags": self._tags.of(params["ResourceARN"])}

    def tag_resource(self, caller: Caller, params: Params) -> Answer:
        self._tags.add(params["ResourceARN"], tags_of(params))
        return {}

    def untag_resource(self, caller: Caller, params: Params) -> Answer:
        self._tags.remove(params["ResourceARN"], params["TagKeys"])
        return {}


def _arn(caller: Caller, resource: str) -> str:
    return f"arn:aws:xray:{caller.region}:{caller.account}:{resource}"


def _group_name(params: Params) -> str:
    """A group by its name or its ARN."""
    return str(params.get("GroupName") or params["GroupARN"].split("/")[1])


def _rule_name(params: Params) -> str:
    return str(params.get("RuleName") or params["RuleARN"].rpartition("/")[2])
