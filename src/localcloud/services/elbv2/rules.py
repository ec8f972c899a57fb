"""Listener rules."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from localcloud.api import Answer, ApiError, Caller, Params
from localcloud.behaviour.routing import by_priority
from localcloud.journal.tables import Document
from localcloud.services.elbv2.conditions import check_actions, check_conditions, check_transforms, completed
from localcloud.services.elbv2.part import Part, changes_records, validation_error
from localcloud.services.elbv2.store import Store, new_id, page, target_groups_of, wanted
from localcloud.services.elbv2.tags import from_list

_MOST_RULES = 100
_HIGHEST_PRIORITY = 50_000


class Rules(Part):
    """The operations on rules."""

    @changes_records
    def create_rule(self, caller: Caller, params: Params) -> Answer:
        listener_arn = params["ListenerArn"]
        self.store.listener(listener_arn)
        check_conditions(params["Conditions"])
        check_transforms(params.get("Transforms", ()))
        check_rule_actions(self.store, listener_arn, params["Actions"])
        self._check_priority(listener_arn, params["Priority"])
        if len(self.store.rules_of(listener_arn)) > _MOST_RULES:
            raise ApiError("TooManyRules", f"The maximum number of rules on listener '{listener_arn}' has been reached")
        document = new_rule(listener_arn, {**params, "Priority": str(params["Priority"])}, is_default=False)
        self.store.rules.put(document["record"]["RuleArn"], document)
        return {"Rules": [document["record"]]}

    def describe_rules(self, caller: Caller, params: Params) -> Answer:
        if listener_arn := params.get("ListenerArn"):
            self.store.listener(listener_arn)
            return page(by_priority(_records(self.store.rules_of(listener_arn))), params, under="Rules")
        if not params.get("RuleArns"):
            raise validation_error("You must specify either listener rule ARNs or a listener ARN")
        rules = wanted(self.store.rules.values(), params["RuleArns"], _arn, "RuleNotFound")
        return page(_records(rules), params, under="Rules")

    @changes_records
    def modify_rule(self, caller: Caller, params: Params) -> Answer:
        document = self.store.rule(params["RuleArn"])
        record = dict(document["record"])
        if record["IsDefault"]:
            text = f"Default rule '{params['RuleArn']}' cannot be modified; modify the listener's default actions"
            raise ApiError("OperationNotPermitted", text)
        if "Conditions" in params:
            check_conditions(params["Conditions"])
            record["Conditions"] = shown_conditions(params["Conditions"])
        if "Actions" in params:
            check_rule_actions(self.store, document["listener"], params["Actions"])
            record["Actions"] = completed(params["Actions"])
        if "Transforms" in params or params.get("ResetTransforms"):
            check_transforms(params.get("Transforms", ()))
            record["Transforms"] = list(params.get("Transforms", ()))
        self.store.rules.put(params["RuleArn"], {**document, "record": record})
        return {"Rules": [record]}

    @changes_records
    def delete_rule(self, caller: Caller, params: Params) -> Answer:
        document = self.store.rule(params["RuleArn"])
        if document["record"]["IsDefault"]:
            raise ApiError("OperationNotPermitted", f"Default rule '{params['RuleArn']}' cannot be deleted")
        self.store.rules.delete(params["RuleArn"])
        return {}

    @changes_records
    def set_rule_priorities(self, caller: Caller, params: Params) -> Answer:
        wanted_priorities = {pair["RuleArn"]: str(pair["Priority"]) for pair in params["RulePriorities"]}
        documents = [self.store.rule(arn) for arn in wanted_priorities]
        if any(document["record"]["IsDefault"] for document in documents):
            raise ApiError("OperationNotPermitted", "The priority of a default rule cannot be set")
        changed = []
        for document in documents:
            record = {**document["record"], "Priority": wanted_priorities[_arn(document)]}
            changed.append({**document, "record": record})
        for listener_arn in {document["listener"] for document in documents}:
            self._check_no_double(listener_arn, wanted_priorities)
        with self.store.journal.transaction():
            for document in changed:
                self.store.rules.put(_arn(document), document)
        return {"Rules": _records(changed)}

    def _check_priority(self, listener_arn: str, priority: int) -> None:
        if not 1 <= int(priority) <= _HIGHEST_PRIORITY:
            raise validation_error(f"Priority '{priority}' must be between '1' and '{_HIGHEST_PRIORITY}'")
        if str(priority) in [rule["record"]["Priority"] for rule in self.store.rules_of(listener_arn)]:
            raise ApiError("PriorityInUse", f"Priority '{priority}' is currently in use")

    def _check_no_double(self, listener_arn: str, changes: dict[str, str]) -> None:
        taken: set[str] = set()
        for rule in self.store.rules_of(listener_arn):
            priority = changes.get(_arn(rule), rule["record"]["Priority"])
            if priority in taken:
                raise ApiError("PriorityInUse", f"Priority '{priority}' is currently in use")
            taken.add(priority)


def new_rule(listener_arn: str, params: Params, *, is_default: bool) -> Document:
    """A rule's document; its ARN repeats the listener's."""
    record: dict[str, Any] = {
        "RuleArn": f"{listener_arn.replace(':listener/', ':listener-rule/')}/{new_id()}",
        "Priority": "default" if is_default else params["Priority"],
        "Conditions": shown_conditions(params.get("Conditions", ())),
        "Actions": completed(params["Actions"]),
        "IsDefault": is_default,
        "Transforms": list(params.get("Transforms", ())),
    }
    return {"record": record, "listener": listener_arn, "attributes": {}, "tags": from_list(params.get("Tags", ()))}


def shown_conditions(conditions: Iterable[Params]) -> list[dict[str, Any]]:
    """Conditions as AWS describes them: host headers and path patterns in both of their forms."""
    shown = []
    for condition in conditions:
        result = dict(condition)
        config_name = {"path-pattern": "PathPatternConfig", "host-header": "HostHeaderConfig"}.get(result["Field"])
        if config_name:
            config = dict(result.get(config_name, {}))
            for kind in ("Values", "RegexValues"):
                if values := config.get(kind) or result.get(kind):
                    config[kind] = result[kind] = list(values)
            result[config_name] = config
        shown.append(result)
    return shown


def check_rule_actions(store: Store, listener_arn: str, actions: Iterable[Params]) -> None:
    """Check the actions of a rule of this listener, and that their target groups may be used by it."""
    check_listener_actions(store, store.listener(listener_arn)["record"]["LoadBalancerArn"], actions)


def check_listener_actions(store: Store, load_balancer_arn: str, actions: Iterable[Params]) -> None:
    actions = list(actions)
    kind = store.load_balancer(load_balancer_arn)["record"]["Type"]
    check_actions(actions, groups=lambda arn: store.target_group(arn)["record"], network=kind == "network")
    for arn in target_groups_of(actions):
        others = [user for user in store.users_of(arn) if user != load_balancer_arn]
        if others:
            text = f"The following target groups cannot be associated with more than one load balancer: {arn}"
            raise ApiError("TargetGroupAssociationLimit", text)
        protocol = store.target_group(arn)["record"]["Protocol"]
        if (kind == "network") != bool(re.fullmatch("TCP|TLS", protocol)):
            text = f"Target group '{arn}' with protocol {protocol} cannot be used by a load balancer of type {kind}"
            raise ApiError("InvalidConfigurationRequest", text)


def _arn(document: Document) -> str:
    return str(document["record"]["RuleArn"])


def _records(documents: Iterable[Document]) -> list[dict[str, Any]]:
    return [document["record"] for document in documents]
