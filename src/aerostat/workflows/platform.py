"""One environment with everything needed to work on it, and the questions one can ask of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from aerostat.aws import Aws
from aerostat.delivery.lock import environment_lock
from aerostat.delivery.services import live_service
from aerostat.delivery.status import ServiceStatus, service_status
from aerostat.errors import UsageError
from aerostat.graph.compiler import compile_graph
from aerostat.graph.names import label
from aerostat.graph.resource import Graph
from aerostat.model import Environment, Service


@dataclass(frozen=True, kw_only=True)
class Platform:
    """
    One environment.

    Attributes:
        aws: boto3 clients of its account and region.
        folder: where Aerostat keeps what it knows of it, ``.aerostat/<environment>``.
        interval: pause between two looks at AWS while waiting.
    """

    environment: Environment
    aws: Aws
    folder: Path
    interval: timedelta

    @staticmethod
    def now() -> datetime:
        return datetime.now(UTC)

    @cached_property
    def graph(self) -> Graph:
        """The graph as far as names go: images are left out."""
        return compile_graph(self.environment, {})

    @property
    def images(self) -> Path:
        """The image layout, shared by the environments of a blueprint."""
        return self.folder.parent / "images"

    @property
    def state_file(self) -> Path:
        return self.folder / "state.json"

    @contextmanager
    def locked(self, command: str) -> Iterator[None]:
        """Nobody else changes this environment while the block runs."""
        with environment_lock(self.folder / "lock", command=command, now=self.now()):
            yield

    def services(self, name: str | None = None) -> Sequence[Service]:
        """
        All services, or the one of that name.

        Raises:
            UsageError: when there is none of that name.
        """
        known = self.environment.services
        if name is None:
            return list(known.values())
        if name not in known:
            raise UsageError(f"there is no service `{name}`", hint=f"the blueprint has: {', '.join(known) or 'none'}")
        return [known[name]]

    def cluster(self) -> str:
        return self._argument("aws_ecs_cluster.main", "name")

    def ecs_name(self, service: Service) -> str:
        return self._argument(f"aws_ecs_service.{label(service.name)}", "name")

    def log_groups(self, name: str | None = None) -> Mapping[str, str]:
        """Log group of each service, or of one."""
        return {
            one.name: self._argument(f"aws_cloudwatch_log_group.{label(one.name)}", "name")
            for one in self.services(name)
        }

    def repository(self, name: str) -> str:
        """Name of the service's image repository."""
        return self._argument(f"aws_ecr_repository.{label(name)}", "name")

    def live(self, service: Service) -> dict[str, Any] | None:
        """The service as ECS describes it, or None when it is not there."""
        return live_service(self.aws.client("ecs"), cluster=self.cluster(), service=self.ecs_name(service))

    def status(self, name: str | None = None) -> list[ServiceStatus]:
        ecs, elbv2 = self.aws.client("ecs"), self.aws.client("elbv2")
        cluster = self.cluster()
        return [
            service_status(ecs, elbv2, name=one.name, cluster=cluster, service=self.ecs_name(one))
            for one in self.services(name)
        ]

    def urls(self) -> list[str]:
        """Where people reach the application; empty when nothing is routed."""
        if not any(one.routes for one in self.environment.services.values()):
            return []
        elbv2 = self.aws.client("elbv2")
        name = self._argument("aws_lb.main", "name")
        try:
            balancer = elbv2.describe_load_balancers(Names=[name])["LoadBalancers"][0]
        except elbv2.exceptions.LoadBalancerNotFoundException:
            return []
        return [f"http://{balancer['DNSName']}/"]

    def mailbox_urls(self) -> list[str]:
        """Where the mail that SES accepted can be read: the local cloud only."""
        endpoint = self.aws.endpoint_url
        return [f"{endpoint}/_localcloud/mailbox"] if endpoint and self.environment.email else []

    def _argument(self, address: str, name: str) -> str:
        return str(self.graph.resources[address].arguments[name])
