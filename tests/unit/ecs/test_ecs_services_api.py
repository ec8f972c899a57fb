"""What CreateService, UpdateService and their kin keep, return and refuse."""

from __future__ import annotations

from typing import Any

import pytest

CONTAINER: dict[str, Any] = {"name": "web", "image": "shop/web:1", "portMappings": [{"containerPort": 8000}]}
NETWORK = {"awsvpcConfiguration": {"subnets": ["subnet-a"], "securityGroups": ["sg-1"], "assignPublicIp": "DISABLED"}}
GROUP = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/1"
BALANCED = [{"targetGroupArn": GROUP, "containerName": "web", "containerPort": 8000}]
SERVICE: dict[str, Any] = {
    "serviceName": "web",
    "taskDefinition": "web",
    "desiredCount": 2,
    "launchType": "FARGATE",
    "networkConfiguration": NETWORK,
}


@pytest.fixture(autouse=True)
def definition(api: Any) -> str:
    answer = api.register_task_definition(
        family="web",
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        cpu="256",
        memory="512",
        containerDefinitions=[CONTAINER],
    )
    return str(answer["taskDefinition"]["taskDefinitionArn"])


def test_all_that_was_asked_for_is_kept_and_told(api: Any) -> None:
    """The breaker's threshold, alarms, early success and the rest come back unchanged."""
    configuration = {
        "maximumPercent": 150,
        "minimumHealthyPercent": 50,
        "deploymentCircuitBreaker": {
            "enable": True,
            "rollback": True,
            "resetOnHealthyTask": False,
            "thresholdConfiguration": {"type": "COUNT", "value": 5},
        },
        "alarms": {"alarmNames": ["a"], "enable": True, "rollback": True},
    }

    service = api.create_service(
        **SERVICE,
        loadBalancers=BALANCED,
        deploymentConfiguration=configuration,
        healthCheckGracePeriodSeconds=60,
        enableExecuteCommand=True,
        propagateTags="SERVICE",
        enableECSManagedTags=True,
        availabilityZoneRebalancing="DISABLED",
    )["service"]

    assert configuration.items() <= service["deploymentConfiguration"].items()
    assert service["deploymentConfiguration"]["strategy"] == "ROLLING"
    assert service["healthCheckGracePeriodSeconds"] == 60
    assert (service["enableExecuteCommand"], service["propagateTags"]) == (True, "SERVICE")
    assert service["availabilityZoneRebalancing"] == "DISABLED"
    assert service["networkConfiguration"] == NETWORK
    assert service["loadBalancers"] == BALANCED


def test_a_new_service_has_one_deployment_in_progress(api: Any) -> None:
    """Ids and ARNs have AWS's shapes."""
    service = api.create_service(**SERVICE)["service"]

    [deployment] = service["deployments"]
    assert deployment["id"].startswith("ecs-svc/") and len(deployment["id"]) == 8 + 19
    assert deployment["rolloutStateReason"] == f"ECS deployment {deployment['id']} in progress."
    assert (deployment["status"], deployment["rolloutState"]) == ("PRIMARY", "IN_PROGRESS")
    assert service["serviceArn"] == "arn:aws:ecs:us-east-1:123456789012:service/default/web"
    assert service["currentServiceDeployment"].startswith(
        "arn:aws:ecs:us-east-1:123456789012:service-deployment/default/web/"
    )
    [revision] = service["currentServiceRevisions"]
    described = api.describe_service_revisions(serviceRevisionArns=[revision["arn"]])["serviceRevisions"][0]
    assert described["taskDefinition"] == service["taskDefinition"]


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"taskDefinition": "none"}, "TaskDefinition not found."),
        (
            {"networkConfiguration": None},
            "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
        ),
        (
            {"loadBalancers": [BALANCED[0] | {"containerPort": 9}]},
            "The container web did not have a container port 9 defined.",
        ),
        (
            {"loadBalancers": [BALANCED[0] | {"containerName": "db"}]},
            "The container db does not exist in the task definition.",
        ),
        (
            {"loadBalancers": [BALANCED[0] | {"targetGroupArn": "arn:unrouted"}]},
            "The target group with targetGroupArn arn:unrouted does not have an associated load balancer.",
        ),
        (
            {"deploymentConfiguration": {"maximumPercent": 100, "minimumHealthyPercent": 100}},
            "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.",
        ),
        (
            {"healthCheckGracePeriodSeconds": 5},
            "Health check grace period is only valid for services configured to use load balancers",
        ),
    ],
)
def test_services_that_ecs_refuses(api: Any, change: dict[str, Any], text: str) -> None:
    """In ECS's words."""
    api.surroundings.unrouted.add("arn:unrouted")

    assert api.refusal("create_service", **(SERVICE | change))[1] == text


