"""Secrets and parameters. Their values pass through here and are kept nowhere else."""

from __future__ import annotations

from collections.abc import Mapping

from aerostat.provision.handlers.base import (
    Arguments,
    Attributes,
    Difference,
    Handler,
    ReadOneByOne,
    Site,
    key_value,
    or_none,
)
from aerostat.provision.values import Generated

_ABSENT = "ResourceNotFoundException"
_NO_PARAMETER = "ParameterNotFound"


class Secret(ReadOneByOne):
    type = "aws_secretsmanager_secret"
    forces_replacement = frozenset({"name"})

    def find(self, site: Site, arguments: Arguments) -> Attributes | None:
        client = site.client("secretsmanager")
        found = or_none(lambda: client.describe_secret(SecretId=arguments["name"]), _ABSENT)
        if found is None:
            return None
        if found.get("DeletedDate"):
            client.restore_secret(SecretId=found["ARN"])
        return _secret(found["ARN"], arguments)

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        described = {"Description": arguments["description"]} if "description" in arguments else {}
        made = site.client("secretsmanager").create_secret(
            Name=arguments["name"], Tags=key_value(arguments["tags"]), **described
        )
        return _secret(made["ARN"], arguments)

    def modify(self, site: Site, difference: Difference) -> Attributes:
        if changes := difference.picked({"description": "Description"}):
            site.client("secretsmanager").update_secret(SecretId=difference.attributes["arn"], **changes)
        return _secret(difference.attributes["arn"], difference.arguments)

    def tag(self, site: Site, attributes: Attributes, tags: Mapping[str, str], removed: tuple[str, ...]) -> None:
        client = site.client("secretsmanager")
        client.tag_resource(SecretId=attributes["arn"], Tags=key_value(tags))
        if removed:
            client.untag_resource(SecretId=attributes["arn"], TagKeys=list(removed))

    def delete(self, site: Site, attributes: Attributes) -> None:
        client, days = site.client("secretsmanager"), attributes["recovery_window_in_days"]
        how = {"RecoveryWindowInDays": days} if days else {"ForceDeleteWithoutRecovery": True}
        or_none(lambda: client.delete_secret(SecretId=attributes["arn"], **how), _ABSENT)

    def read(self, site: Site, attributes: Attributes) -> Attributes | None:
        client = site.client("secretsmanager")
        found = or_none(lambda: client.describe_secret(SecretId=attributes["arn"]), _ABSENT)
        return attributes if found and not found.get("DeletedDate") else None


def _secret(arn: str, arguments: Arguments) -> Attributes:
    days = arguments["recovery_window_in_days"]
    return {"id": arn, "arn": arn, "name": arguments["name"], "recovery_window_in_days": days}


class SecretVersion(ReadOneByOne):
    type = "aws_secretsmanager_secret_version"
    forces_replacement = frozenset({"secret_id"})

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        value, secret = arguments["secret_string_wo"], arguments["secret_id"]
        stored = current_value(site, secret)
        if stored is None or not (isinstance(value, Generated) or value == stored):
            site.client("secretsmanager").put_secret_value(SecretId=secret, SecretString=str(value))
        return {"id": secret, "secret_id": secret}

    def modify(self, site: Site, difference: Difference) -> Attributes:
        value, secret = difference.arguments["secret_string_wo"], difference.attributes["secret_id"]
        site.client("secretsmanager").put_secret_value(SecretId=secret, SecretString=str(value))
        return difference.attributes

    def delete(self, site: Site, attributes: Attributes) -> None:
        """Goes with its secret."""

    def read(self, site: Site, attributes: Attributes) -> Attributes | None:
        client = site.client("secretsmanager")
        found = or_none(lambda: client.describe_secret(SecretId=attributes["secret_id"]), _ABSENT)
        stages = found.get("VersionIdsToStages", {}) if found else {}
        return attributes if any("AWSCURRENT" in one for one in stages.values()) else None


def current_value(site: Site, secret: str) -> str | None:
    """What the secret holds now; None for nothing yet."""
    client = site.client("secretsmanager")
    found = or_none(lambda: client.get_secret_value(SecretId=secret), _ABSENT)
    return found["SecretString"] if found else None


class Parameter(Handler):
    type = "aws_ssm_parameter"
    forces_replacement = frozenset({"name", "type"})

    def find(self, site: Site, arguments: Arguments) -> Attributes | None:
        client = site.client("ssm")
        found = or_none(lambda: client.get_parameter(Name=arguments["name"]), _NO_PARAMETER)
        if found is None:
            return None
        if not isinstance(arguments["value_wo"], Generated):
            _put(site, arguments)
        return _parameter(found["Parameter"])

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        _put(site, arguments)
        attributes = _parameter(site.client("ssm").get_parameter(Name=arguments["name"])["Parameter"])
        self.tag(site, attributes, arguments["tags"], ())
        return attributes

    def ensure(self, site: Site, arguments: Arguments) -> Attributes:
        found = self.find(site, arguments)
        if found is None:
            return self.create(site, arguments)
        self.tag(site, found, arguments["tags"], ())
        return found

    def modify(self, site: Site, difference: Difference) -> Attributes:
        _put(site, difference.arguments)
        return difference.attributes

    def tag(self, site: Site, attributes: Attributes, tags: Mapping[str, str], removed: tuple[str, ...]) -> None:
        client, name = site.client("ssm"), attributes["name"]
        client.add_tags_to_resource(ResourceType="Parameter", ResourceId=name, Tags=key_value(tags))
        if removed:
            client.remove_tags_from_resource(ResourceType="Parameter", ResourceId=name, TagKeys=list(removed))

    def delete(self, site: Site, attributes: Attributes) -> None:
        client = site.client("ssm")
        or_none(lambda: client.delete_parameter(Name=attributes["name"]), _NO_PARAMETER)

    def observe(self, site: Site, known: Mapping[str, Attributes]) -> Mapping[str, Attributes | None]:
        wanted = [attributes["name"] for attributes in known.values()]
        client, found = site.client("ssm"), set[str]()
        for start in range(0, len(wanted), 10):  # as many as ssm takes
            answer = client.get_parameters(Names=wanted[start : start + 10])
            found.update(one["Name"] for one in answer["Parameters"])
        return {address: one if one["name"] in found else None for address, one in known.items()}


def _put(site: Site, arguments: Arguments) -> None:
    site.client("ssm").put_parameter(
        Name=arguments["name"], Type=arguments["type"], Value=str(arguments["value_wo"]), Overwrite=True
    )


def _parameter(described: Mapping[str, str]) -> Attributes:
    return {"id": described["Name"], "name": described["Name"], "arn": described["ARN"]}
