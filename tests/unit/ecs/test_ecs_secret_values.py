"""``secrets`` of a container: where values come from, and what a task says when they do not."""

from __future__ import annotations

from typing import Any

import pytest

from localcloud.api import Answer, ApiError, Caller, Params
from localcloud.running.collaborators import SecretUnavailable
from localcloud.services.ecs.secret_values import SecretValues

ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf"


class Services:
    """Secrets Manager and Parameter Store with one entry each."""

    def __init__(self, secret: str = '{"password": "s3cret", "port": 5432}') -> None:
        self.secret = secret
        self.asked: list[dict[str, Any]] = []

    def call(self, caller: Caller, service: str, operation: str, params: Params) -> Answer:
        self.asked.append(dict(params))
        if service == "secretsmanager" and params["SecretId"] == ARN:
            return {"SecretString": self.secret}
        if service == "secretsmanager":
            raise ApiError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
        found = [name for name in params["Names"] if name == "/shop/key"]
        return {"Parameters": [{"Name": name, "Value": "parameter"} for name in found]}


def read(value_from: str, services: Services | None = None) -> str:
    return SecretValues(services or Services()).read("123456789012", "us-east-1", value_from)


def failure(value_from: str, services: Services | None = None) -> str:
    with pytest.raises(SecretUnavailable) as caught:
        read(value_from, services)
    return str(caught.value)


def test_a_whole_secret_a_member_of_it_and_a_parameter() -> None:
    """Members that are not strings come as JSON."""
    assert read(ARN) == '{"password": "s3cret", "port": 5432}'
    assert read(f"{ARN}:password::") == "s3cret"
    assert read(f"{ARN}:port::") == "5432"
    assert read("/shop/key") == read("arn:aws:ssm:us-east-1:123456789012:parameter/shop/key") == "parameter"


def test_a_stage_and_a_version_are_asked_for() -> None:
    """``arn:json-key:version-stage:version-id``."""
    services = Services()

    read(f"{ARN}:password:AWSPREVIOUS:v7", services)

    assert services.asked == [{"SecretId": ARN, "VersionStage": "AWSPREVIOUS", "VersionId": "v7"}]


def test_a_missing_secret() -> None:
    """With the ARN and Secrets Manager's own words."""
    assert failure(ARN.replace("db", "xy")) == (
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: "
        "unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret "
        f"{ARN.replace('db', 'xy')} from secrets manager: ResourceNotFoundException: Secrets Manager can't find the "
        "specified secret."
    )


def test_a_missing_member_and_invalid_json() -> None:
    """Each says which."""
    assert failure(f"{ARN}:user::").endswith("retrieved secret from Secrets Manager did not contain json key user")
    assert failure(f"{ARN}:user::", Services("plain")).endswith("invalid character 'p' looking for beginning of value")


def test_a_missing_parameter() -> None:
    """Parameter Store names it."""
    assert failure("/shop/none").endswith(
        "unable to retrieve secrets from ssm: service call has been retried 1 time(s): "
        "invalid ssm parameters: /shop/none"
    )
