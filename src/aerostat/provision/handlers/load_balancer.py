"""Application load balancers: the balancer, its listeners, their rules, target groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aerostat.provision.handlers.base import (
    Arguments,
    Attributes,
    Difference,
    Handler,
    Site,
    by_id,
    key_value,
    or_none,
)

_ACTIVE_SECONDS = 600

_BALANCER_ATTRIBUTES = {
    "idle_timeout": "idle_timeout.timeout_seconds",
    "drop_invalid_header_fields": "routing.http.drop_invalid_header_fields.enabled",
}
_HEALTH_CHECK = {
    "enabled": "HealthCheckEnabled",
    "path": "HealthCheckPath",
    "protocol": "HealthCheckProtocol",
    "port": "HealthCheckPort",
    "interval": "HealthCheckIntervalSeconds",
    "timeout": "HealthCheckTimeoutSeconds",
    "healthy_threshold": "HealthyThresholdCount",
    "unhealthy_threshold": "UnhealthyThresholdCount",
}


class _Elbv2Handler(Handler):
    """ELBv2's resources are known by ARN and tagged alike."""

    def tag(self, site: Site, attributes: Attributes, tags: Mapping[str, str], removed: tuple[str, ...]) -> None:
        client = site.client("elbv2")
        client.add_tags(ResourceArns=[attributes["arn"]], Tags=key_value(tags))
        if removed:
            client.remove_tags(ResourceArns=[attributes["arn"]], TagKeys=list(removed))


class LoadBalancer(_Elbv2Handler):
    type = "aws_lb"
    patience = 5
    forces_replacement = frozenset({"name", "load_balancer_type", "internal"})

    def find(self, site: Site, arguments: Arguments) -> Attributes | None:
        client = site.client("elbv2")
        found = or_none(lambda: client.describe_load_balancers(Names=[arguments["name"]]), "LoadBalancerNotFound")
        return _balancer(found["LoadBalancers"][0]) if found else None

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        made = site.client("elbv2").create_load_balancer(
            Name=arguments["name"],
            Type=arguments["load_balancer_type"],
            Scheme="internal" if arguments["internal"] else "internet-facing",
            Subnets=arguments["subnets"],
            SecurityGroups=arguments["security_groups"],
            Tags=key_value(arguments["tags"]),
        )
        attributes = _balancer(made["LoadBalancers"][0])
        changed = frozenset(_BALANCER_ATTRIBUTES)
        return self.modify(site, Difference(attributes=attributes, arguments=arguments, changed=changed))

    def modify(self, site: Site, difference: Difference) -> Attributes:
        client, arn = site.client("elbv2"), difference.attributes["arn"]
        if "subnets" in difference.changed:
            client.set_subnets(LoadBalancerArn=arn, Subnets=difference.arguments["subnets"])
        if "security_groups" in difference.changed:
            client.set_security_groups(LoadBalancerArn=arn, SecurityGroups=difference.arguments["security_groups"])
        if settings := difference.picked(_BALANCER_ATTRIBUTES):
            client.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=_as_text(settings))
        return difference.attributes

    def settle(self, site: Site, attributes: Attributes) -> None:
        def is_active() -> bool:
            found = site.client("elbv2").describe_load_balancers(LoadBalancerArns=[attributes["arn"]])
            return bool(found["LoadBalancers"][0]["State"]["Code"] == "active")

        site.wait("the load balancer to be active", is_active, seconds=_ACTIVE_SECONDS)

    def delete(self, site: Site, attributes: Attributes) -> None:
        site.client("elbv2").delete_load_balancer(LoadBalancerArn=attributes["arn"])

    def observe(self, site: Site, known: Mapping[str, Attributes]) -> Mapping[str, Attributes | None]:
        pages = site.client("elbv2").get_paginator("describe_load_balancers").paginate()
        existing = {one["LoadBalancerArn"]: _balancer(one) for page in pages for one in page["LoadBalancers"]}
        return {address: existing.get(attributes["arn"]) for address, attributes in known.items()}


def _balancer(described: Mapping[str, Any]) -> Attributes:
    arn = described["LoadBalancerArn"]
    return {
        "id": arn,
        "arn": arn,
        "arn_suffix": arn.split(":loadbalancer/")[1],
        "dns_name": described["DNSName"],
        "zone_id": described.get("CanonicalHostedZoneId", ""),
    }


