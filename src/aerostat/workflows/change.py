"""Watching, going back, and running something once: what one does with services that exist."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from aerostat.delivery.release import Release
from aerostat.delivery.rollback import in_progress, previous_task_definition
from aerostat.delivery.tasks import Ended, run_once
from aerostat.errors import UsageError
from aerostat.events import Sink
from aerostat.model import Service
from aerostat.workflows.platform import Platform
from aerostat.workflows.result import Result
from aerostat.workflows.roll_out import deployer


def watch(platform: Platform, name: str | None, *, emit: Sink, detach: threading.Event) -> Result:
    """Watch the deployments that are under way to their end."""
    began = time.monotonic()
    watcher = deployer(platform, emit=emit, detach=detach)
    outcomes = [watcher.watch(_as_it_is(platform, one)) for one in platform.services(name)]
    return Result(
        outcomes=outcomes, urls=platform.urls(), mailbox=platform.mailbox_urls(), seconds=time.monotonic() - began
    )


def roll_back(platform: Platform, name: str, wanted: str, *, emit: Sink, detach: threading.Event) -> Result:
    """Stop the deployment that is under way, or bring back a revision that served well."""
    began = time.monotonic()
    (service,) = platform.services(name)
    ecs = platform.aws.client("ecs")
    as_it_is = _as_it_is(platform, service)
    place = {"cluster": as_it_is.cluster, "service": as_it_is.service}
    if arn := in_progress(ecs, **place):
        ecs.stop_service_deployment(serviceDeploymentArn=arn, stopType="ROLLBACK")
        return watch(platform, name, emit=emit, detach=detach)
    with platform.locked("aerostat rollback"):
        back = previous_task_definition(ecs, **place, name=name, wanted=wanted)
        outcome = deployer(platform, emit=emit, detach=detach).deploy(replace(as_it_is, task_definition=back))
    return Result(
        outcomes=[outcome], urls=platform.urls(), mailbox=platform.mailbox_urls(), seconds=time.monotonic() - began
    )


def execute(
    platform: Platform, name: str, command: Sequence[str], *, on_line: Callable[[datetime, str, str], None]
) -> Ended:
    """Run a command as a task of the revision that serves."""
    (service,) = platform.services(name)
    live = _require(platform, service)
    ecs = platform.aws.client("ecs")
    return run_once(
        ecs,
        platform.aws.client("logs"),
        cluster=platform.cluster(),
        task_definition=ecs.describe_task_definition(taskDefinition=live["taskDefinition"])["taskDefinition"],
        network=live["networkConfiguration"],
        command=list(command),
        on_line=on_line,
        interval=platform.interval,
    )


def _as_it_is(platform: Platform, service: Service) -> Release:
    live = _require(platform, service)
    return Release(
        name=service.name,
        cluster=platform.cluster(),
        service=platform.ecs_name(service),
        task_definition=live["taskDefinition"],
        health_check_path=service.health_check.path if service.routes else "",
    )


def _require(platform: Platform, service: Service) -> dict[str, Any]:
    """The live service as ECS describes it."""
    live = platform.live(service)
    if live is None:
        raise UsageError(f"the service `{service.name}` is not deployed", hint="`aerostat up` deploys it")
    return live
