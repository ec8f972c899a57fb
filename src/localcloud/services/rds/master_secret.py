"""``ManageMasterUserPassword``: RDS keeps the master password in Secrets Manager, in a secret of its own."""

from __future__ import annotations

import json
import secrets
import string
import uuid
from typing import Any

from localcloud.api import ApiError, Caller, Params
from localcloud.services.neighbours import Neighbours

_CHARACTERS = string.ascii_letters + string.digits + "!#$%&()*+,-.:;<=>?[]^_{|}~"


def generated_password() -> str:
    """28 characters, as RDS's own are."""
    return "".join(secrets.choice(_CHARACTERS) for _ in range(28))


def create_secret(
    neighbours: Neighbours, caller: Caller, *, user: str, password: str, params: Params
) -> dict[str, Any]:
    """Create the secret, and return the instance's ``MasterUserSecret``."""
    identifier = params["DBInstanceIdentifier"].lower()
    request: dict[str, Any] = {
        "Name": f"rds!db-{uuid.uuid4()}",
        "Description": f"The secret associated with the primary RDS DB instance: "
        f"arn:aws:rds:{caller.region}:{caller.account}:db:{identifier}",
        "SecretString": _content(user, password),
        "Tags": [
            {
                "Key": "aws:rds:primaryDBInstanceArn",
                "Value": f"arn:aws:rds:{caller.region}:{caller.account}:db:{identifier}",
            },
            {"Key": "aws:secretsmanager:owningService", "Value": "rds"},
        ],
    }
    key = params.get("MasterUserSecretKmsKeyId")
    if key:
        request["KmsKeyId"] = key
    answer = neighbours.call(caller, "secretsmanager", "CreateSecret", request)
    return {
        "SecretArn": answer["ARN"],
        "SecretStatus": "active",
        "KmsKeyId": key or f"arn:aws:kms:{caller.region}:{caller.account}:alias/aws/secretsmanager",
    }


def change_secret(neighbours: Neighbours, caller: Caller, secret: str, *, user: str, password: str) -> None:
    """Put another password into the secret."""
    content = {"SecretId": secret, "SecretString": _content(user, password)}
    neighbours.call(caller, "secretsmanager", "PutSecretValue", content)


def delete_secret(neighbours: Neighbours, caller: Caller, secret: str) -> None:
    """Delete the secret with its instance; one that somebody else has deleted is no error."""
    request = {"SecretId": secret, "ForceDeleteWithoutRecovery": True}
    try:
        neighbours.call(caller, "secretsmanager", "DeleteSecret", request)
    except ApiError as error:
        if error.code != "ResourceNotFoundException":
            raise


def _content(user: str, password: str) -> str:
    return json.dumps({"username": user, "password": password})
