"""Security groups, and their rules one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from aerostat.provision.handlers.base import Arguments, Attributes, Handler, Site, key_value, or_none
from aerostat.provision.handlers.ec2 import Ec2Handler

_EVERYTHING = "-1"


class SecurityGroup(Ec2Handler):
    type = "aws_security_group"
    forces_replacement = frozenset({"name", "description", "vpc_id"})
    kind = "security-group"
    describes = ("describe_security_groups", "SecurityGroups", "GroupId")
    id_filter = "group-id"
    absent = "InvalidGroup.NotFound"
    deletes = ("delete_security_group", "GroupId")

    def find(self, site: Site, arguments: Arguments) -> Attributes | None:
        found = self._describe(site, {"group-name": [arguments["name"]], "vpc-id": [arguments["vpc_id"]]})
        if not found:
            return None
        self._close_exit(site, found[0]["GroupId"], found[0].get("IpPermissionsEgress", ()))
        return self.attributes(found[0], arguments)

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        made = site.client("ec2").create_security_group(
            GroupName=arguments["name"],
            Description=arguments["description"],
            VpcId=arguments["vpc_id"],
            TagSpecifications=self.tagging(arguments),
        )
        allow_all = {"IpProtocol": _EVERYTHING, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
        self._close_exit(site, made["GroupId"], [allow_all])
        return self.attributes(made, arguments)

    def _close_exit(self, site: Site, group: str, egress: Any) -> None:
        """Take away the rule that lets everything out; AWS puts it into every new group."""
        open_rules = [rule for rule in egress if rule["IpProtocol"] == _EVERYTHING]
        for rule in open_rules:
            ranges = [{"CidrIp": one["CidrIp"]} for one in rule["IpRanges"]]
            site.client("ec2").revoke_security_group_egress(
                GroupId=group, IpPermissions=[{"IpProtocol": _EVERYTHING, "IpRanges": ranges}]
            )


class _Rule(Handler):
    """One rule. Its arguments are its identity, so a changed one is another rule."""

    forces_replacement = frozenset(
        {
            "security_group_id",
            "description",
            "ip_protocol",
            "from_port",
            "to_port",
            "cidr_ipv4",
            "referenced_security_group_id",
        }
    )
    direction: ClassVar[str]

    def find(self, site: Site, arguments: Arguments) -> Attributes | None:
        for rule in _rules(site, "group-id", [arguments["security_group_id"]]):
            if rule["IsEgress"] is (self.direction == "egress") and _is_same(rule, arguments):
                return _rule_attributes(rule["SecurityGroupRuleId"], arguments)
        return None

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        operation = getattr(site.client("ec2"), f"authorize_security_group_{self.direction}")
        made = operation(
            GroupId=arguments["security_group_id"],
            IpPermissions=[_permission(arguments)],
            TagSpecifications=[{"ResourceType": "security-group-rule", "Tags": key_value(arguments["tags"])}],
        )
        return _rule_attributes(made["SecurityGroupRules"][0]["SecurityGroupRuleId"], arguments)

    def tag(self, site: Site, attributes: Attributes, tags: Mapping[str, str], removed: tuple[str, ...]) -> None:
        client = site.client("ec2")
        client.create_tags(Resources=[attributes["id"]], Tags=key_value(tags))
        if removed:
            client.delete_tags(Resources=[attributes["id"]], Tags=[{"Key": key} for key in removed])

    def delete(self, site: Site, attributes: Attributes) -> None:
        operation = getattr(site.client("ec2"), f"revoke_security_group_{self.direction}")
        or_none(
            lambda: operation(GroupId=attributes["security_group_id"], SecurityGroupRuleIds=[attributes["id"]]),
            "InvalidSecurityGroupRuleId.NotFound",
            "InvalidGroup.NotFound",
            "InvalidPermission.NotFound",
        )

    def observe(self, site: Site, known: Mapping[str, Attributes]) -> Mapping[str, Attributes | None]:
        groups = sorted({attributes["security_group_id"] for attributes in known.values()})
        existing = {rule["SecurityGroupRuleId"] for rule in _rules(site, "group-id", groups)}
        return {address: one if one["id"] in existing else None for address, one in known.items()}


class IngressRule(_Rule):
    type = "aws_vpc_security_group_ingress_rule"
    direction = "ingress"


class EgressRule(_Rule):
    type = "aws_vpc_security_group_egress_rule"
    direction = "egress"


def _rules(site: Site, filter: str, values: list[str]) -> list[Mapping[str, Any]]:
    pages = site.client("ec2").get_paginator("describe_security_group_rules")
    wanted = [{"Name": filter, "Values": values}]
    return [rule for page in pages.paginate(Filters=wanted) for rule in page["SecurityGroupRules"]]


def _is_same(rule: Mapping[str, Any], arguments: Arguments) -> bool:
    peer = rule.get("ReferencedGroupInfo", {}).get("GroupId")
    return (rule["IpProtocol"], rule.get("FromPort"), rule.get("ToPort"), rule.get("CidrIpv4"), peer) == (
        arguments["ip_protocol"],
        arguments["from_port"],
        arguments["to_port"],
        arguments.get("cidr_ipv4"),
        arguments.get("referenced_security_group_id"),
    )


def _permission(arguments: Arguments) -> dict[str, Any]:
    permission = {
        "IpProtocol": arguments["ip_protocol"],
        "FromPort": arguments["from_port"],
        "ToPort": arguments["to_port"],
    }
    described = {"Description": arguments["description"]}
    if "cidr_ipv4" in arguments:
        return {**permission, "IpRanges": [{"CidrIp": arguments["cidr_ipv4"], **described}]}
    peer = {"GroupId": arguments["referenced_security_group_id"], **described}
    return {**permission, "UserIdGroupPairs": [peer]}


def _rule_attributes(id: str, arguments: Arguments) -> Attributes:
    return {"id": id, "security_group_id": arguments["security_group_id"]}
