"""Where a metric of something in the blueprint is found: CloudWatch's namespace and dimensions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from aerostat.graph.families.cache import nodes
from aerostat.graph.families.certificates import CDN, balancer_names, certificate_label, has_certificates
from aerostat.graph.families.database_replicas import instance_address, replica_address, replicas_here
from aerostat.graph.families.database_replicas import is_here as has_instance
from aerostat.graph.families.dns_routing import health_check_ids
from aerostat.graph.families.function_names import failures
from aerostat.graph.families.load_balancer import target_group
from aerostat.graph.families.log_groups import function_name
from aerostat.graph.families.queues import dead_letter, queue
from aerostat.graph.names import label
from aerostat.graph.resource import GLOBAL, Ref, Value
from aerostat.graph.scope import ACCOUNT, WORLDWIDE_REGION, Scope
from aerostat.model import Alarm, Database, Environment, Replica, Service
from aerostat.model.wiring import Kind, kind_of

#: Behind the name of a queue, its dead-letter queue; behind that of a function, what it failed to do.
DEAD_LETTERS, FAILURES = ".dead-letter", ".failures"
#: What alarms are ``on`` besides things: sections of the blueprint.
BACKUPS, DOMAIN = "backups", "domain"
#: A thing of another kind that is called like one of these sections takes its place.
_UNWATCHED = (None, Kind.BUCKET, Kind.TOPIC, Kind.EMAIL)
#: Before the name of a certificate, and before that of a region which Route 53 checks.
_CERTIFICATE, _HEALTH_CHECK = "certificate/", "health check/"

_LOAD_BALANCER = Ref("aws_lb.main", "arn_suffix")

_OF_LOAD_BALANCER = ("HTTPCode_", "Target", "Request", "UnHealthyHost", "HealthyHost", "ActiveConnection", "Rejected")
_OF_ECS = ("CPUUtilization", "MemoryUtilization")


@dataclass(frozen=True, kw_only=True)
class Series:
    """One metric's namespace and dimensions."""

    namespace: str
    dimensions: dict[str, Value]


def is_here(scope: Scope, name: str) -> bool:
    """Whether this region has what a metric is of: in a cold standby databases alone, and only if replicated there."""
    if found := read_replica(scope.environment, name):
        return found[1] in replicas_here(scope, found[0])
    database = scope.environment.databases.get(name)
    return has_instance(scope, database) if database else scope.runs


def read_replica(environment: Environment, name: str) -> tuple[Database, Replica] | None:
    """What an alarm on ``database.replica`` is on; None for any other name."""
    of, _, replica = name.partition(".")
    database = environment.databases.get(of)
    return (database, database.replicas[replica]) if database and replica in database.replicas else None


def watched(scope: Scope, alarm: Alarm) -> Iterator[Alarm]:
    """The alarms of this region that follow from one in the blueprint: one for each certificate, say, or none."""
    is_section = kind_of(scope.environment, alarm.on) in _UNWATCHED
    if alarm.on == DOMAIN and is_section:
        yield from _of_domain(scope, alarm)
    elif alarm.on == BACKUPS and is_section:
        if scope.environment.backups is not None and scope.is_primary:
            yield alarm
    elif is_here(scope, alarm.on):
        yield alarm


def _of_domain(scope: Scope, alarm: Alarm) -> Iterator[Alarm]:
    if alarm.condition.metric == "HealthCheckStatus":
        # Route 53 tells us-east-1 alone, and an alarm cannot tell another region's topics.
        checked = health_check_ids(scope) if scope.is_primary and scope.region == WORLDWIDE_REGION else {}
        for region in checked:
            yield replace(alarm, name=f"{alarm.name}-{region.replace('_', '-')}", on=f"{_HEALTH_CHECK}{region}")
        return
    for name in _certificates(scope):
        yield replace(alarm, name=f"{alarm.name}-{name.replace('_', '-')}", on=f"{_CERTIFICATE}{name}")


def _certificates(scope: Scope) -> list[str]:
    """Terraform's names of those that are renewed here; CloudFront's is in us-east-1, whatever the region."""
    if not has_certificates(scope):
        return []
    own = [certificate_label(name) for name in balancer_names(scope.environment)]
    is_home = scope.is_primary and scope.region == WORLDWIDE_REGION
    return [*own, CDN] if scope.environment.cdn is not None and is_home else own


def series(scope: Scope, alarm: Alarm, metric: str) -> list[Series]:
    """The series that ``alarm`` means by ``metric``: one, but of a cache each node's."""
    cache = scope.environment.caches.get(alarm.on)
    if cache is None or alarm.condition.namespace or metric in scope.environment.monitoring.metrics:
        return [_series(scope, alarm, metric)]
    return [Series(namespace="AWS/ElastiCache", dimensions={"CacheClusterId": node}) for node in nodes(cache)]


def _series(scope: Scope, alarm: Alarm, metric: str) -> Series:
    """A metric without a thing is the application's own when it names a namespace, and the load balancer's when not."""
    environment, name = scope.environment, alarm.on
    if alarm.condition.namespace:
        return Series(namespace=alarm.condition.namespace, dimensions={})
    if metric in environment.monitoring.metrics:
        return Series(namespace=scope.name(), dimensions={})
    if name in environment.services:
        return _of_service(scope, environment.services[name], metric)
    if name in environment.databases:
        return _of_instance(instance_address(scope, environment.databases[name]))
    if found := read_replica(environment, name):
        return _of_instance(replica_address(*found))
    if name in environment.queues:
        return Series(namespace="AWS/SQS", dimensions={"QueueName": queue(name, "name")})
    if name.removesuffix(DEAD_LETTERS) in environment.queues:
        parent = environment.queues[name.removesuffix(DEAD_LETTERS)]
        return Series(namespace="AWS/SQS", dimensions={"QueueName": dead_letter(parent, "name")})
    if name.startswith(_CERTIFICATE):
        certificate = f"aws_acm_certificate.{name.removeprefix(_CERTIFICATE)}"
        arn = Ref(certificate, "arn", module=GLOBAL if certificate.endswith(f".{CDN}") else None)
        return Series(namespace="AWS/CertificateManager", dimensions={"CertificateArn": arn})
    if name.startswith(_HEALTH_CHECK):
        check = health_check_ids(scope)[name.removeprefix(_HEALTH_CHECK)]
        return Series(namespace="AWS/Route53", dimensions={"HealthCheckId": check})
    if name == BACKUPS:
        return Series(namespace="AWS/Backup", dimensions={"BackupVaultName": Ref("aws_backup_vault.main", "name")})
    if name.removesuffix(FAILURES) in environment.functions and name.endswith(FAILURES):
        kept = failures(environment.functions[name.removesuffix(FAILURES)], "name")
        return Series(namespace="AWS/SQS", dimensions={"QueueName": kept})
    if name in environment.functions:
        function = function_name(scope, environment.functions[name])
        return Series(namespace="AWS/Lambda", dimensions={"FunctionName": function})
    if name in environment.search:
        domain = Ref(f"aws_opensearch_domain.{label(name)}", "domain_name")
        return Series(namespace="AWS/ES", dimensions={"DomainName": domain, "ClientId": ACCOUNT})
    return Series(namespace="AWS/ApplicationELB", dimensions={"LoadBalancer": _LOAD_BALANCER})


def _of_instance(address: str) -> Series:
    """By its identifier, which stays when Multi-AZ fails over to the standby."""
    return Series(namespace="AWS/RDS", dimensions={"DBInstanceIdentifier": Ref(address, "identifier")})


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
