"""Bring releases into service: prepare each, create what is new, then roll out side by side."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from aerostat.delivery.deployer import Cloud, Deployer, Outcome
from aerostat.delivery.registration import register
from aerostat.delivery.release import Release
from aerostat.errors import AerostatError
from aerostat.events import Sink
from aerostat.graph.names import label
from aerostat.graph.resource import Graph
from aerostat.model import Service
from aerostat.provision import RELEASE_TAG, State, resolve, task_definition_request, update_service_request
from aerostat.workflows.platform import Platform


def release_of(platform: Platform, service: Service, graph: Graph, state: State) -> Release:
    """The service's next revision, registered unless a revision with the same content serves already."""
    address = f"aws_ecs_task_definition.{label(service.name)}"
    first, live = state.attributes(address), platform.live(service)
    settings = update_service_request(resolve(graph, state, f"aws_ecs_service.{label(service.name)}"))
    return Release(
        name=service.name,
        cluster=settings.pop("cluster"),
        service=settings.pop("service"),
        task_definition=register(
            platform.aws.client("ecs"),
            task_definition_request(resolve(graph, state, address)),
            known=[*([live["taskDefinition"]] if live else ()), *([first["arn"]] if first else ())],
            digest_tag=RELEASE_TAG,
        ),
        settings=settings,
        before=service.deployment.before,
        health_check_path=service.health_check.path if service.routes else "",
    )


def deployer(platform: Platform, *, emit: Sink, detach: threading.Event) -> Deployer:
    cloud = Cloud(ecs=platform.aws.client("ecs"), elbv2=platform.aws.client("elbv2"), logs=platform.aws.client("logs"))
    return Deployer(cloud, emit=emit, now=lambda: datetime.now(UTC), detach=detach, interval=platform.interval)


def roll_out(releases: Sequence[Release], deployer: Deployer, *, create: Callable[[], None]) -> list[Outcome]:
    """
    Run what must run before, create what does not exist, then deploy all at once.

    Args:
        create: makes services that do not exist yet; called after the preparations, so that a first task never meets
            a database without its tables.

    Raises:
        RolloutFailed: for the first that failed, after all have ended.
    """
    for release in releases:
        if release.before and not deployer.is_live(release):
            deployer.prepare(release)
    create()
    with ThreadPoolExecutor(max_workers=max(1, len(releases))) as pool:
        running = [pool.submit(deployer.deploy, release) for release in releases]
        problems = [problem for one in running if (problem := one.exception())]
    if problems:
        raise _worst(problems)
    return [one.result() for one in running]


def _worst(problems: Sequence[BaseException]) -> BaseException:
    """What went wrong before the wish to stop watching; a bug of ours before both."""
    bugs = [one for one in problems if isinstance(one, Exception) and not isinstance(one, AerostatError)]
    failures = [one for one in problems if isinstance(one, AerostatError)]
    return (failures or bugs or list(problems))[0]
