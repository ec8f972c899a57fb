"""Application Auto Scaling: the desired count follows CPU, memory or requests, between two bounds."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph.names import label
from aerostat.graph.resource import Ref, Resource, Text, Value
from aerostat.graph.scope import Scope
from aerostat.model import Role, Scaling, Service

_WARM_STANDBY_TASKS = 1


def is_scaled(scope: Scope, service: Service) -> bool:
    return service.scaling is not None and not scope.is_local


def desired_count(scope: Scope, service: Service) -> int:
    """How many tasks the service begins with."""
    if scope.place.role is Role.WARM_STANDBY:
        return min(service.desired_count, _WARM_STANDBY_TASKS)
    if service.scaling is not None and not scope.is_local:
        return max(service.desired_count, service.scaling.minimum)
    return service.desired_count


def scaling(scope: Scope, service: Service) -> Iterator[Resource]:
    bounds = service.scaling
    if bounds is None or scope.is_local:
        return
    origin = f"services.{service.name}.scaling"
    yield _target(scope, service, bounds, origin)
    for kind, metric, target in (
        ("cpu", "ECSServiceAverageCPUUtilization", bounds.cpu),
        ("memory", "ECSServiceAverageMemoryUtilization", bounds.memory),
        ("requests", "ALBRequestCountPerTarget", bounds.requests),
    ):
        if target:
            yield _policy(scope, service, bounds, kind, metric, target)


def _target(scope: Scope, service: Service, bounds: Scaling, origin: str) -> Resource:
    minimum = bounds.minimum
    if scope.place.role is Role.WARM_STANDBY:
        minimum = min(minimum, _WARM_STANDBY_TASKS)
    cluster, name = Ref("aws_ecs_cluster.main", "name"), Ref(f"aws_ecs_service.{label(service.name)}", "name")
    return Resource(
        type="aws_appautoscaling_target",
        name=label(service.name),
        arguments={
            "service_namespace": "ecs",
            "scalable_dimension": "ecs:service:DesiredCount",
            "resource_id": Text(("service/", cluster, "/", name)),
            "min_capacity": minimum,
            "max_capacity": bounds.maximum,
            "tags": scope.tags(),
        },
        origin=origin,
    )


def _policy(scope: Scope, service: Service, bounds: Scaling, kind: str, metric: str, target: int) -> Resource:
    scaled = f"aws_appautoscaling_target.{label(service.name)}"
    specification: dict[str, Value] = {"predefined_metric_type": metric}
    if kind == "requests":
        balancer, group = (
            Ref("aws_lb.main", "arn_suffix"),
            Ref(f"aws_lb_target_group.{label(service.name)}", "arn_suffix"),
        )
        specification["resource_label"] = Text((balancer, "/", group))
    return Resource(
        type="aws_appautoscaling_policy",
        name=label(service.name, kind),
        arguments={
            "name": scope.name(service.name, kind),
            "policy_type": "TargetTrackingScaling",
            "service_namespace": Ref(scaled, "service_namespace"),
            "scalable_dimension": Ref(scaled, "scalable_dimension"),
            "resource_id": Ref(scaled, "resource_id"),
            "target_tracking_scaling_policy_configuration": {
                "target_value": target,
                "scale_out_cooldown": int(bounds.scale_out_cooldown.total_seconds()),
                "scale_in_cooldown": int(bounds.scale_in_cooldown.total_seconds()),
                "predefined_metric_specification": specification,
            },
        },
        origin=f"services.{service.name}.scaling.{kind}",
    )