@pytest.mark.parametrize(
    "threshold", [{"type": "BOUNDED_PERCENT", "value": 0}, {"type": "UNBOUNDED_PERCENT", "value": 101}]
)
def test_breaker_percentages_are_between_1_and_100(api: Any, threshold: dict[str, Any]) -> None:
    """COUNT has no upper limit."""
    breaker = {"enable": True, "rollback": True, "thresholdConfiguration": threshold}

    code, _ = api.refusal("create_service", **SERVICE, deploymentConfiguration={"deploymentCircuitBreaker": breaker})

    assert code == "InvalidParameterException"


def test_strategies_of_a_later_day_are_refused_by_name(api: Any) -> None:
    """Not silently deployed as ROLLING."""
    code, text = api.refusal("create_service", **SERVICE, deploymentConfiguration={"strategy": "BLUE_GREEN"})

    assert code == "UnsupportedFeatureException"
    assert "BLUE_GREEN" in text


def test_null_means_as_it_is(api: Any) -> None:
    """Go clients send nulls for what they leave out."""
    before = api.create_service(**SERVICE, loadBalancers=BALANCED)["service"]

    after = api.update_service(
        service="web", taskDefinition=None, desiredCount=None, loadBalancers=None, deploymentConfiguration=None
    )["service"]

    assert [each["id"] for each in after["deployments"]] == [each["id"] for each in before["deployments"]]
    assert (after["desiredCount"], after["loadBalancers"]) == (2, BALANCED)


def test_an_update_to_what_is_already_so_deploys_nothing(api: Any) -> None:
    """Unless it is forced."""
    api.create_service(**SERVICE)

    same = api.update_service(service="web", taskDefinition="web", networkConfiguration=NETWORK)["service"]
    forced = api.update_service(service="web", forceNewDeployment=True)["service"]

    assert len(same["deployments"]) == 1
    assert [each["status"] for each in forced["deployments"]] == ["PRIMARY", "ACTIVE"]


def test_a_change_of_capacity_providers_must_be_forced(api: Any) -> None:
    """As on AWS."""
    api.create_service(**SERVICE)
    strategy = [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]

    code, text = api.refusal("update_service", service="web", capacityProviderStrategy=strategy)
    forced = api.update_service(service="web", capacityProviderStrategy=strategy, forceNewDeployment=True)["service"]

    assert code == "InvalidParameterException"
    assert text.endswith("you must force a new deployment.")
    assert forced["capacityProviderStrategy"] == strategy


def test_part_of_a_deployment_configuration_leaves_the_rest(api: Any) -> None:
    """And starts no deployment."""
    api.create_service(**SERVICE, deploymentConfiguration={"maximumPercent": 150, "minimumHealthyPercent": 50})

    service = api.update_service(service="web", deploymentConfiguration={"maximumPercent": 175})["service"]

    assert service["deploymentConfiguration"]["minimumHealthyPercent"] == 50
    assert service["deploymentConfiguration"]["maximumPercent"] == 175
    assert len(service["deployments"]) == 1


