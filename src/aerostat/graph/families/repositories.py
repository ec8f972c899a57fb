"""ECR: a repository for each service, scanned, immutable, that keeps the last images and no more."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph.families.keys import key
from aerostat.graph.names import label
from aerostat.graph.resource import Json, Ref, Resource, Value
from aerostat.graph.scope import Scope
from aerostat.model import Service

_KEPT_IMAGES = 10


def repository(scope: Scope, service: Service) -> Iterator[Resource]:
    own = key(scope)
    encryption: dict[str, Value] = {"encryption_configuration": [{"encryption_type": "KMS", "kms_key": own}]}
    yield Resource(
        type="aws_ecr_repository",
        name=label(service.name),
        arguments={
            "name": scope.name(scope.kept(service.name)),
            "image_tag_mutability": "IMMUTABLE",
            "image_scanning_configuration": {"scan_on_push": True},
            **({} if own is None else encryption),
            "force_delete": scope.is_local,
            "tags": scope.tags(),
        },
        origin=f"services.{service.name}.build",
        exempt={"CKV_AWS_136": "encrypted with AWS's key; a key of one's own is `encryption: customer`"}
        if own is None and not scope.is_local
        else {},
    )
    if not scope.is_local:
        yield _lifecycle(service)


def _lifecycle(service: Service) -> Resource:
    rule: dict[str, Value] = {
        "rulePriority": 1,
        "description": f"Keep the last {_KEPT_IMAGES} images",
        "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": _KEPT_IMAGES},
        "action": {"type": "expire"},
    }
    return Resource(
        type="aws_ecr_lifecycle_policy",
        name=label(service.name),
        arguments={
            "repository": Ref(f"aws_ecr_repository.{label(service.name)}", "name"),
            "policy": Json({"rules": [rule]}),
        },
        origin=f"services.{service.name}.build",
    )
