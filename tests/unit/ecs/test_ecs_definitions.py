"""Clusters, task definitions, tags and settings."""

from __future__ import annotations

from typing import Any

import pytest

CONTAINER: dict[str, Any] = {"name": "web", "image": "shop/web:1", "portMappings": [{"containerPort": 8000}]}
FARGATE: dict[str, Any] = {
    "family": "web",
    "networkMode": "awsvpc",
    "requiresCompatibilities": ["FARGATE"],
    "cpu": "256",
    "memory": "512",
    "containerDefinitions": [CONTAINER],
}


def test_revisions_count_within_their_family_and_are_never_given_again(api: Any) -> None:
    """Deregistering does not free a number; the family's newest ACTIVE revision answers for its name."""
    first, second = (api.register_task_definition(**FARGATE)["taskDefinition"] for _ in range(2))
    assert [first["revision"], second["revision"]] == [1, 2]
    assert first["taskDefinitionArn"] == "arn:aws:ecs:us-east-1:123456789012:task-definition/web:1"

    api.deregister_task_definition(taskDefinition="web:2")

    assert api.describe_task_definition(taskDefinition="web")["taskDefinition"]["revision"] == 1
    assert api.describe_task_definition(taskDefinition="web:2")["taskDefinition"]["status"] == "INACTIVE"
    assert api.register_task_definition(**FARGATE)["taskDefinition"]["revision"] == 3
    assert api.list_task_definitions()["taskDefinitionArns"] == [
        f"arn:aws:ecs:us-east-1:123456789012:task-definition/web:{revision}" for revision in (1, 3)
    ]
    assert api.list_task_definition_families()["families"] == ["web"]


def test_what_ecs_fills_in(api: Any) -> None:
    """Host ports, protocol, essential, empty lists: what Terraform reads back."""
    [container] = api.register_task_definition(**FARGATE)["taskDefinition"]["containerDefinitions"]

    assert container["portMappings"] == [{"protocol": "tcp", "containerPort": 8000, "hostPort": 8000}]
    assert container["essential"] is True
    assert container["environment"] == container["mountPoints"] == container["volumesFrom"] == []


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"memory": "3072"}, "No Fargate configuration exists for given values."),
        ({"cpu": None}, "Fargate requires that 'cpu' be defined at the task level."),
        ({"networkMode": "bridge"}, "Fargate only supports network mode 'awsvpc'."),
        ({"containerDefinitions": []}, "Container list cannot be empty."),
        ({"containerDefinitions": [{"image": "x"}]}, "Container.name should not be null or empty."),
        ({"containerDefinitions": [{"name": "x"}]}, "Container.image should not be null or empty."),
        ({"containerDefinitions": [CONTAINER, CONTAINER]}, "Duplicate container name: web."),
        (
            {"containerDefinitions": [CONTAINER | {"essential": False}]},
            "Invalid 'containerDefinitions' setting: at least one container must be essential.",
        ),
        (
            {"containerDefinitions": [CONTAINER | {"logConfiguration": {"logDriver": "awslogs"}}]},
            "Fargate requires task definition to have execution role ARN to support log driver awslogs.",
        ),
        (
            {"containerDefinitions": [CONTAINER | {"dependsOn": [{"containerName": "db", "condition": "START"}]}]},
            "Invalid 'dependsOn' setting for container 'web': the task definition has no container 'db'.",
        ),
    ],
)
def test_task_definitions_that_ecs_refuses(api: Any, change: dict[str, Any], text: str) -> None:
    """ClientException, in ECS's words."""
    assert api.refusal("register_task_definition", **(FARGATE | change)) == ("ClientException", text)


def test_a_task_definition_is_deleted_only_when_inactive(api: Any) -> None:
    """And then it is gone."""
    api.register_task_definition(**FARGATE)

    assert (
        api.delete_task_definitions(taskDefinitions=["web:1"])["failures"][0]["reason"] == "InvalidParameterException"
    )
    api.deregister_task_definition(taskDefinition="web:1")
    [deleted] = api.delete_task_definitions(taskDefinitions=["web:1"])["taskDefinitions"]

    assert deleted["status"] == "DELETE_IN_PROGRESS"
    assert api.refusal("describe_task_definition", taskDefinition="web:1")[1] == "Unable to describe task definition."


