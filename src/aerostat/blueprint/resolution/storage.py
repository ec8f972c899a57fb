"""Buckets and secrets."""

from __future__ import annotations

from aerostat import model
from aerostat.blueprint.document.storage import BucketSection, LifecycleSection, SecretSection
from aerostat.blueprint.resolution.place import Place

_GENERATED_LENGTH = 32


def bucket(name: str, section: BucketSection) -> model.Bucket:
    return model.Bucket(
        name=name,
        versioned=section.versioned,
        storage_class=section.storage_class,
        lifecycle=tuple(_lifecycle(one) for one in section.lifecycle),
        replication=tuple(
            model.Replication(region=one.region, storage_class=one.storage_class, expire=one.expire)
            for one in section.replication
        ),
        retention=_retention(section),
        cors=tuple(
            model.CorsRule(origins=one.origins, methods=one.methods, headers=one.headers) for one in section.cors
        ),
    )


def _lifecycle(section: LifecycleSection) -> model.Lifecycle:
    transitions = (model.Transition(storage_class=name, after=age) for name, age in section.transitions.items())
    return model.Lifecycle(
        transitions=tuple(transitions),
        expire=section.expire,
        expire_noncurrent=section.expire_noncurrent,
        prefix=section.prefix,
    )


def _retention(section: BucketSection) -> model.Retention | None:
    if section.retention is None:
        return None
    return model.Retention(period=section.retention.period, mode=section.retention.mode)


def secret(name: str, section: SecretSection, place: Place) -> model.Secret:
    generated = 0 if section.from_environment is not None else _GENERATED_LENGTH
    store = model.SecretStore(section.store)
    own_path = model.secret_path(place.application, place.environment, name, store)
    return model.Secret(
        name=name,
        store=store,
        path=place.filled(section.path) if section.path is not None else own_path,
        generate=section.generate if section.generate is not None else generated,
        from_environment=section.from_environment or "",
        rotation=section.rotation,
        rotated_by=section.rotated_by or "",
    )
