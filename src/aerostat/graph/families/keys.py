"""One KMS key of our own in each region, for everything that is kept there; nothing when AWS's keys will do."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph.families.key_policy import key_policy
from aerostat.graph.resource import Ref, Resource
from aerostat.graph.scope import Scope, module_of

#: KMS's longest: until then, a key deleted by mistake can be had back, and with it all data.
_DELETION_WINDOW_DAYS = 30


def keys(scope: Scope) -> Iterator[Resource]:
    if not _is_ours(scope):
        return
    yield _key(scope) if scope.is_primary else _replica(scope)
    yield Resource(
        type="aws_kms_alias",
        name="main",
        arguments={"name": f"alias/{scope.name()}", "target_key_id": Ref(_address(scope.module), "key_id")},
        origin="encryption",
    )


def key(scope: Scope) -> Ref | None:
    """
    ARN of the key for what is kept in this region; None for AWS's own key.

    What belongs to no region is kept in us-east-1, and so under the key of that region, if there is one.
    """
    if not _is_ours(scope) or scope.region not in (scope.environment.region, *scope.environment.regions):
        return None
    home = module_of(scope.environment, scope.region)
    return Ref(_address(home), "arn", module=None if scope.module == home else home)


def key_in(scope: Scope, region: str) -> Ref:
    """ARN of another region's key, where there are keys of our own."""
    home = module_of(scope.environment, region)
    return Ref(_address(home), "arn", module=home)


def _is_ours(scope: Scope) -> bool:
    return scope.environment.encryption.key == "customer" and not scope.is_local


def _address(module: str) -> str:
    return "aws_kms_replica_key.main" if module else "aws_kms_key.main"


def _key(scope: Scope) -> Resource:
    return Resource(
        type="aws_kms_key",
        name="main",
        arguments={
            "description": f"Everything that {scope.name()} keeps",
            "deletion_window_in_days": _DELETION_WINDOW_DAYS,
            "enable_key_rotation": True,
            **({"multi_region": True} if len(scope.environment.regions) > 1 else {}),
            "policy": key_policy(scope),
            "tags": scope.tags(),
        },
        origin="encryption",
        is_protected=True,
    )


def _replica(scope: Scope) -> Resource:
    return Resource(
        type="aws_kms_replica_key",
        name="main",
        arguments={
            "description": f"Everything that {scope.name()} keeps in {scope.region}",
            "deletion_window_in_days": _DELETION_WINDOW_DAYS,
            "primary_key_arn": Ref(_address(""), "arn", module=""),
            "policy": key_policy(scope),
            "tags": scope.tags(),
        },
        origin="encryption",
        comment="Opens what the primary region's key has closed, also while that region is lost.",
        is_protected=True,
    )
