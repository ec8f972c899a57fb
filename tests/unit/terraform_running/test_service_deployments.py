"""Nobody applies while ECS replaces tasks."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from aerostat.errors import UsageError
from aerostat.graph.resource import Graph, Ref, Resource
from aerostat.model import Environment
from aerostat.terraform.running import Binary, Origins, Project
from aerostat.workflows.service_deployments import require_quiet
from aerostat.workflows.workspace import Workspace

STARTED = datetime(2026, 11, 21, 14, 2, 10, tzinfo=UTC)


class Ecs:
    """What ECS answers about services: ``deployments`` by service, each with the revisions that it replaces."""

    class exceptions:
        ClusterNotFoundException = type("ClusterNotFoundException", (Exception,), {})

    def __init__(self, deployments, clusters=("shop-prod",)):
        self.deployments = deployments
        self.clusters = clusters

    def describe_services(self, *, cluster, services):
        if cluster not in self.clusters:
            raise self.exceptions.ClusterNotFoundException
        return {"services": [{"status": "ACTIVE"} for one in services if one in self.deployments]}

    def list_service_deployments(self, *, cluster, service, status):
        assert ["PENDING", "IN_PROGRESS"] == status
        found = self.deployments[service]
        return {"serviceDeployments": [] if found is None else [{"serviceDeploymentArn": service}]}

    def describe_service_deployments(self, *, serviceDeploymentArns):
        (service,) = serviceDeploymentArns
        return {"serviceDeployments": [{"sourceServiceRevisions": self.deployments[service], "startedAt": STARTED}]}


class Clients:
    def __init__(self, ecs):
        self.ecs = ecs

    def client(self, service):
        assert "ecs" == service
        return self.ecs


def a_workspace(ecs, tmp_path):
    cluster = Resource(type="aws_ecs_cluster", name="main", arguments={"name": "shop-prod"})
    service = Resource(
        type="aws_ecs_service",
        name="web",
        origin="services.web",
        arguments={"name": "shop-prod-web", "cluster": Ref("aws_ecs_cluster.main", "arn")},
    )
    return Workspace(
        environment=Environment(application="shop", name="prod", region="us-east-1", blueprint=Path("aerostat.yaml")),
        graph=Graph({one.address: one for one in (cluster, service)}, regions={"": "us-east-1"}),
        resources={},
        aws=lambda region: Clients(ecs),
        write=lambda graph, *, protects=True: None,
        inputs={},
        project=Project(
            binary=Binary(path=tmp_path / "terraform", name="terraform", version="1.11.4"),
            folder=tmp_path,
            notes=tmp_path,
            environ={},
            origins=Origins(place=lambda address: ""),
        ),
    )


def test_a_deployment_in_progress_is_named(tmp_path):
    """With its start, and the command that watches it."""
    ecs = Ecs({"shop-prod-web": [{"arn": "revision/1"}]})

    with pytest.raises(UsageError, match="a deployment of `web` is in progress") as caught:
        require_quiet(a_workspace(ecs, tmp_path))

    assert ("web: since 14:02:10 UTC",) == caught.value.because
    assert "`aerostat deploy web --watch --env prod`" in caught.value.hint


@pytest.mark.parametrize(
    "ecs",
    [
        pytest.param(Ecs({"shop-prod-web": None}), id="nothing under way"),
        pytest.param(Ecs({"shop-prod-web": []}), id="the first deployment replaces nothing"),
        pytest.param(Ecs({}), id="no such service yet"),
        pytest.param(Ecs({}, clusters=()), id="no such cluster yet"),
    ],
)
def test_what_replaces_nothing_is_in_nobodys_way(ecs, tmp_path):
    """An apply that broke off while the first tasks start can be continued."""
    require_quiet(a_workspace(ecs, tmp_path))
