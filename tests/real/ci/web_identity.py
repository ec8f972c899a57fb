"""GitHub's tokens, and the credentials that a role gives for them."""

from __future__ import annotations

import base64
import json
from typing import Any

from tests.unit.graph.policy_documents import ACCOUNT

GITHUB = "token.actions.githubusercontent.com"


def token(subject: str) -> str:
    """What GitHub says of a job: ``repo:example/shop:environment:prod``. Nobody here verifies the signature."""
    claims = {"iss": f"https://{GITHUB}", "aud": "sts.amazonaws.com", "sub": subject}
    parts = (json.dumps({"alg": "none"}), json.dumps(claims), "signature")
    return ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)


def taken(sts: Any, role: str, subject: str) -> dict[str, str]:
    """The keys of a session of the role, as the environment variables that AWS's programs read."""
    answer = sts.assume_role_with_web_identity(
        RoleArn=f"arn:aws:iam::{ACCOUNT}:role/{role}", RoleSessionName="run-1", WebIdentityToken=token(subject)
    )["Credentials"]
    return {
        "AWS_ACCESS_KEY_ID": answer["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": answer["SecretAccessKey"],
        "AWS_SESSION_TOKEN": answer["SessionToken"],
    }
