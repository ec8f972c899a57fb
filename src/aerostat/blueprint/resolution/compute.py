"""Services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from aerostat import model
from aerostat.blueprint.document.compute import (
    OWN_NAME,
    BuildSection,
    ContainerHealthCheckSection,
    DeploymentSection,
    HealthCheckSection,
    LentRoleSection,
    PermissionSection,
    ScalingSection,
    ServiceSection,
)
from aerostat.blueprint.resolution.place import Place
from aerostat.blueprint.terms import AccessVerb

_ARCHITECTURES: Mapping[str, model.Architecture] = {one.lower(): one for one in get_args(model.Architecture)}


def service(name: str, section: ServiceSection, place: Place) -> model.Service:
    return model.Service(
        name=name,
        build=_build(section.build, place) if section.build is not None else None,
        image=section.image or "",
        command=section.command,
        port=section.port or 0,
        cpu=section.cpu,
        memory=section.memory,
        desired_count=_desired_count(section),
        routes=tuple(model.Route(path=route.path, hosts=route.hosts) for route in section.routes),
        health_check=_health_check(section.health_check),
        container_health_check=_container_health_check(section.container_health_check),
        deployment=_deployment(section.deployment),
        environment=place.variables(section.environment),
        secrets=section.secrets,
        uses=used(section.uses),
        grace_period=section.grace_period,
        stop_timeout=section.stop_timeout,
        deregistration_delay=section.deregistration_delay,
        access=access(section.uses),
        scaling=_scaling(section.scaling) if section.scaling is not None else None,
        discovery=name if section.discovery == OWN_NAME else section.discovery or "",
        architecture=architecture(section.architecture),
        spot=section.spot,
        ephemeral_storage=section.ephemeral_storage,
        log_retention=section.log_retention,
        stickiness=section.stickiness,
        is_traced=section.tracing,
        permissions=permissions(section.permissions),
        roles=roles(section.roles),
    )


def permissions(sections: Sequence[PermissionSection]) -> tuple[model.Permission, ...]:
    return tuple(model.Permission(actions=one.actions, resources=one.resources) for one in sections)


def roles(sections: Mapping[str, LentRoleSection]) -> Mapping[str, model.LentRole]:
    return {
        name: model.LentRole(variable=name, service=one.service, uses=used(one.uses), access=access(one.uses))
        for name, one in sections.items()
    }


def used(uses: Sequence[Mapping[str, AccessVerb]]) -> tuple[str, ...]:
    """The names, in the order written."""
    return tuple(name for one in uses for name in one)


def access(uses: Sequence[Mapping[str, AccessVerb]]) -> Mapping[str, model.Access]:
    """What may be done with those that are not to be used fully."""
    return {name: model.Access(verb) for one in uses for name, verb in one.items() if verb != "full"}


def architecture(written: str) -> model.Architecture:
    """The processor in ECS's spelling."""
    return _ARCHITECTURES[written]


def _desired_count(section: ServiceSection) -> int:
    if section.desired_count is not None:
        return section.desired_count
    return section.scaling.min if section.scaling is not None else 1


def _build(section: BuildSection, place: Place) -> model.Build:
    context = (place.folder / section.context).resolve()
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


def _scaling(section: ScalingSection) -> model.Scaling:
    return model.Scaling(
        minimum=section.min,
        maximum=section.max,
        cpu=section.cpu,
        memory=section.memory,
        requests=section.requests,
        scale_in_below=section.scale_in_below,
        scale_out_cooldown=section.scale_out_cooldown,
        scale_in_cooldown=section.scale_in_cooldown,
    )
