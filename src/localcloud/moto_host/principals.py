"""What IAM and STS, which live in moto, know of an access key."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from moto.utilities.utils import get_partition


@dataclass(frozen=True, kw_only=True)
class Principal:
    """
    The owner of an access key.

    Attributes:
        arn: of the user, or of the role session.
        session_token: that requests with this key must carry; None for a user's own key.
        expires: when the key stops working; None for a user's own key.
    """

    account: str
    arn: str
    secret: str
    session_token: str | None = None
    expires: datetime | None = None


def principal_of(access_key: str, region: str) -> Principal | None:
    """The owner of a key, None for one that neither IAM nor STS has issued."""
    partition = get_partition(region)
    return _role_session(access_key, partition) or _user(access_key, partition)


def _accounts(module: str, attribute: str) -> list[tuple[str, Any]]:
    """The accounts that exist; a module nobody has used yet is not imported for this."""
    loaded = sys.modules.get(module)
    # While another thread imports the module it is there without its backends: then nobody has a key in it yet.
    backends = getattr(loaded, attribute, None)
    return list(backends.items()) if backends else []


def _role_session(access_key: str, partition: str) -> Principal | None:
    for _, account in _accounts("moto.sts.models", "sts_backends"):
        if partition not in account.keys():  # noqa: SIM118 -- moto's `in` is true for regions that do not exist yet
            continue
        if role := account[partition].get_assumed_role_from_access_key(access_key):
            return Principal(
                account=role.account_id,
                arn=role.arn,
                secret=role.secret_access_key,
                session_token=role.session_token,
                expires=role.expiration.replace(tzinfo=UTC),
            )
    return None


def _user(access_key: str, partition: str) -> Principal | None:
    for number, account in _accounts("moto.iam.models", "iam_backends"):
        if partition not in account.keys():  # noqa: SIM118
            continue
        if key := account[partition].access_keys.get(access_key):
            return Principal(
                account=number,
                arn=f"arn:{partition}:iam::{number}:user/{key.user_name}",
                secret=key.secret_access_key,
            )
    return None
