"""An ECS room of its own for tests: real processes, small stand-ins for everything around."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import RLock
from typing import Any

from localcloud.api import Caller
from localcloud.clock import Clock
from localcloud.controllers.ecs_assembly import EcsRoom, assemble
from localcloud.journal.tables import Journal
from localcloud.running.collaborators import Images, SecretUnavailable, Subnet
from localcloud.running.containers import Runner
from localcloud.running.endpoints import AddressBook
from localcloud.running.images import ImageNotFound, PulledImage
from localcloud.services.ecs.names import Scope
from localcloud.settings import Settings

CALLER = Caller(account="123456789012", region="us-east-1", principal="arn:aws:iam::123456789012:user/test")


@dataclass(frozen=True)
class Health:
    state: str
    reason: str = ""
    description: str = ""


class Targets:
    """Target groups whose health the test decides; ``healthy`` at once unless told otherwise."""

    def __init__(self) -> None:
        self.history: list[tuple[str, str, int]] = []
        self.states: dict[str, dict[tuple[str, int], Health]] = {}
        self.first_state = Health("healthy")
        self.drains = False
        self._callbacks: list[Callable[[], None]] = []
        self._lock = RLock()

    def register(self, target_group_arn: str, address: str, port: int, zone: str = "") -> None:
        self.history.append(("register", address, port))
        self.set(target_group_arn, address, port, self.first_state)

    def deregister(self, target_group_arn: str, address: str, port: int) -> None:
        self.history.append(("deregister", address, port))
        if self.drains:
            self.set(target_group_arn, address, port, Health("draining", "Target.DeregistrationInProgress"))
        else:
            self.forget(target_group_arn, address, port)

    def forget(self, target_group_arn: str, address: str, port: int) -> None:
        with self._lock:
            self.states.get(target_group_arn, {}).pop((address, port), None)

    def set(self, target_group_arn: str, address: str, port: int, health: Health) -> None:
        with self._lock:
            self.states.setdefault(target_group_arn, {})[address, port] = health
        for callback in self._callbacks:
            callback()

    def health(self, target_group_arn: str) -> Mapping[tuple[str, int], Health]:
        with self._lock:
            return dict(self.states.get(target_group_arn, {}))

    def gone(self, address: str, port: int) -> None:
        self.history.append(("gone", address, port))

    def subscribe(self, callback: Callable[[], None]) -> None:
        self._callbacks.append(callback)


class Logs:
    """Log groups in memory; ``lines`` by (group, stream)."""

    def __init__(self, *groups: str) -> None:
        self.groups = set(groups)
        self.lines: dict[tuple[str, str], list[str]] = {}

    def group_exists(self, account: str, region: str, group: str) -> bool:
        return group in self.groups

    def create_group(self, account: str, region: str, group: str) -> None:
        self.groups.add(group)

    def append(self, account: str, region: str, group: str, stream: str, events: Sequence[tuple[int, str]]) -> None:
        self.lines.setdefault((group, stream), []).extend(text for _, text in events)


class Folders:
    """Images that are folders: ``file://`` references, and names given by the test."""

    def __init__(self) -> None:
        self.named: dict[str, tuple[str, Path]] = {}
        self.pulled: list[str] = []

    def pull(self, reference: str) -> PulledImage:
        self.pulled.append(reference)
        digest = reference.partition("@")[2]
        if digest:
            root = next(root for known, root in self.named.values() if known == digest)
        elif reference in self.named:
            digest, root = self.named[reference]
        elif reference.startswith("file://"):
            digest, root = reference, Path(reference.removeprefix("file://"))
        else:
            raise ImageNotFound(reference)
        return PulledImage(digest=digest, root=root, environment={}, working_directory=root)

    def collect(self, in_use: Iterable[str]) -> None:
        """Folders are the test's own."""


class Secrets(dict[str, str]):
    """Secrets by what ``valueFrom`` says."""

    def read(self, account: str, region: str, value_from: str) -> str:
        if value_from not in self:
            raise SecretUnavailable(f"ResourceInitializationError: there is no {value_from}")
        return self[value_from]


class Surroundings:
    """A VPC with a subnet in each of three zones, target groups that are all in use, and alarms of the test's."""

    def __init__(self) -> None:
        self.firing: set[str] = set()
        self.unrouted: set[str] = set()

    def subnet(self, account: str, region: str, identifier: str) -> Subnet | None:
        number = {"subnet-a": 1, "subnet-b": 2, "subnet-c": 3}.get(identifier)
        if number is None:
            return None
        return Subnet(identifier=identifier, zone=f"{region}{identifier[-1]}", cidr=f"10.0.{number}.0/24")

    def zones(self, scope: Scope, subnets: Sequence[str]) -> dict[str, str]:
        if not subnets:
            return {"": f"{scope.region}a"}
        return {name: f"{scope.region}{name[-1]}" for name in subnets}

    def is_routed(self, target_group_arn: str) -> bool | None:
        return target_group_arn not in self.unrouted

    def alarms_firing(self, scope: Scope, names: Sequence[str]) -> frozenset[str]:
        return frozenset(self.firing & set(names))

    def assume(self, account: str, region: str, role: str, session: str) -> Mapping[str, Any]:
        return {
            "AccessKeyId": "ASIATEST",
            "SecretAccessKey": "secret",
            "SessionToken": "token",
            "Expiration": datetime.now(UTC) + timedelta(hours=1),
        }


class EcsCloud:
    """
    An ECS room on a state folder. Make another one on the same folder to see what a restart does.

    Use it as a context manager: leaving it ends every process it started.
    """

    def __init__(
        self,
        state: Path,
        *,
        speed: float = 20.0,
        faithful: bool = False,
        images: Images | None = None,
        runner: Runner | None = None,
    ) -> None:
        self.settings = Settings(state=state, port=1, speed=speed, faithful=faithful)
        self.targets = Targets()
        self.logs = Logs("/app")
        self.images = Folders()
        self.secrets = Secrets()
        self.surroundings = Surroundings()
        self.journal = Journal(state / "records.sqlite")
        self.clock = Clock(speed)
        self.book = AddressBook(self.journal)
        self.room: EcsRoom = assemble(
            journal=self.journal,
            clock=self.clock,
            settings=self.settings,
            book=self.book,
            images=images or self.images,
            targets=self.targets,
            logs=self.logs,
            create_log_group=self.logs.create_group,
            landscape=self.surroundings,
            network=self.surroundings,
            secrets=self.secrets,
            credentials=self.surroundings,
            runner=runner,
        )

    def __enter__(self) -> EcsCloud:
        self.room.engine.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.room.engine.shutdown()
        self.journal.close()

    def abandon(self) -> None:
        """Let go without ending anything, as a dying control plane does."""
        self.room.engine.stop()
        self.journal.close()

    def call(self, operation: str, **params: Any) -> dict[str, Any]:
        """``cloud.call("run_task", taskDefinition="web")``."""
        return dict(getattr(self.room.api, operation)(CALLER, params))
