"""IAM roles and their inline policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aerostat.provision.handlers.base import (
    Arguments,
    Attributes,
    Difference,
    ReadOneByOne,
    Site,
    key_value,
    or_none,
)

_ABSENT = ("NoSuchEntity", "NoSuchEntityException")


class Role(ReadOneByOne):
    type = "aws_iam_role"
    forces_replacement = frozenset({"name"})

    def find(self, site: Site, arguments: Arguments) -> Attributes | None:
        client = site.client("iam")
        found = or_none(lambda: client.get_role(RoleName=arguments["name"]), *_ABSENT)
        return _role(found["Role"]) if found else None

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        made = site.client("iam").create_role(
            RoleName=arguments["name"],
            AssumeRolePolicyDocument=arguments["assume_role_policy"],
            Tags=key_value(arguments["tags"]),
        )
        return _role(made["Role"])

    def modify(self, site: Site, difference: Difference) -> Attributes:
        if changes := difference.picked({"assume_role_policy": "PolicyDocument"}):
            site.client("iam").update_assume_role_policy(RoleName=difference.attributes["name"], **changes)
        return difference.attributes

    def tag(self, site: Site, attributes: Attributes, tags: Mapping[str, str], removed: tuple[str, ...]) -> None:
        client = site.client("iam")
        client.tag_role(RoleName=attributes["name"], Tags=key_value(tags))
        if removed:
            client.untag_role(RoleName=attributes["name"], TagKeys=list(removed))

    def delete(self, site: Site, attributes: Attributes) -> None:
        client = site.client("iam")
        or_none(lambda: client.delete_role(RoleName=attributes["name"]), *_ABSENT)

    def read(self, site: Site, attributes: Attributes) -> Attributes | None:
        client = site.client("iam")
        found = or_none(lambda: client.get_role(RoleName=attributes["name"]), *_ABSENT)
        return _role(found["Role"]) if found else None


def _role(described: Mapping[str, Any]) -> Attributes:
    return {"id": described["RoleName"], "name": described["RoleName"], "arn": described["Arn"]}


class RolePolicy(ReadOneByOne):
    """Putting an inline policy is idempotent, so nothing is looked for first."""

    type = "aws_iam_role_policy"
    forces_replacement = frozenset({"name", "role"})

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        role, name = arguments["role"], arguments["name"]
        site.client("iam").put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=arguments["policy"])
        return {"id": f"{role}:{name}", "role": role, "name": name}

    def modify(self, site: Site, difference: Difference) -> Attributes:
        return self.create(site, difference.arguments)

    def delete(self, site: Site, attributes: Attributes) -> None:
        client = site.client("iam")
        or_none(lambda: client.delete_role_policy(RoleName=attributes["role"], PolicyName=attributes["name"]), *_ABSENT)

    def read(self, site: Site, attributes: Attributes) -> Attributes | None:
        client = site.client("iam")
        role, name = attributes["role"], attributes["name"]
        found = or_none(lambda: client.get_role_policy(RoleName=role, PolicyName=name), *_ABSENT)
        return attributes if found else None
