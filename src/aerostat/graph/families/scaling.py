"""Application Auto Scaling: the desired count follows CPU, memory or requests, between two bounds."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph.names import label
from aerostat.graph.resource import Ref, Resource, Text, Value
from aerostat.graph.scope import Scope
from aerostat.model import Role, Scaling, Service

_WARM_STANDBY_TASKS = 1
#: As long as target tracking waits before it removes a task, in one-minute datapoints.
_IDLE_MINUTES = 15


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
    if bounds.scale_in_below:
        yield _step_in(scope, service, bounds)
        yield _idle_alarm(scope, service, bounds)


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
            "name": scope.name(scope.kept(service.name), kind),
            "policy_type": "TargetTrackingScaling",
            "service_namespace": Ref(scaled, "service_namespace"),
            "scalable_dimension": Ref(scaled, "scalable_dimension"),
            "resource_id": Ref(scaled, "resource_id"),
            "target_tracking_scaling_policy_configuration": {
                "target_value": target,
                "scale_out_cooldown": int(bounds.scale_out_cooldown.total_seconds()),
                "scale_in_cooldown": int(bounds.scale_in_cooldown.total_seconds()),
                **({"disable_scale_in": True} if bounds.scale_in_below else {}),
                "predefined_metric_specification": specification,
            },
        },
        origin=f"services.{service.name}.scaling.{kind}",
        comment="Only adds tasks; an alarm of its own takes them away." if bounds.scale_in_below else "",
    )


def _step_in(scope: Scope, service: Service, bounds: Scaling) -> Resource:
    """One task fewer each time the alarm asks for it."""
    scaled = f"aws_appautoscaling_target.{label(service.name)}"
    return Resource(
        type="aws_appautoscaling_policy",
        name=label(service.name, "scale_in"),
        arguments={
            "name": scope.name(scope.kept(service.name), "scale-in"),
            "policy_type": "StepScaling",
            "service_namespace": Ref(scaled, "service_namespace"),
            "scalable_dimension": Ref(scaled, "scalable_dimension"),
            "resource_id": Ref(scaled, "resource_id"),
            "step_scaling_policy_configuration": {
                "adjustment_type": "ChangeInCapacity",
                "cooldown": int(bounds.scale_in_cooldown.total_seconds()),
                "metric_aggregation_type": "Average",
                "step_adjustment": [{"metric_interval_upper_bound": "0", "scaling_adjustment": -1}],
            },
        },
        origin=f"services.{service.name}.scaling.scale_in_below",
    )


def _idle_alarm(scope: Scope, service: Service, bounds: Scaling) -> Resource:
    """Not for people: its only action is the policy."""
    return Resource(
        type="aws_cloudwatch_metric_alarm",
        name=label(service.name, "idle"),
        arguments={
            "alarm_name": scope.name(scope.kept(service.name), "idle"),
            "alarm_description": f"{service.name}: CPU below {bounds.scale_in_below} %, one task goes",
            "namespace": "AWS/ECS",
            "metric_name": "CPUUtilization",
            "dimensions": {
                "ClusterName": Ref("aws_ecs_cluster.main", "name"),
                "ServiceName": Ref(f"aws_ecs_service.{label(service.name)}", "name"),
            },
            "statistic": "Average",
            "comparison_operator": "LessThanThreshold",
            "threshold": bounds.scale_in_below,
            "period": 60,
            "evaluation_periods": _IDLE_MINUTES,
            "alarm_actions": [Ref(f"aws_appautoscaling_policy.{label(service.name, 'scale_in')}", "arn")],
            "tags": scope.tags(),
        },
        origin=f"services.{service.name}.scaling.scale_in_below",
    )
