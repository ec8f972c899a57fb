"""
Keys of KMS that a service uses on the caller's behalf: who reads an encrypted queue needs its key, too.

Only customers' own keys are asked for. Those that AWS manages (``alias/aws/sqs``) let their service in by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from localcloud.gateway.authorization.needs import Directory, Need, Params, Place, listed

_READ, _WRITE = ("Decrypt",), ("GenerateDataKey",)
_BOTH = (*_WRITE, *_READ)

_USES: Mapping[str, Sequence[str]] = {
    "sqs:SendMessage": _BOTH,
    "sqs:SendMessageBatch": _BOTH,
    "sqs:ReceiveMessage": _READ,
    "sns:Publish": _BOTH,
    "sns:PublishBatch": _BOTH,
    "secretsmanager:GetSecretValue": _READ,
    "secretsmanager:PutSecretValue": _BOTH,
    "secretsmanager:UpdateSecret": _BOTH,
    "ssm:GetParameter": _READ,
    "ssm:GetParameters": _READ,
}
_NEW = {"secretsmanager:CreateSecret": ("KmsKeyId", _BOTH), "ssm:PutParameter": ("KeyId", ("Encrypt",))}
_OF_OBJECTS: Mapping[str, Sequence[str]] = {
    "s3:GetObject": _READ,
    "s3:GetObjectVersion": _READ,
    "s3:PutObject": _WRITE,
}


def needs(
    prefix: str, operation: str, params: Params, found: Sequence[Need], place: Place, directory: Directory
) -> Iterator[Need]:
    """
    The keys that an operation uses, besides what it needs itself.

    Args:
        found: what the operation needs itself.
    """
    name = f"{prefix}:{operation}"
    if name in _NEW:
        field, actions = _NEW[name]
        key = directory.own_key(place, str(params.get(field) or ""))
        yield from _used(key, actions, prefix, place)
    if name not in _USES or (prefix == "ssm" and not params.get("WithDecryption")):
        return
    for resource in found[0].resources if found else ():
        yield from _used(directory.key_of(place, resource), _USES[name], prefix, place)


def of_objects(found: Sequence[Need], headers: Mapping[str, str], place: Place, directory: Directory) -> Iterator[Need]:
    """The keys of the buckets, or the one that the request names, for reading and writing objects."""
    named = headers.get("x-amz-server-side-encryption-aws-kms-key-id", "")
    for need in found:
        if need.action not in _OF_OBJECTS:
            continue
        is_named = bool(named) and need.action == "s3:PutObject"
        key = directory.own_key(place, named) if is_named else directory.key_of(place, need.resources[0])
        yield from _used(key, _OF_OBJECTS[need.action], "s3", place)


def _used(key: str | None, actions: Sequence[str], service: str, place: Place) -> Iterator[Need]:
    for action in actions if key else ():
        yield Need(
            action=f"kms:{action}",
            resources=tuple(listed(key)),
            keys={
                "kms:viaservice": [f"{service}.{place.region}.amazonaws.com"],
                "kms:calleraccount": [place.account],
                "aws:viaawsservice": ["true"],
            },
        )