class Listener(_Elbv2Handler):
    type = "aws_lb_listener"
    forces_replacement = frozenset({"load_balancer_arn"})

    def find(self, site: Site, arguments: Arguments) -> Attributes | None:
        found = site.client("elbv2").describe_listeners(LoadBalancerArn=arguments["load_balancer_arn"])
        for listener in found["Listeners"]:
            if listener["Port"] == arguments["port"]:
                return _listener(listener)
        return None

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        made = site.client("elbv2").create_listener(
            LoadBalancerArn=arguments["load_balancer_arn"],
            Port=arguments["port"],
            Protocol=arguments["protocol"],
            DefaultActions=_actions(arguments["default_action"]),
            Tags=key_value(arguments["tags"]),
            **_tls(arguments, frozenset(arguments)),
        )
        return _listener(made["Listeners"][0])

    def modify(self, site: Site, difference: Difference) -> Attributes:
        changes = difference.picked({"port": "Port", "protocol": "Protocol"})
        changes |= _tls(difference.arguments, difference.changed)
        if "default_action" in difference.changed:
            changes["DefaultActions"] = _actions(difference.arguments["default_action"])
        site.client("elbv2").modify_listener(ListenerArn=difference.attributes["arn"], **changes)
        return difference.attributes

    def delete(self, site: Site, attributes: Attributes) -> None:
        client = site.client("elbv2")
        or_none(lambda: client.delete_listener(ListenerArn=attributes["arn"]), "ListenerNotFound")

    def observe(self, site: Site, known: Mapping[str, Attributes]) -> Mapping[str, Attributes | None]:
        balancers = sorted({attributes["load_balancer_arn"] for attributes in known.values()})
        return by_id(known, [arn for balancer in balancers for arn in _listener_arns(site, balancer)])