def test_superseding_stops_the_service_deployment_before(api: Any) -> None:
    """Replaced by a new service deployment."""
    api.create_service(**SERVICE)
    api.update_service(service="web", forceNewDeployment=True)

    newest, oldest = api.list_service_deployments(service="web")["serviceDeployments"]

    assert (newest["status"], oldest["status"]) == ("IN_PROGRESS", "STOPPED")
    assert oldest["statusReason"] == "Replaced by a new service deployment"
    stopped = api.list_service_deployments(service="web", status=["STOPPED"])["serviceDeployments"]
    assert [each["serviceDeploymentArn"] for each in stopped] == [oldest["serviceDeploymentArn"]]


def test_names_are_taken_until_the_service_is_inactive(api: Any) -> None:
    """The same request again is the same service; another one is refused."""
    first = api.create_service(**SERVICE)["service"]

    assert api.create_service(**SERVICE)["service"]["createdAt"] == first["createdAt"]
    other = SERVICE | {"desiredCount": 5}
    assert api.refusal("create_service", **other)[1] == "Creation of service was not idempotent."


def test_a_service_is_deleted_when_scaled_to_zero_or_by_force(api: Any) -> None:
    """Else it is refused."""
    api.create_service(**SERVICE)

    assert (
        api.refusal("delete_service", service="web")[1] == "The service cannot be stopped while it is scaled above 0."
    )
    assert api.delete_service(service="web", force=True)["service"]["status"] == "DRAINING"
    assert api.refusal("update_service", service="web", desiredCount=1)[0] == "ServiceNotActiveException"
    assert api.refusal("delete_service", service="none")[0] == "ServiceNotFoundException"


def test_missing_things_are_failures_of_a_description(api: Any) -> None:
    """Not errors."""
    services = api.describe_services(services=["none"])
    tasks = api.describe_tasks(tasks=["0" * 32])
    deployments = api.describe_service_deployments(serviceDeploymentArns=["arn:x"])

    assert services["failures"] == [
        {"arn": "arn:aws:ecs:us-east-1:123456789012:service/default/none", "reason": "MISSING"}
    ]
    assert tasks["failures"][0]["reason"] == deployments["failures"][0]["reason"] == "MISSING"


def test_tasks_are_listed_by_every_filter(api: Any) -> None:
    """Family, group, startedBy, launch type; RUNNING ones unless STOPPED are asked for."""
    common = {"taskDefinition": "web", "networkConfiguration": NETWORK, "launchType": "FARGATE"}
    [one] = api.run_task(**common, startedBy="me")["tasks"]
    [two] = api.run_task(**common)["tasks"]

    def listed(**filters: str) -> list[str]:
        return list(api.list_tasks(**filters)["taskArns"])

    assert listed() == [one["taskArn"], two["taskArn"]]
    assert listed(startedBy="me") == [one["taskArn"]]
    assert listed(family="web", launchType="FARGATE") == listed()
    assert listed(family="other") == listed(desiredStatus="STOPPED") == []
    assert api.refusal("list_tasks", serviceName="none")[0] == "ServiceNotFoundException"
    assert one["taskArn"].startswith("arn:aws:ecs:us-east-1:123456789012:task/default/")
    assert len(one["taskArn"].rpartition("/")[2]) == 32


def test_a_task_of_a_missing_or_inactive_definition_is_refused(api: Any) -> None:
    """And so is one with an override for a container that is not there."""
    common = {"networkConfiguration": NETWORK, "launchType": "FARGATE"}
    override = {"containerOverrides": [{"name": "db"}]}

    assert api.refusal("run_task", taskDefinition="none", **common)[0] == "ClientException"
    assert api.refusal("run_task", taskDefinition="web", overrides=override, **common)[1] == (
        "Override for container named db is not a container in the TaskDefinition."
    )
    api.deregister_task_definition(taskDefinition="web:1")
    assert api.refusal("run_task", taskDefinition="web:1", **common) == (
        "ClientException",
        "TaskDefinition is inactive",
    )
