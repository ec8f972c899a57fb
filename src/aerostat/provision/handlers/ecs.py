"""
ECS clusters, first task definitions, services.

The requests that arguments become are public: deployments register revisions and update services with the same ones.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from aerostat.provision.handlers.base import (
    Arguments,
    Attributes,
    Difference,
    Handler,
    ReadOneByOne,
    Site,
    or_none,
)

_DRAINED_SECONDS = 600
_NO_CLUSTER = "ClusterNotFoundException"
_NO_SERVICE = ("ServiceNotFoundException", "ServiceNotActiveException")
#: As many services as DescribeServices takes.
_SERVICES_AT_ONCE = 10

_SETTINGS = {"desired_count": "desiredCount", "health_check_grace_period_seconds": "healthCheckGracePeriodSeconds"}


RELEASE_TAG = "aerostat:release"
"""Tag of a task definition: the digest of the request that registered it. Equal digests need no new revision."""


def task_definition_request(arguments: Arguments) -> dict[str, Any]:
    """RegisterTaskDefinition's parameters from resolved arguments of ``aws_ecs_task_definition``."""
    request: dict[str, Any] = {
        "family": arguments["family"],
        "requiresCompatibilities": arguments["requires_compatibilities"],
        "networkMode": arguments["network_mode"],
        "cpu": arguments["cpu"],
        "memory": arguments["memory"],
        "executionRoleArn": arguments["execution_role_arn"],
        "taskRoleArn": arguments["task_role_arn"],
        "containerDefinitions": json.loads(arguments["container_definitions"]),
    }
    digest = hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()
    request["tags"] = [*_tags(arguments), {"key": RELEASE_TAG, "value": digest}]
    return request


def create_service_request(arguments: Arguments) -> dict[str, Any]:
    """CreateService's parameters from resolved arguments of ``aws_ecs_service``."""
    return {
        **_common(arguments),
        "serviceName": arguments["name"],
        "cluster": arguments["cluster"],
        "taskDefinition": arguments["task_definition"],
        "launchType": arguments["launch_type"],
        "tags": _tags(arguments),
    }


def update_service_request(arguments: Arguments) -> dict[str, Any]:
    """
    UpdateService's parameters from resolved arguments of ``aws_ecs_service``, without a task definition.

    A deployment adds ``taskDefinition``; without it, ECS keeps the revision that serves.
    """
    return {
        **_common(arguments),
        "service": arguments["name"],
        "cluster": arguments["cluster"],
        "loadBalancers": _load_balancers(arguments),
    }


def _common(arguments: Arguments) -> dict[str, Any]:
    network, breaker = arguments["network_configuration"], arguments["deployment_circuit_breaker"]
    request: dict[str, Any] = {
        name: arguments[argument] for argument, name in _SETTINGS.items() if argument in arguments
    }
    request["deploymentConfiguration"] = {
        "minimumHealthyPercent": arguments["deployment_minimum_healthy_percent"],
        "maximumPercent": arguments["deployment_maximum_percent"],
        "deploymentCircuitBreaker": {"enable": breaker["enable"], "rollback": breaker["rollback"]},
    }
    request["networkConfiguration"] = {
        "awsvpcConfiguration": {
            "subnets": network["subnets"],
            "securityGroups": network["security_groups"],
            "assignPublicIp": "ENABLED" if network["assign_public_ip"] else "DISABLED",
        }
    }
    request["enableECSManagedTags"] = arguments["enable_ecs_managed_tags"]
    request["propagateTags"] = arguments["propagate_tags"]
    if "load_balancer" in arguments:
        request["loadBalancers"] = _load_balancers(arguments)
    return request


def _load_balancers(arguments: Arguments) -> list[dict[str, Any]]:
    return [
        {
            "targetGroupArn": block["target_group_arn"],
            "containerName": block["container_name"],
            "containerPort": block["container_port"],
        }
        for block in arguments.get("load_balancer", ())
    ]


def _tags(arguments: Arguments) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in arguments["tags"].items()]


class _EcsHandler(Handler):
    def tag(self, site: Site, attributes: Attributes, tags: Mapping[str, str], removed: tuple[str, ...]) -> None:
        client = site.client("ecs")
        client.tag_resource(resourceArn=attributes["arn"], tags=_tags({"tags": tags}))
        if removed:
            client.untag_resource(resourceArn=attributes["arn"], tagKeys=list(removed))


class Cluster(_EcsHandler, ReadOneByOne):
    type = "aws_ecs_cluster"
    forces_replacement = frozenset({"name"})

    def find(self, site: Site, arguments: Arguments) -> Attributes | None:
        return _cluster(site, arguments["name"])

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        made = site.client("ecs").create_cluster(
            clusterName=arguments["name"], settings=arguments["setting"], tags=_tags(arguments)
        )
        arn = made["cluster"]["clusterArn"]
        return {"id": arn, "arn": arn, "name": arguments["name"]}

    def modify(self, site: Site, difference: Difference) -> Attributes:
        site.client("ecs").update_cluster(
            cluster=difference.attributes["arn"], settings=difference.arguments["setting"]
        )
        return difference.attributes

    def delete(self, site: Site, attributes: Attributes) -> None:
        client = site.client("ecs")
        or_none(lambda: client.delete_cluster(cluster=attributes["arn"]), _NO_CLUSTER)

    def read(self, site: Site, attributes: Attributes) -> Attributes | None:
        return _cluster(site, attributes["name"])


