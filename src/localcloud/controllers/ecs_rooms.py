"""What the ECS controllers work with, handed to each of them as one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from localcloud.clock import Clock
from localcloud.running.collaborators import Images, Permissions, RoleCredentials, SecretReader, TargetGroups
from localcloud.running.containers import Runner
from localcloud.running.tasks_logs import LogForwarder
from localcloud.running.tasks_network import Interfaces
from localcloud.services.ecs.part import Landscape
from localcloud.services.ecs.store import Record, Store
from localcloud.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Rooms:
    """The ECS controllers' collaborators."""

    store: Store
    clock: Clock
    settings: Settings
    runner: Runner
    images: Images
    interfaces: Interfaces
    logs: LogForwarder
    secrets: SecretReader
    targets: TargetGroups
    landscape: Landscape
    credentials: RoleCredentials
    permissions: Permissions

    @property
    def folder(self) -> Path:
        return self.settings.state / "tasks"

    @property
    def label(self) -> str:
        """Begins the label of everything this cloud runs."""
        return f"localcloud/{hashlib.sha256(str(self.settings.state.resolve()).encode()).hexdigest()[:12]}/"

    def seconds_since(self, moment: datetime) -> float:
        """AWS's seconds that have passed since a moment."""
        return (self.clock.now() - moment).total_seconds() * self.clock.speed

    def definition_of(self, record: Record) -> Record:
        """The task definition of a task."""
        arn = record["task"]["taskDefinitionArn"]
        _, _, _, region, account, _ = arn.split(":", 5)
        definition = self.store.task_definitions.get(f"{account}/{region}/{arn.rpartition('/')[2]}")
        assert definition is not None, f"the task definition {arn} of a task is gone"
        return definition


Changed = Callable[[str], None]
"""Called with the key of a service of which a task has changed."""