def _tls(arguments: Arguments, changed: frozenset[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "certificate_arn" in changed & arguments.keys():
        found["Certificates"] = [{"CertificateArn": arguments["certificate_arn"]}]
    if "ssl_policy" in changed & arguments.keys():
        found["SslPolicy"] = arguments["ssl_policy"]
    return found


def _listener_arns(site: Site, balancer: str) -> list[str]:
    client = site.client("elbv2")
    found = or_none(lambda: client.describe_listeners(LoadBalancerArn=balancer), "LoadBalancerNotFound")
    return [listener["ListenerArn"] for listener in found["Listeners"]] if found else []


def _listener(described: Mapping[str, Any]) -> Attributes:
    arn = described["ListenerArn"]
    return {"id": arn, "arn": arn, "load_balancer_arn": described["LoadBalancerArn"]}


class ListenerRule(_Elbv2Handler):
    type = "aws_lb_listener_rule"
    forces_replacement = frozenset({"listener_arn"})

    def find(self, site: Site, arguments: Arguments) -> Attributes | None:
        found = site.client("elbv2").describe_rules(ListenerArn=arguments["listener_arn"])
        for rule in found["Rules"]:
            if rule["Priority"] == str(arguments["priority"]):
                return _rule(rule["RuleArn"], arguments)
        return None

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        made = site.client("elbv2").create_rule(
            ListenerArn=arguments["listener_arn"],
            Priority=arguments["priority"],
            Conditions=_conditions(arguments["condition"]),
            Actions=_actions(arguments["action"]),
            Tags=key_value(arguments["tags"]),
        )
        return _rule(made["Rules"][0]["RuleArn"], arguments)

    def modify(self, site: Site, difference: Difference) -> Attributes:
        client, arn = site.client("elbv2"), difference.attributes["arn"]
        if "priority" in difference.changed:
            client.set_rule_priorities(RulePriorities=[{"RuleArn": arn, "Priority": difference.arguments["priority"]}])
        if difference.changed & {"condition", "action"}:
            client.modify_rule(
                RuleArn=arn,
                Conditions=_conditions(difference.arguments["condition"]),
                Actions=_actions(difference.arguments["action"]),
            )
        return difference.attributes

    def delete(self, site: Site, attributes: Attributes) -> None:
        client = site.client("elbv2")
        or_none(lambda: client.delete_rule(RuleArn=attributes["arn"]), "RuleNotFound")

    def observe(self, site: Site, known: Mapping[str, Attributes]) -> Mapping[str, Attributes | None]:
        listeners = sorted({attributes["listener_arn"] for attributes in known.values()})
        return by_id(known, [arn for listener in listeners for arn in _rule_arns(site, listener)])


def _rule_arns(site: Site, listener: str) -> list[str]:
    client = site.client("elbv2")
    found = or_none(lambda: client.describe_rules(ListenerArn=listener), "ListenerNotFound")
    return [rule["RuleArn"] for rule in found["Rules"]] if found else []


def _rule(arn: str, arguments: Arguments) -> Attributes:
    return {"id": arn, "arn": arn, "listener_arn": arguments["listener_arn"]}


class TargetGroup(_Elbv2Handler):
    type = "aws_lb_target_group"
    forces_replacement = frozenset({"name", "port", "protocol", "target_type", "vpc_id"})
    stands_beside = True

    def find(self, site: Site, arguments: Arguments) -> Attributes | None:
        client = site.client("elbv2")
        found = or_none(lambda: client.describe_target_groups(Names=[arguments["name"]]), "TargetGroupNotFound")
        return _group(found["TargetGroups"][0]) if found else None

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        made = site.client("elbv2").create_target_group(
            Name=arguments["name"],
            Port=arguments["port"],
            Protocol=arguments["protocol"],
            TargetType=arguments["target_type"],
            VpcId=arguments["vpc_id"],
            Tags=key_value(arguments["tags"]),
            **_health_check(arguments["health_check"]),
        )
        attributes = _group(made["TargetGroups"][0])
        changed = frozenset({"deregistration_delay"} | arguments.keys() & {"stickiness"})
        return self.modify(site, Difference(attributes=attributes, arguments=arguments, changed=changed))

    def modify(self, site: Site, difference: Difference) -> Attributes:
        client, arn = site.client("elbv2"), difference.attributes["arn"]
        if "health_check" in difference.changed:
            client.modify_target_group(TargetGroupArn=arn, **_health_check(difference.arguments["health_check"]))
        settings = difference.picked({"deregistration_delay": "deregistration_delay.timeout_seconds"})
        if "stickiness" in difference.changed:
            settings |= _stickiness(difference.arguments.get("stickiness"))
        if settings:
            client.modify_target_group_attributes(TargetGroupArn=arn, Attributes=_as_text(settings))
        return difference.attributes

    def delete(self, site: Site, attributes: Attributes) -> None:
        client = site.client("elbv2")
        or_none(lambda: client.delete_target_group(TargetGroupArn=attributes["arn"]), "TargetGroupNotFound")

    def observe(self, site: Site, known: Mapping[str, Attributes]) -> Mapping[str, Attributes | None]:
        pages = site.client("elbv2").get_paginator("describe_target_groups").paginate()
        return by_id(known, [one["TargetGroupArn"] for page in pages for one in page["TargetGroups"]])


def _stickiness(block: Arguments | None) -> dict[str, Any]:
    """Without the block there is none."""
    if block is None:
        return {"stickiness.enabled": False}
    return {
        "stickiness.enabled": block["enabled"],
        "stickiness.type": block["type"],
        "stickiness.lb_cookie.duration_seconds": block["cookie_duration"],
    }


def _group(described: Mapping[str, Any]) -> Attributes:
    arn = described["TargetGroupArn"]
    return {
        "id": arn,
        "arn": arn,
        "arn_suffix": arn.split(":")[-1],
        "name": described["TargetGroupName"],
    }


def _health_check(block: Arguments) -> dict[str, Any]:
    check = {name: block[argument] for argument, name in _HEALTH_CHECK.items()}
    return {**check, "Matcher": {"HttpCode": block["matcher"]}}


def _actions(blocks: list[Arguments]) -> list[dict[str, Any]]:
    return [_action(block) for block in blocks]


def _action(block: Arguments) -> dict[str, Any]:
    if block["type"] == "forward":
        return {"Type": "forward", "TargetGroupArn": block["target_group_arn"]}
    if block["type"] == "redirect":
        to = block["redirect"]
        config = {"Protocol": to["protocol"], "Port": to["port"], "StatusCode": to["status_code"]}
        return {"Type": "redirect", "RedirectConfig": config}
    response = block["fixed_response"]
    return {
        "Type": "fixed-response",
        "FixedResponseConfig": {
            "ContentType": response["content_type"],
            "MessageBody": response["message_body"],
            "StatusCode": response["status_code"],
        },
    }


def _conditions(blocks: list[Arguments]) -> list[dict[str, Any]]:
    fields = {"path_pattern": ("path-pattern", "PathPatternConfig"), "host_header": ("host-header", "HostHeaderConfig")}
    return [
        {"Field": fields[kind][0], fields[kind][1]: {"Values": block["values"]}}
        for blocks_of_one in blocks
        for kind, block in blocks_of_one.items()
    ]


def _as_text(settings: Mapping[str, Any]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": str(value).lower()} for key, value in settings.items()]