def _cluster(site: Site, name: str) -> Attributes | None:
    for cluster in site.client("ecs").describe_clusters(clusters=[name])["clusters"]:
        if cluster["status"] == "ACTIVE":
            return {"id": cluster["clusterArn"], "arn": cluster["clusterArn"], "name": name}
    return None


class TaskDefinition(_EcsHandler, ReadOneByOne):
    """
    The first revision of a family, or the newest one once deployments have registered more.

    ``id`` is the family: revisions come and go.
    """

    type = "aws_ecs_task_definition"
    forces_replacement = frozenset({"family"})
    stands_beside = True

    def find(self, site: Site, arguments: Arguments) -> Attributes | None:
        return _newest(site, arguments["family"])

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        made = site.client("ecs").register_task_definition(**task_definition_request(arguments))
        return _revision(made["taskDefinition"])

    def modify(self, site: Site, difference: Difference) -> Attributes:
        return self.create(site, difference.arguments)

    def delete(self, site: Site, attributes: Attributes) -> None:
        client = site.client("ecs")
        pages = client.get_paginator("list_task_definitions").paginate(familyPrefix=attributes["id"])
        for arn in [arn for page in pages for arn in page["taskDefinitionArns"]]:
            client.deregister_task_definition(taskDefinition=arn)

    def read(self, site: Site, attributes: Attributes) -> Attributes | None:
        return _newest(site, attributes["id"])


def _newest(site: Site, family: str) -> Attributes | None:
    """The newest active revision of a family."""
    client = site.client("ecs")
    newest = client.list_task_definitions(familyPrefix=family, status="ACTIVE", sort="DESC", maxResults=1)
    for arn in newest["taskDefinitionArns"]:
        return _revision({"taskDefinitionArn": arn, "family": family, "revision": int(arn.rsplit(":", 1)[1])})
    return None


def _revision(described: Mapping[str, Any]) -> Attributes:
    arn = described["taskDefinitionArn"]
    return {
        "id": described["family"],
        "family": described["family"],
        "arn": arn,
        "arn_without_revision": arn.rsplit(":", 1)[0],
        "revision": described["revision"],
    }


class Service(_EcsHandler):
    type = "aws_ecs_service"
    forces_replacement = frozenset({"name", "cluster", "launch_type"})

    def find(self, site: Site, arguments: Arguments) -> Attributes | None:
        found = _services(site, arguments["cluster"], [arguments["name"]])
        return found.get(arguments["name"])

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        made = site.client("ecs").create_service(**create_service_request(arguments))
        return _service(made["service"])

    def modify(self, site: Site, difference: Difference) -> Attributes:
        request = update_service_request(difference.arguments)
        if "load_balancer" not in difference.changed:
            del request["loadBalancers"]
        site.client("ecs").update_service(**request)
        return difference.attributes

    def delete(self, site: Site, attributes: Attributes) -> None:
        client, place = site.client("ecs"), {"cluster": attributes["cluster"], "service": attributes["name"]}
        if or_none(lambda: client.delete_service(force=True, **place), _NO_CLUSTER, *_NO_SERVICE) is None:
            return

        def is_drained() -> bool:
            found = client.describe_services(cluster=attributes["cluster"], services=[attributes["name"]])
            return all(one["status"] == "INACTIVE" for one in found["services"])

        site.wait(f"the tasks of {attributes['name']} to stop", is_drained, seconds=_DRAINED_SECONDS)

    def observe(self, site: Site, known: Mapping[str, Attributes]) -> Mapping[str, Attributes | None]:
        existing: dict[str, Attributes] = {}
        for cluster in sorted({attributes["cluster"] for attributes in known.values()}):
            names = [one["name"] for one in known.values() if one["cluster"] == cluster]
            for start in range(0, len(names), _SERVICES_AT_ONCE):
                existing |= _services(site, cluster, names[start : start + _SERVICES_AT_ONCE])
        return {address: existing.get(attributes["name"]) for address, attributes in known.items()}


def _services(site: Site, cluster: str, names: list[str]) -> dict[str, Attributes]:
    """Active services by name."""
    client = site.client("ecs")
    found = or_none(lambda: client.describe_services(cluster=cluster, services=names), _NO_CLUSTER)
    services = found["services"] if found else ()
    return {one["serviceName"]: _service(one) for one in services if one["status"] == "ACTIVE"}


def _service(described: Mapping[str, Any]) -> Attributes:
    return {
        "id": described["serviceArn"],
        "arn": described["serviceArn"],
        "name": described["serviceName"],
        "cluster": described["clusterArn"],
    }
