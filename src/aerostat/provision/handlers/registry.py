"""ECR repositories."""

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

_ABSENT = "RepositoryNotFoundException"


class Repository(Handler):
    type = "aws_ecr_repository"
    forces_replacement = frozenset({"name"})

    def find(self, site: Site, arguments: Arguments) -> Attributes | None:
        client = site.client("ecr")
        found = or_none(lambda: client.describe_repositories(repositoryNames=[arguments["name"]]), _ABSENT)
        return _repository(found["repositories"][0], arguments) if found else None

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        made = site.client("ecr").create_repository(
            repositoryName=arguments["name"],
            imageTagMutability=arguments["image_tag_mutability"],
            imageScanningConfiguration=_scanning(arguments),
            tags=key_value(arguments["tags"]),
        )
        return _repository(made["repository"], arguments)

    def modify(self, site: Site, difference: Difference) -> Attributes:
        client, name, arguments = site.client("ecr"), difference.attributes["id"], difference.arguments
        if "image_tag_mutability" in difference.changed:
            client.put_image_tag_mutability(repositoryName=name, imageTagMutability=arguments["image_tag_mutability"])
        if "image_scanning_configuration" in difference.changed:
            client.put_image_scanning_configuration(
                repositoryName=name, imageScanningConfiguration=_scanning(arguments)
            )
        return {**difference.attributes, "force_delete": arguments["force_delete"]}

    def tag(self, site: Site, attributes: Attributes, tags: Mapping[str, str], removed: tuple[str, ...]) -> None:
        client = site.client("ecr")
        client.tag_resource(resourceArn=attributes["arn"], tags=key_value(tags))
        if removed:
            client.untag_resource(resourceArn=attributes["arn"], tagKeys=list(removed))

    def delete(self, site: Site, attributes: Attributes) -> None:
        client = site.client("ecr")
        or_none(
            lambda: client.delete_repository(repositoryName=attributes["id"], force=attributes["force_delete"]), _ABSENT
        )

    def observe(self, site: Site, known: Mapping[str, Attributes]) -> Mapping[str, Attributes | None]:
        pages = site.client("ecr").get_paginator("describe_repositories").paginate()
        return by_id(known, [one["repositoryName"] for page in pages for one in page["repositories"]])


def _scanning(arguments: Arguments) -> dict[str, bool]:
    return {"scanOnPush": arguments["image_scanning_configuration"]["scan_on_push"]}


def _repository(described: Mapping[str, Any], arguments: Arguments) -> Attributes:
    return {
        "id": described["repositoryName"],
        "arn": described["repositoryArn"],
        "registry_id": described["registryId"],
        "repository_url": described["repositoryUri"],
        "force_delete": arguments["force_delete"],
    }
