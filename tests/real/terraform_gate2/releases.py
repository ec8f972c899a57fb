"""
The first release of an application that Terraform has made: its images are built and pushed, its services deployed.

Terraform makes services whose image is not built yet, so none of their tasks starts before this is done.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from aerostat.aws import Aws, Credentials
from aerostat.delivery.release import Release
from aerostat.events import Event
from aerostat.images import Image
from aerostat.model import Environment, Service
from aerostat.workflows.build import build_images, push_images
from aerostat.workflows.platform import Platform
from aerostat.workflows.roll_out import deployer, roll_out

#: What a described task definition has in common with a request to register the next one.
_KEPT = (
    "family",
    "requiresCompatibilities",
    "networkMode",
    "cpu",
    "memory",
    "executionRoleArn",
    "taskRoleArn",
    "containerDefinitions",
    "runtimePlatform",
    "volumes",
)


def build(environment: Environment, cache: Path) -> Mapping[str, Image]:
    """The images of all services; ``cache`` is the image layout, which other environments may share."""
    return build_images(list(environment.services.values()), cache=cache, runner="process", emit=_ignore)


def release(environment: Environment, region: str, endpoint: str, *, images: Mapping[str, Image], folder: Path) -> None:
    """
    In one region: push, run what must run before, deploy, and wait until it serves. A region without services is well.

    Args:
        folder: for what the platform writes down.
    """
    credentials = Credentials(access_key="test", secret_key="test")
    aws = Aws(region=region, endpoint_url=endpoint, credentials=credentials)
    platform = Platform(environment=environment, aws=aws, folder=folder, interval=timedelta(milliseconds=200))
    there = [one for one in platform.services() if platform.live(one)]
    if not there:
        return
    push_images(platform, {one.name: images[one.name] for one in there})
    runs_before = region == environment.region
    releases = [_release(platform, one, images[one.name], runs_before=runs_before) for one in there]
    roll_out(releases, deployer(platform, emit=_ignore, detach=threading.Event()), create=lambda: None)


def _release(platform: Platform, service: Service, image: Image, *, runs_before: bool) -> Release:
    """What Terraform made, with the image that is now in the registry. Migrations run where the database is written."""
    ecs = platform.aws.client("ecs")
    live = platform.live(service)
    assert live is not None, f"Terraform made no service {service.name}"
    made = ecs.describe_task_definition(taskDefinition=live["taskDefinition"])["taskDefinition"]
    request = {name: made[name] for name in _KEPT if name in made}
    request["containerDefinitions"] = _with_image(request["containerDefinitions"], service, image)
    return Release(
        name=service.name,
        cluster=platform.cluster(),
        service=platform.ecs_name(service),
        task_definition=ecs.register_task_definition(**request)["taskDefinition"]["taskDefinitionArn"],
        settings={"networkConfiguration": live["networkConfiguration"]},
        before=service.deployment.before if runs_before else "",
        health_check_path=service.health_check.path if service.routes else "",
    )


def _with_image(containers: Sequence[dict[str, Any]], service: Service, image: Image) -> list[dict[str, Any]]:
    """The service's own container runs the image; those beside it stay as they are."""
    return [
        {**one, "image": f"{one['image'].rpartition(':')[0]}@{image.digest}"} if one["name"] == service.name else one
        for one in containers
    ]


def _ignore(_: Event) -> None:
    return
