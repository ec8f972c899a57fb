"""The ECS room, put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from localcloud.clock import Clock
from localcloud.controllers.ecs import EcsEngine
from localcloud.controllers.ecs_rooms import Rooms
from localcloud.controllers.ecs_task_endpoints import TaskEndpoints
from localcloud.journal.tables import Journal
from localcloud.running.collaborators import (
    EverythingAllowed,
    Images,
    LogSink,
    Network,
    Permissions,
    RoleCredentials,
    SecretReader,
    TargetGroups,
)
from localcloud.running.containers import Runner
from localcloud.running.endpoints import AddressBook
from localcloud.running.tasks_engine import Engine, ImagesWithEngine, Runners
from localcloud.running.tasks_logs import LogForwarder
from localcloud.running.tasks_network import Interfaces
from localcloud.running.tasks_processes import ProcessRunner
from localcloud.services.ecs.api import Ecs
from localcloud.services.ecs.landscape import Calls, Neighbourhood
from localcloud.services.ecs.part import Landscape
from localcloud.services.ecs.secret_values import SecretValues
from localcloud.services.ecs.store import Store
from localcloud.settings import Settings


@dataclass(frozen=True, kw_only=True)
class EcsRoom:
    """
    Attributes:
        api: the service, for the gateway's registry.
        engine: what must be started and stopped.
        endpoints: credentials and metadata of tasks, for the gateway to mount.
    """

    api: Ecs
    engine: EcsEngine
    endpoints: TaskEndpoints
    rooms: Rooms


def assemble(
    *,
    journal: Journal,
    clock: Clock,
    settings: Settings,
    book: AddressBook,
    images: Images,
    targets: TargetGroups,
    logs: LogSink,
    create_log_group: Callable[[str, str, str], None],
    landscape: Landscape,
    network: Network,
    secrets: SecretReader,
    credentials: RoleCredentials,
    runner: Runner | None = None,
    permissions: Permissions | None = None,
) -> EcsRoom:
    """
    ECS with these collaborators.

    ``runner`` is the process runner, and ``permissions`` are not enforced, unless others are given.
    """
    store = Store(journal)
    rooms = Rooms(
        store=store,
        clock=clock,
        settings=settings,
        runner=runner or ProcessRunner(),
        images=images,
        interfaces=Interfaces(journal, network, book),
        logs=LogForwarder(journal, logs, create_log_group),
        secrets=secrets,
        targets=targets,
        landscape=landscape,
        credentials=credentials,
        permissions=permissions or EverythingAllowed(),
    )
    engine = EcsEngine(rooms)
    return EcsRoom(api=Ecs(store, engine, landscape, clock), engine=engine, endpoints=TaskEndpoints(rooms), rooms=rooms)


def assemble_in_cloud(
    *,
    journal: Journal,
    clock: Clock,
    settings: Settings,
    book: AddressBook,
    calls: Calls,
    images: Images,
    targets: TargetGroups,
    logs: LogSink,
    permissions: Permissions,
) -> EcsRoom:
    """
    ECS among its neighbours: subnets, secrets, roles and alarms come from the other services' APIs.

    Images that the process runner cannot run are run by docker or podman where one of them answers.
    """
    neighbourhood = Neighbourhood(calls)
    find_engine = cache(Engine.find)
    return assemble(
        journal=journal,
        clock=clock,
        settings=settings,
        book=book,
        images=ImagesWithEngine(images, find_engine),
        targets=targets,
        logs=logs,
        create_log_group=neighbourhood.create_log_group,
        landscape=neighbourhood,
        network=neighbourhood,
        secrets=SecretValues(calls),
        credentials=neighbourhood,
        runner=Runners(find_engine),
        permissions=permissions,
    )
