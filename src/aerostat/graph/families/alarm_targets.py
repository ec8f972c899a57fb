"""Where a metric of something in the blueprint is found: CloudWatch's namespace and dimensions."""

from __future__ import annotations

from dataclasses import dataclass, replace

from aerostat.graph.families.database_replicas import instance_address
from aerostat.graph.families.database_replicas import is_here as has_instance
from aerostat.graph.families.load_balancer import target_group
from aerostat.graph.families.log_groups import function_name
from aerostat.graph.families.queues import dead_letter, queue
from aerostat.graph.names import label
from aerostat.graph.resource import Ref, Text, Value
from aerostat.graph.scope import ACCOUNT, Scope
from aerostat.model import Alarm, Service

#: Behind the name of a queue, its dead-letter queue.
DEAD_LETTERS = ".dead-letter"

_LOAD_BALANCER = Ref("aws_lb.main", "arn_suffix")

_OF_LOAD_BALANCER = ("HTTPCode_", "Target", "Request", "UnHealthyHost", "HealthyHost", "ActiveConnection", "Rejected")
_OF_ECS = ("CPUUtilization", "MemoryUtilization")


@dataclass(frozen=True, kw_only=True)
class Series:
    """One metric's namespace and dimensions."""

    namespace: str
    dimensions: dict[str, Value]


def is_here(scope: Scope, name: str) -> bool:
    """Whether this region has what a metric is of: a database is not everywhere."""
    found = scope.environment.databases.get(name)
    return found is None or has_instance(scope, found)


def series(scope: Scope, alarm: Alarm, metric: str) -> Series:
    """
    The series that ``alarm`` means by ``metric``.

    A metric without a thing is the application's own when it names a namespace, and the load balancer's when not.
    """
    environment, name = scope.environment, alarm.on
    if alarm.condition.namespace:
        return Series(namespace=alarm.condition.namespace, dimensions={})
    if metric in environment.monitoring.metrics:
        return Series(namespace=scope.name(), dimensions={})
    if name in environment.services:
        return _of_service(scope, environment.services[name], metric)
    if name in environment.databases:
        identifier = Ref(instance_address(scope, environment.databases[name]), "identifier")
        return Series(namespace="AWS/RDS", dimensions={"DBInstanceIdentifier": identifier})
    if name in environment.caches:
        group = Ref(f"aws_elasticache_replication_group.{label(name)}", "replication_group_id")
        return Series(namespace="AWS/ElastiCache", dimensions={"CacheClusterId": Text((group, "-001"))})
    if name in environment.queues:
        return Series(namespace="AWS/SQS", dimensions={"QueueName": queue(name, "name")})
    if name.removesuffix(DEAD_LETTERS) in environment.queues:
        parent = environment.queues[name.removesuffix(DEAD_LETTERS)]
        return Series(namespace="AWS/SQS", dimensions={"QueueName": dead_letter(parent, "name")})
    if name in environment.functions:
        function = function_name(scope, environment.functions[name])
        return Series(namespace="AWS/Lambda", dimensions={"FunctionName": function})
    if name in environment.search:
        domain = Ref(f"aws_opensearch_domain.{label(name)}", "domain_name")
        return Series(namespace="AWS/ES", dimensions={"DomainName": domain, "ClientId": ACCOUNT})
    return Series(namespace="AWS/ApplicationELB", dimensions={"LoadBalancer": _LOAD_BALANCER})


def _of_service(scope: Scope, service: Service, metric: str) -> Series:
    if service.routes and metric.startswith(_OF_LOAD_BALANCER):
        group = replace(target_group(service), attribute="arn_suffix")
        return Series(namespace="AWS/ApplicationELB", dimensions={"LoadBalancer": _LOAD_BALANCER, "TargetGroup": group})
    return Series(
        namespace="AWS/ECS" if metric in _OF_ECS else "ECS/ContainerInsights",
        dimensions={
            "ClusterName": Ref("aws_ecs_cluster.main", "name"),
            "ServiceName": Ref(f"aws_ecs_service.{label(service.name)}", "name"),
        },
    )
