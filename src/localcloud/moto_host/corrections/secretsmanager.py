"""
Rotation, whose function is not called, since functions do not run here; the keys of replicas, and what finds them.

A secret's rotation settings are kept, and its value stays: on AWS, too, RotateSecret only begins a rotation.
"""

from __future__ import annotations

from typing import Any


def correct() -> None:
    _rotate_without_functions()
    _keep_keys_of_replicas()
    _find_replicas_by_name()


def _find_replicas_by_name() -> None:
    """
    An ARN without the six characters at its end finds a replica as it finds a secret.

    moto looks for the name that such an ARN ends with, and keeps replicas under their whole ARN.
    """
    from moto.secretsmanager.models import ReplicaSecret, SecretsStore
    from moto.secretsmanager.utils import get_secret_name_from_partial_arn

    def whole(store: Any, key: str) -> str:
        name = get_secret_name_from_partial_arn(key)
        replicas = [one for one in dict.values(store) if isinstance(one, ReplicaSecret)]
        return next((one.arn for one in replicas if one.name == name), key)

    def finding(plain: Any) -> Any:
        return lambda self, key: plain(self, whole(self, key))

    for method in ("__getitem__", "__contains__", "get"):
        setattr(SecretsStore, method, finding(getattr(SecretsStore, method)))


def _keep_keys_of_replicas() -> None:
    from moto.secretsmanager.models import FakeSecret

    plain = FakeSecret.create_replicas

    def create_replicas(self: Any, replica_regions: list[dict[str, str]], *args: Any, **kwargs: Any) -> list[Any]:
        replicas: list[Any] = plain(self, replica_regions, *args, **kwargs)
        for asked, replica in zip(replica_regions or (), replicas, strict=True):
            if key := asked.get("KmsKeyId"):
                replica.config["KmsKeyId"] = key
        return replicas

    FakeSecret.create_replicas = create_replicas


def _rotate_without_functions() -> None:
    from moto.awslambda.utils import get_backend
    from moto.secretsmanager.exceptions import ResourceNotFoundException
    from moto.secretsmanager.models import SecretsManagerBackend

    plain = SecretsManagerBackend.rotate_secret

    def rotate_secret(
        self: Any,
        secret_id: str,
        client_request_token: str | None = None,
        rotation_lambda_arn: str | None = None,
        rotation_rules: dict[str, Any] | None = None,
        rotate_immediately: bool = True,
    ) -> str:
        if rotation_lambda_arn:
            try:
                get_backend(self.account_id, self.region_name).get_function(rotation_lambda_arn)
            except Exception as missing:
                raise ResourceNotFoundException(f"Resource not found for ARN '{rotation_lambda_arn}'.") from missing
        elif secret_id not in self.secrets or not self.secrets[secret_id].rotation_lambda_arn:
            return str(plain(self, secret_id, client_request_token, None, rotation_rules, rotate_immediately))
        secret = self.secrets[secret_id]
        function = rotation_lambda_arn or secret.rotation_lambda_arn
        current = secret.default_version_id
        versions = {
            name: {**version, "version_stages": [*version["version_stages"]]}
            for name, version in secret.versions.items()
        }
        answer = plain(self, secret_id, client_request_token, None, rotation_rules, False)
        secret.versions = versions
        secret.set_default_version_id(current)
        secret.rotation_lambda_arn = function
        secret.rotation_enabled = True
        return str(answer)

    SecretsManagerBackend.rotate_secret = rotate_secret
