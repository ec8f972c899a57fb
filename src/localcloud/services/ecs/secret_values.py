"""``secrets`` of a container: values from Secrets Manager and Parameter Store, and how their absence is told."""

from __future__ import annotations

import json
from typing import Any

from localcloud.api import ApiError
from localcloud.running.collaborators import SecretUnavailable
from localcloud.services.ecs.landscape import Calls
from localcloud.services.ecs.names import Scope

_FAILED = (
    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: "
    "unable to retrieve"
)
_RETRIED = "service call has been retried 1 time(s)"


class SecretValues:
    """Reads them through the other services' APIs; see :class:`localcloud.running.collaborators.SecretReader`."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def read(self, account: str, region: str, value_from: str) -> str:
        scope = Scope(account, region)
        if value_from.startswith("arn:") and value_from.split(":")[2] == "secretsmanager":
            return self._secret(scope, value_from)
        return self._parameter(scope, value_from)

    def _secret(self, scope: Scope, value_from: str) -> str:
        """``arn:aws:secretsmanager:region:account:secret:name[:json-key:version-stage:version-id]``."""
        parts = value_from.split(":")
        arn, (key, stage, version) = ":".join(parts[:7]), [*parts[7:10], "", "", ""][:3]
        params: dict[str, Any] = {"SecretId": arn}
        params |= {"VersionStage": stage} if stage else {}
        params |= {"VersionId": version} if version else {}
        try:
            answer = self._calls.call(scope.caller(), "secretsmanager", "GetSecretValue", params)
        except ApiError as error:
            raise SecretUnavailable(
                f"{_FAILED} secret from asm: {_RETRIED}: failed to fetch secret {arn} from secrets manager: "
                f"{error.code}: {error.message}"
            ) from error
        text = answer.get("SecretString")
        if text is None:
            raise SecretUnavailable(f"{_FAILED} secret from asm: {_RETRIED}: secret {arn} has no string value")
        return _member(text, key) if key else str(text)

    def _parameter(self, scope: Scope, value_from: str) -> str:
        name = value_from.partition(":parameter")[2] if value_from.startswith("arn:") else value_from
        for candidate in dict.fromkeys((name, name.removeprefix("/"))):
            try:
                answer = self._calls.call(
                    scope.caller(), "ssm", "GetParameter", {"Name": candidate, "WithDecryption": True}
                )
            except ApiError as error:
                failure = error
                continue
            return str(answer["Parameter"]["Value"])
        if failure.code == "ParameterNotFound":
            raise SecretUnavailable(
                f"{_FAILED} secrets from ssm: {_RETRIED}: invalid ssm parameters: {name}"
            ) from failure
        raise SecretUnavailable(
            f"{_FAILED} secrets from ssm: {_RETRIED}: {failure.code}: {failure.message}"
        ) from failure


def _member(text: str, key: str) -> str:
    """One member of a secret that is a JSON object."""
    try:
        document = json.loads(text)
    except ValueError as error:
        first = text.lstrip()[:1]
        raise SecretUnavailable(
            f"{_FAILED} secret from asm: {_RETRIED}: invalid character '{first}' looking for beginning of value"
        ) from error
    if not isinstance(document, dict) or key not in document:
        raise SecretUnavailable(
            f"{_FAILED} secret from asm: {_RETRIED}: retrieved secret from Secrets Manager did not contain "
            f"json key {key}"
        )
    value = document[key]
    return value if isinstance(value, str) else json.dumps(value)
