"""``secrets`` of a container: values from Secrets Manager and Parameter Store, and how their absence is told."""

from __future__ import annotations

import json
from typing import Any

from localcloud.api import ApiError
from localcloud.running.collaborators import SecretUnavailable
from localcloud.services.ecs.landscape import Calls
from localcloud.services.ecs.names import Scope

FAILED = (
    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: "
    "unable to retrieve"
)
RETRIED = "service call has been retried 1 time(s)"


class SecretValues:
    """Reads them through the other services' APIs; see :class:`localcloud.running.collaborators.SecretReader`."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def read(self, account: str, region: str, value_from: str) -> str:
        scope = Scope(account, region)
        if _is_secret(value_from):
            return self._secret(scope, value_from)
        return self._parameter(scope, value_from)

    def _secret(self, scope: Scope, value_from: str) -> str:
        """``arn:aws:secretsmanager:region:account:secret:name[:json-key:version-stage:version-id]``."""
        parts = value_from.split(":")
        arn, (key, stage, version) = _secret_arn(value_from), [*parts[7:10], "", "", ""][:3]
        params: dict[str, Any] = {"SecretId": arn}
        params |= {"VersionStage": stage} if stage else {}
        params |= {"VersionId": version} if version else {}
        try:
            answer = self._calls.call(scope.caller(), "secretsmanager", "GetSecretValue", params)
        except ApiError as error:
            raise unavailable(value_from, error) from error
        text = answer.get("SecretString")
        if text is None:
            raise SecretUnavailable(f"{FAILED} secret from asm: {RETRIED}: secret {arn} has no string value")
        return _member(text, key) if key else str(text)

    def _parameter(self, scope: Scope, value_from: str) -> str:
        name = _parameter_name(value_from)
        for candidate in dict.fromkeys((name, name.removeprefix("/"))):
            params = {"Names": [candidate], "WithDecryption": True}
            try:
                answer = self._calls.call(scope.caller(), "ssm", "GetParameters", params)
            except ApiError as error:
                raise unavailable(value_from, error) from error
            if found := answer.get("Parameters"):
                return str(found[0]["Value"])
        raise SecretUnavailable(f"{FAILED} secrets from ssm: {RETRIED}: invalid ssm parameters: {name}")


def read_with(value_from: str) -> tuple[str, str, dict[str, Any]]:
    """Service, operation and parameters with which a value is read: what the execution role must be allowed."""
    if _is_secret(value_from):
        return "secretsmanager", "GetSecretValue", {"SecretId": _secret_arn(value_from)}
    return "ssm", "GetParameters", {"Names": [_parameter_name(value_from)]}


def unavailable(value_from: str, error: ApiError) -> SecretUnavailable:
    """How ECS tells that a value could not be read."""
    said = f"{error.code}: {error.message}"
    if not _is_secret(value_from):
        return SecretUnavailable(f"{FAILED} secrets from ssm: {RETRIED}: {said}")
    return SecretUnavailable(
        f"{FAILED} secret from asm: {RETRIED}: failed to fetch secret {_secret_arn(value_from)} from secrets manager: "
        f"{said}"
    )


def _is_secret(value_from: str) -> bool:
    return value_from.startswith("arn:") and value_from.split(":")[2:3] == ["secretsmanager"]


def _secret_arn(value_from: str) -> str:
    return ":".join(value_from.split(":")[:7])


def _parameter_name(value_from: str) -> str:
    return value_from.partition(":parameter")[2] if value_from.startswith("arn:") else value_from


def _member(text: str, key: str) -> str:
    """One member of a secret that is a JSON object."""
    try:
        document = json.loads(text)
    except ValueError as error:
        first = text.lstrip()[:1]
        raise SecretUnavailable(
            f"{FAILED} secret from asm: {RETRIED}: invalid character '{first}' looking for beginning of value"
        ) from error
    if not isinstance(document, dict) or key not in document:
        raise SecretUnavailable(
            f"{FAILED} secret from asm: {RETRIED}: retrieved secret from Secrets Manager did not contain json key {key}"
        )
    value = document[key]
    return value if isinstance(value, str) else json.dumps(value)
