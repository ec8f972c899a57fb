"""
From the document of one environment to the model: defaults filled in, paths absolute, durations as timedelta.

References between things are kept as names, in the order written; whether they lead anywhere is for the checks.
"""

from __future__ import annotations

from pathlib import Path

from aerostat import model
from aerostat.blueprint.document import (
    BuildSection,
    CacheSection,
    ContainerHealthCheckSection,
    DatabaseSection,
    DeploymentSection,
    Document,
    EmailSection,
    HealthCheckSection,
    QueueSection,
    SecretSection,
    ServiceSection,
)

_CACHE_VERSIONS = {"redis": "7.1", "valkey": "8.0"}
_GENERATED_LENGTH = 32


def environment(document: Document, *, name: str, file: Path) -> model.Environment:
    """The model of the environment ``name``, whose document this is."""
    return model.Environment(
        application=document.application,
        name=name,
        region=document.regions[0] if document.regions else "us-east-1",
        blueprint=file.absolute(),
        services={key: _service(key, one, file.absolute().parent) for key, one in document.services.items()},
        databases={key: _database(key, one) for key, one in document.databases.items()},
        caches={key: _cache(key, one) for key, one in document.caches.items()},
        buckets={key: model.Bucket(name=key, versioned=one.versioned) for key, one in document.buckets.items()},
        queues={key: _queue(key, one) for key, one in document.queues.items()},
        email={key: _email(key, one) for key, one in document.email.items()},
        secrets={key: _secret(key, one, f"/{document.application}/{name}") for key, one in document.secrets.items()},
        network=model.Network(cidr=document.network.cidr, zones=document.network.zones),
        tags=dict(document.tags),
    )


def _service(name: str, section: ServiceSection, folder: Path) -> model.Service:
    return model.Service(
        name=name,
        build=_build(section.build, folder) if section.build is not None else None,
        image=section.image or "",
        command=section.command,
        port=section.port or 0,
        cpu=section.cpu,
        memory=section.memory,
        desired_count=section.desired_count,
        routes=tuple(model.Route(path=route.path, hosts=route.hosts) for route in section.routes),
        health_check=_health_check(section.health_check),
        container_health_check=_container_health_check(section.container_health_check),
        deployment=_deployment(section.deployment),
        environment=dict(section.environment),
        secrets=section.secrets,
        uses=section.uses,
        grace_period=section.grace_period,
        stop_timeout=section.stop_timeout,
        deregistration_delay=section.deregistration_delay,
    )


def _build(section: BuildSection, folder: Path) -> model.Build:
    context = (folder / section.context).resolve()
    dockerfile = context / section.dockerfile if section.dockerfile is not None else None
    return model.Build(context=context, dockerfile=dockerfile, runner=section.runner)


def _health_check(section: HealthCheckSection) -> model.HealthCheck:
    return model.HealthCheck(
        path=section.path,
        interval=section.interval,
        timeout=section.timeout,
        healthy_threshold=section.healthy_threshold,
        unhealthy_threshold=section.unhealthy_threshold,
        matcher=section.matcher,
    )


def _container_health_check(section: ContainerHealthCheckSection | None) -> model.ContainerHealthCheck | None:
    if section is None:
        return None
    return model.ContainerHealthCheck(
        command=section.command,
        interval=section.interval,
        timeout=section.timeout,
        retries=section.retries,
        start_period=section.start_period,
    )


def _deployment(section: DeploymentSection) -> model.Deployment:
    breaker = section.circuit_breaker
    return model.Deployment(
        strategy=model.Strategy(section.strategy),
        minimum_healthy_percent=section.minimum_healthy_percent,
        maximum_percent=section.maximum_percent,
        circuit_breaker=model.CircuitBreaker(
            enable=breaker.enable,
            rollback=breaker.rollback,
            threshold_type=breaker.threshold_type,
            threshold=breaker.threshold,
            reset_on_healthy_task=breaker.reset_on_healthy_task,
        ),
        before=section.before,
    )


def _database(name: str, section: DatabaseSection) -> model.Database:
    return model.Database(
        name=name,
        engine=section.engine,
        version=section.version,
        instance=section.instance,
        storage=section.storage,
        multi_az=section.multi_az,
        backup_retention=section.backup_retention,
        deletion_protection=section.deletion_protection,
    )


def _cache(name: str, section: CacheSection) -> model.Cache:
    version = section.version or _CACHE_VERSIONS[section.engine]
    return model.Cache(name=name, engine=section.engine, version=version, node=section.node)


def _queue(name: str, section: QueueSection) -> model.Queue:
    return model.Queue(
        name=name,
        fifo=section.fifo,
        visibility_timeout=section.visibility_timeout,
        retention=section.retention,
        delay=section.delay,
        dead_letter_after=section.dead_letter_after,
    )


def _email(name: str, section: EmailSection) -> model.EmailIdentity:
    domain, address = section.domain or "", section.address or ""
    sender = section.sender or address or (f"no-reply@{domain}" if domain else "")
    return model.EmailIdentity(name=name, domain=domain, address=address, sender=sender)


def _secret(name: str, section: SecretSection, folder: str) -> model.Secret:
    generated = 0 if section.from_environment is not None else _GENERATED_LENGTH
    return model.Secret(
        name=name,
        store=model.SecretStore(section.store),
        path=section.path or f"{folder}/{name.lower().replace('_', '-')}",
        generate=section.generate if section.generate is not None else generated,
        from_environment=section.from_environment or "",
    )
