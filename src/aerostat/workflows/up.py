"""``up`` and ``deploy``: from source to a running application."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from aerostat.events import Note, Sink
from aerostat.graph.compiler import compile_graph
from aerostat.images import Image
from aerostat.model import Service
from aerostat.provision import Plan, StateFile, apply, plan, refresh
from aerostat.workflows.build import Runner, build_images, push_images, references
from aerostat.workflows.phases import phase
from aerostat.workflows.platform import Platform
from aerostat.workflows.result import Result
from aerostat.workflows.roll_out import deployer, release_of, roll_out

SERVICE = "aws_ecs_service"


def bring_up(
    platform: Platform, images: Mapping[str, Image], *, emit: Sink, detach: threading.Event, began: float
) -> Result:
    """
    Everything the blueprint names: resources first, then images, migrations and services.

    Services come last because their first tasks need the image, the tables and the secrets.
    """
    return _realize(platform, platform.services(), images, emit=emit, detach=detach, began=began)


def deploy(platform: Platform, name: str | None, *, runner: Runner, emit: Sink, detach: threading.Event) -> Result:
    """A new revision of one service, or of all: build, provision what it newly needs, push, roll out."""
    began = time.monotonic()
    services = platform.services(name)
    with platform.locked("aerostat deploy"):
        with phase("images", "images", emit):
            images = build_images(platform.services(), cache=platform.images, runner=runner, emit=emit)
        return _realize(platform, services, images, emit=emit, detach=detach, began=began)


def _realize(
    platform: Platform,
    services: Sequence[Service],
    images: Mapping[str, Image],
    *,
    emit: Sink,
    detach: threading.Event,
    began: float,
) -> Result:
    graph = compile_graph(platform.environment, references(images))
    state = StateFile(platform.state_file)
    if state.note:
        emit(Note(at=platform.now(), subject="state", text=state.note, level="warning"))
    with phase("resources", "resources", emit):
        refresh(platform.aws, state)
        apply(plan(graph.without(SERVICE), state.current), platform.aws, state, emit)
    with phase("push", "push", emit):
        push_images(platform, images)
    with phase("services", "services", emit):
        releases = [release_of(platform, one, graph, state.current) for one in services]
        outcomes = roll_out(
            releases,
            deployer(platform, emit=emit, detach=detach),
            create=lambda: apply(_creations(plan(graph, state.current)), platform.aws, state, emit),
        )
        apply(plan(graph, state.current), platform.aws, state, emit)
    return Result(
        outcomes=outcomes, urls=platform.urls(), mailbox=platform.mailbox_urls(), seconds=time.monotonic() - began
    )


def _creations(whole: Plan) -> Plan:
    """The plan without updates of services: those are deployments, and deployments are watched."""
    steps = tuple(
        step
        for step in whole.steps
        if not (step.change == "update" and step.resource and step.resource.type == SERVICE)
    )
    return replace(whole, steps=steps)