def test_clusters_come_and_go(api: Any) -> None:
    """Creating twice is creating once; a deleted one is INACTIVE and unlisted; a missing one is a failure."""
    first = api.create_cluster(clusterName="main", tags=[{"key": "team", "value": "a"}])["cluster"]
    assert api.create_cluster(clusterName="main")["cluster"]["clusterArn"] == first["clusterArn"]
    assert first["tags"] == [{"key": "team", "value": "a"}]

    assert api.delete_cluster(cluster="main")["cluster"]["status"] == "INACTIVE"

    assert first["clusterArn"] not in api.list_clusters()["clusterArns"]
    described = api.describe_clusters(clusters=["main", "none"])
    assert [cluster["status"] for cluster in described["clusters"]] == ["INACTIVE"]
    assert [failure["reason"] for failure in described["failures"]] == ["MISSING"]
    assert api.refusal("list_tasks", cluster="main") == ("ClusterNotFoundException", "Cluster not found.")


def test_capacity_providers_are_those_of_fargate(api: Any) -> None:
    """Any other does not exist here."""
    strategy = [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]
    cluster = api.put_cluster_capacity_providers(
        cluster="default", capacityProviders=["FARGATE", "FARGATE_SPOT"], defaultCapacityProviderStrategy=strategy
    )["cluster"]

    assert cluster["defaultCapacityProviderStrategy"] == strategy
    code, text = api.refusal("create_cluster", clusterName="x", capacityProviders=["mine"])
    assert (code, "'mine' was not found" in text) == ("InvalidParameterException", True)


def test_tags_of_anything_with_an_arn(api: Any) -> None:
    """Tag, list, untag."""
    arn = api.register_task_definition(**FARGATE, tags=[{"key": "a", "value": "1"}])["taskDefinition"][
        "taskDefinitionArn"
    ]

    api.tag_resource(resourceArn=arn, tags=[{"key": "b", "value": "2"}])
    api.untag_resource(resourceArn=arn, tagKeys=["a"])

    assert api.list_tags_for_resource(resourceArn=arn) == {"tags": [{"key": "b", "value": "2"}]}
    assert api.describe_task_definition(taskDefinition="web", include=["TAGS"])["tags"] == [{"key": "b", "value": "2"}]


def test_account_settings_are_kept(api: Any) -> None:
    """Effective settings include the defaults."""
    api.put_account_setting(name="containerInsights", value="enabled")

    own = api.list_account_settings()["settings"]
    effective = {each["name"]: each["value"] for each in api.list_account_settings(effectiveSettings=True)["settings"]}

    assert [(each["name"], each["value"]) for each in own] == [("containerInsights", "enabled")]
    assert effective["containerInsights"] == effective["taskLongArnFormat"] == "enabled"


def test_lists_come_in_pages(api: Any) -> None:
    """With a token for the next one, until there is none."""
    for _ in range(3):
        api.register_task_definition(**FARGATE)

    first = api.list_task_definitions(maxResults=2)
    second = api.list_task_definitions(maxResults=2, nextToken=first["nextToken"])

    assert [len(first["taskDefinitionArns"]), len(second["taskDefinitionArns"])] == [2, 1]
    assert "nextToken" not in second
    assert api.refusal("list_task_definitions", nextToken="garbage")[0] == "InvalidParameterException"


def test_operations_that_nothing_here_serves_say_so(api: Any) -> None:
    """A typed error with the way out."""
    code, text = api.refusal("execute_command", cluster="default", task="x", command="sh", interactive=True)

    assert code == "UnsupportedFeatureException"
    assert (
        text == "ExecuteCommand is not served by this cloud: sessions need AWS Systems Manager. "
        "On the laptop, use `aerostat exec`."
    )


def test_there_are_no_container_instances(api: Any) -> None:
    """Which is an answer, not an error."""
    assert api.list_container_instances() == {"containerInstanceArns": []}
    assert api.describe_container_instances(containerInstances=["x"])["failures"] == [{"arn": "x", "reason": "MISSING"}]
    assert api.list_attributes(targetType="container-instance") == {"attributes": []}
