"""The rules of a web ACL, the cheapest to evaluate first: addresses, then rates, then contents."""

from __future__ import annotations

from collections.abc import Mapping

from aerostat.graph.resource import Value
from aerostat.model import Waf

#: AWS's managed groups by the short names of the blueprint, in the order of evaluation.
MANAGED: Mapping[str, str] = {
    "ip_reputation": "AWSManagedRulesAmazonIpReputationList",
    "anonymous_ip": "AWSManagedRulesAnonymousIpList",
    "bad_inputs": "AWSManagedRulesKnownBadInputsRuleSet",
    "common": "AWSManagedRulesCommonRuleSet",
    "sql": "AWSManagedRulesSQLiRuleSet",
    "linux": "AWSManagedRulesLinuxRuleSet",
    "bots": "AWSManagedRulesBotControlRuleSet",
}
_WINDOW_SECONDS = 300
#: Rules of a group that only count: the common group refuses every body above 8 KB, and with it every upload.
_COUNTED: Mapping[str, tuple[str, ...]] = {"common": ("SizeRestrictions_BODY",)}


def rules(waf: Waf) -> list[Value]:
    """A priority belongs to its rule, so that a new rule leaves the others where they are."""
    chosen: list[Value] = []
    if waf.rate_limit:
        chosen.append(_rate_limit(waf.rate_limit))
    chosen += [_managed(10 * place, name) for place, name in enumerate(MANAGED, 1) if name in waf.rules]
    return chosen


def _rate_limit(limit: int) -> Value:
    statement: Value = {"limit": limit, "aggregate_key_type": "IP", "evaluation_window_sec": _WINDOW_SECONDS}
    return {
        "name": "rate-limit",
        "priority": 0,
        "action": {"block": {}},
        "statement": {"rate_based_statement": statement},
        "visibility_config": _visibility("rate-limit"),
    }


def _managed(priority: int, name: str) -> Value:
    group: dict[str, Value] = {"vendor_name": "AWS", "name": MANAGED[name]}
    if counted := _COUNTED.get(name):
        group["rule_action_override"] = [{"name": rule, "action_to_use": {"count": {}}} for rule in counted]
    if name == "bots":
        group["managed_rule_group_configs"] = [
            {"aws_managed_rules_bot_control_rule_set": {"inspection_level": "COMMON"}}
        ]
    metric = name.replace("_", "-")
    return {
        "name": metric,
        "priority": priority,
        "override_action": {"none": {}},
        "statement": {"managed_rule_group_statement": group},
        "visibility_config": _visibility(metric),
    }


def _visibility(metric: str) -> Value:
    return {"cloudwatch_metrics_enabled": True, "sampled_requests_enabled": True, "metric_name": metric}
