"""What IAM and STS, which live in moto, know of a principal: its policies, boundary, groups, tags, session, trust."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

#: A policy's name and its JSON text.
Named = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Identity:
    """
    A user, role or role session.

    Attributes:
        arn: with the path, of the user or of the session's role.
        policies: attached, inline, and those of a user's groups.
        boundary: an empty text when the boundary's policy is gone; None when there is no boundary.
        session: the policies given when the session was made; None when there were none.
    """

    arn: str
    unique_id: str = ""
    policies: tuple[Named, ...] = ()
    boundary: Named | None = None
    session: tuple[Named, ...] | None = None
    tags: dict[str, str] = field(default_factory=dict)


def user(account: str, name: str) -> Identity | None:
    """A user and all that it may; None when there is none."""
    iam = _iam(account)
    found = iam.users.get(name) if iam else None
    if found is None:
        return None
    groups = [group for group in list(iam.groups.values()) if found in group.users]
    return Identity(
        arn=found.arn,
        unique_id=found.id,
        policies=tuple(named for entity in (found, *groups) for named in _policies(entity)),
        boundary=_boundary(found),
        tags=_tags(iam, found),
    )


def group(account: str, name: str) -> Identity | None:
    """A group and all that its members may by it; None when there is none."""
    iam = _iam(account)
    found = iam.groups.get(name) if iam else None
    return Identity(arn=found.arn, policies=tuple(_policies(found))) if found else None


def set_boundary_of_user(account: str, name: str, arn: str | None) -> bool:
    """Note a user's permissions boundary, which moto does not have; False when there is no such user."""
    iam = _iam(account)
    found = iam.users.get(name) if iam else None
    if found is None:
        return False
    found.permissions_boundary_arn = arn
    return True


def role(account: str, name: str) -> Identity | None:
    """A role and all that its sessions may; None when there is none."""
    found = _role(account, name)
    if found is None:
        return None
    return Identity(
        arn=found.arn,
        unique_id=found.id,
        policies=tuple(_policies(found)),
        boundary=_boundary(found),
        tags={tag["Key"]: tag.get("Value", "") for tag in _listed(found.tags)},
    )


def session(access_key: str) -> Any:
    """STS's record of a session by its key, None when there is none."""
    loaded = getattr(sys.modules.get("moto.sts.models"), "sts_backends", None)
    for _, account in list(loaded.items()) if loaded else ():
        for backend in list(account.values()):
            if found := backend.get_assumed_role_from_access_key(access_key):
                return found
    return None


def with_session_of(identity: Identity, access_key: str) -> Identity:
    """The role as one of its sessions: with session policies and the session's tags."""
    found = session(access_key) if access_key else None
    if found is None:
        return identity
    texts: list[Named] = [("the session's policy", found.policy)] if found.policy else []
    texts += [(arn, managed_policy(arn) or "") for arn in getattr(found, "policy_arns", ())]
    return Identity(
        arn=identity.arn,
        unique_id=identity.unique_id,
        policies=identity.policies,
        boundary=identity.boundary,
        session=tuple(texts) or None,
        tags=identity.tags | getattr(found, "session_tags", {}),
    )


def trust_policy(role_arn: str) -> str | None:
    """The trust policy of a role by its ARN, None when there is no such role."""
    found = _role(role_arn.split(":")[4], role_arn.rpartition("/")[2])
    if found is None or found.arn != role_arn:
        return None
    document = found.assume_role_policy_document
    return document if isinstance(document, str) else json.dumps(document)


def managed_policy(arn: str) -> str | None:
    """The text of a managed policy's default version, None when there is no such policy."""
    account = arn.split(":")[4]
    for iam in [_iam(account)] if account != "aws" else _every_iam():
        if iam is not None and (found := iam.managed_policies.get(arn)):
            return _text_of(found)
    return None


def path(account: str, kind: str, name: str) -> str:
    """The path of an entity, ``/`` for one that has none or does not exist."""
    iam = _iam(account)
    if iam is None:
        return "/"
    known = {"user": iam.users, "group": iam.groups}.get(kind, {})
    return str(getattr(known.get(name) or _role(account, name), "path", None) or "/")


def _every_iam() -> Iterator[Any]:
    loaded = getattr(sys.modules.get("moto.iam.models"), "iam_backends", None)
    for number in list(loaded.keys()) if loaded else ():
        yield _iam(number)


def _iam(account: str) -> Any:
    """IAM's records of an account; None when it has none, which this does not change."""
    loaded = getattr(sys.modules.get("moto.iam.models"), "iam_backends", None)
    if not loaded or account not in loaded.keys():  # noqa: SIM118 -- moto's `in` is true for what does not exist yet
        return None
    regions = loaded[account]
    return regions["aws"] if "aws" in regions.keys() else None  # noqa: SIM118


def _role(account: str, name: str) -> Any:
    iam = _iam(account)
    return next((one for one in list(iam.roles.values()) if one.name == name), None) if iam else None


def _policies(entity: Any) -> Iterator[Named]:
    for arn, policy in list(entity.managed_policies.items()):
        yield arn, _text_of(policy)
    for name, text in list(entity.policies.items()):
        yield name, text if isinstance(text, str) else json.dumps(text)


def _text_of(policy: Any) -> str:
    versions: Sequence[Any] = policy.versions
    found = next((one for one in versions if one.version_id == policy.default_version_id), versions[-1])
    return found.document if isinstance(found.document, str) else json.dumps(found.document)


def _boundary(entity: Any) -> Named | None:
    arn = getattr(entity, "permissions_boundary_arn", None)
    return (arn, managed_policy(arn) or "") if arn else None


def _tags(iam: Any, found: Any) -> dict[str, str]:
    return {tag["Key"]: tag.get("Value", "") for tag in iam.tagger.list_tags_for_resource(found.arn).get("Tags", ())}


def _listed(tags: Any) -> list[dict[str, str]]:
    return list(tags.values()) if isinstance(tags, dict) else list(tags or ())
