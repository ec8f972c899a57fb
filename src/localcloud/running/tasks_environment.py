"""The environment of a container, from the task definition and the cloud it runs in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from localcloud.running.collaborators import SecretReader


def container_environment(
    definition: Mapping[str, Any], override: Mapping[str, Any], *, secrets: Mapping[str, str], cloud: Mapping[str, str]
) -> dict[str, str]:
    """
    What ECS puts into a container: the definition's variables, RunTask's over them, secrets over both.

    Nothing of the user's own environment is there. ``cloud`` (endpoint, region, credentials) gives way to what the
    definition says.
    """
    variables = dict(cloud)
    for entry in (*definition.get("environment", ()), *override.get("environment", ())):
        variables[entry["name"]] = entry["value"]
    return variables | dict(secrets)


def cloud_variables(*, region: str, endpoint: str, task_id: str, credentials_token: str | None) -> dict[str, str]:
    """
    How a container finds its AWS.

    The instance metadata service is turned off: on a laptop that happens to be an EC2 instance, an SDK would else find
    that instance's real credentials.
    """
    variables = {
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_EXECUTION_ENV": "AWS_ECS_FARGATE",
        "AWS_EC2_METADATA_DISABLED": "true",
        "ECS_CONTAINER_METADATA_URI_V4": f"{endpoint}/v4/{task_id}",
    }
    if credentials_token:
        variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = f"{endpoint}/v2/credentials/{task_id}"
        variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = credentials_token
    return variables


def secret_values(definition: Mapping[str, Any], reader: SecretReader, account: str, region: str) -> dict[str, str]:
    """
    The values of a container's ``secrets``.

    Raises:
        SecretUnavailable: the first that cannot be had.
    """
    return {entry["name"]: reader.read(account, region, entry["valueFrom"]) for entry in definition.get("secrets", ())}
