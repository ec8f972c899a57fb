"""CloudWatch log groups."""

from __future__ import annotations

from collections.abc import Mapping

from aerostat.provision.handlers.base import Arguments, Attributes, Difference, ReadOneByOne, Site, or_none

_ABSENT = "ResourceNotFoundException"


class LogGroup(ReadOneByOne):
    type = "aws_cloudwatch_log_group"
    forces_replacement = frozenset({"name"})

    def find(self, site: Site, arguments: Arguments) -> Attributes | None:
        return _describe(site, arguments["name"])

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        name = arguments["name"]
        site.client("logs").create_log_group(logGroupName=name, tags=dict(arguments["tags"]))
        _keep(site, name, arguments)
        made = _describe(site, name)
        assert made is not None
        return made

    def modify(self, site: Site, difference: Difference) -> Attributes:
        _keep(site, difference.attributes["name"], difference.arguments)
        return difference.attributes

    def tag(self, site: Site, attributes: Attributes, tags: Mapping[str, str], removed: tuple[str, ...]) -> None:
        client = site.client("logs")
        client.tag_resource(resourceArn=attributes["arn"], tags=dict(tags))
        if removed:
            client.untag_resource(resourceArn=attributes["arn"], tagKeys=list(removed))

    def delete(self, site: Site, attributes: Attributes) -> None:
        client = site.client("logs")
        or_none(lambda: client.delete_log_group(logGroupName=attributes["name"]), _ABSENT)

    def read(self, site: Site, attributes: Attributes) -> Attributes | None:
        return _describe(site, attributes["name"])


def _keep(site: Site, name: str, arguments: Arguments) -> None:
    site.client("logs").put_retention_policy(logGroupName=name, retentionInDays=arguments["retention_in_days"])


def _describe(site: Site, name: str) -> Attributes | None:
    pages = site.client("logs").get_paginator("describe_log_groups").paginate(logGroupNamePrefix=name)
    for page in pages:
        for group in page["logGroups"]:
            if group["logGroupName"] == name:
                # The API's ARN ends in ":*", Terraform's does not.
                return {"id": name, "name": name, "arn": group["arn"].removesuffix(":*")}
    return None
