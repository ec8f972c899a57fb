"""
One local cloud, put together: journal, clock, addresses, services, controllers, gateway.

This is the only place that knows every room. A service is one line in :meth:`Cloud._build`; what needs starting and
stopping is found by its methods: ``start`` and ``stop`` for loops, ``shutdown`` for what must end with the cloud.
"""

from __future__ import annotations

import logging
import os
import platform
import subprocess
import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from localcloud.api import Service
from localcloud.clock import Clock
from localcloud.controllers.databases import DatabaseLoop
from localcloud.controllers.ecs_assembly import assemble_in_cloud
from localcloud.controllers.ecs_task_endpoints import CREDENTIALS, METADATA
from localcloud.controllers.fronts import Fronts
from localcloud.controllers.load_balancing import LoadBalancing
from localcloud.controllers.postgres_instances import PostgresInstances
from localcloud.controllers.valkey_nodes import ValkeyNodes
from localcloud.gateway.authorization import Gate, Guard, Records
from localcloud.gateway.http import Request, Response
from localcloud.gateway.registry import Registry
from localcloud.gateway.server import Gateway, json_response, listen
from localcloud.journal.tables import Journal
from localcloud.moto_host.deliveries import deliver_to
from localcloud.moto_host.host import Moto
from localcloud.running import postgres, valkey
from localcloud.running.certificates import Certificates
from localcloud.running.endpoints import AddressBook
from localcloud.running.images import ImageStore
from localcloud.services.access_analyzer import AccessAnalyzer
from localcloud.services.autoscaling import ApplicationAutoScaling
from localcloud.services.backup import BackupSelections
from localcloud.services.cloudfront import CloudFront
from localcloud.services.codecommit import Repositories
from localcloud.services.connections import CodeConnections, CodeStarConnections
from localcloud.services.cost import Budgets, CostExplorer
from localcloud.services.ecr import Distribution, Ecr, Images, Tokens
from localcloud.services.elasticache.service import Caches
from localcloud.services.elbv2.certificates import domains_of
from localcloud.services.elbv2.service import ElasticLoadBalancing
from localcloud.services.firehose import Firehose
from localcloud.services.functions import Functions
from localcloud.services.iam import IdentityAndAccess
from localcloud.services.logs import Logs
from localcloud.services.pretences import Builds, Commands, Pipelines
from localcloud.services.rds.parameter_groups import described_parameters
from localcloud.services.rds.service import RelationalDatabases
from localcloud.services.s3.service import Storage
from localcloud.services.ses.mailbox import Mailbox
from localcloud.services.ses.pages import PREFIX as MAILBOX
from localcloud.services.ses.pages import MailboxPages
from localcloud.services.ses.service import Email, EmailV2, Post
from localcloud.services.sqs.service import Queues
from localcloud.services.sts import SecurityTokens
from localcloud.services.xray import Tracing
from localcloud.settings import Settings
from localcloud.state_folder import Card, StateFolder

log = logging.getLogger(__name__)


class Cloud:
    """
    A local cloud in this process.

    Raises:
        AlreadyRunning: another cloud holds the state folder.
        OSError: the port is taken.
    """

    def __init__(self, settings: Settings) -> None:
        self._folder = StateFolder(settings.state)
        try:
            self._prepare(settings)
        except BaseException:
            self._folder.release()
            raise

    def _prepare(self, settings: Settings) -> None:
        self.journal = Journal(settings.state / "records.sqlite")
        listener = listen(self._port(settings.port))
        self.settings = replace(settings, port=listener.getsockname()[1])
        self._memory.put("cloud", {"port": self.settings.port, "network": self._network()})
        self.clock = Clock(self.settings.speed)
        self.book = AddressBook(self.journal, network=self._network())
        self.moto = Moto(self.settings.state / "moto", authority=f"127.0.0.1:{self.settings.port}")
        self.registry = Registry(self.moto)
        self.guard = Guard(self.settings.iam, Records(self.registry, lambda: self.moto.identity_changes))
        self.registry.tell(self.guard.changed)
        self.gateway = Gateway(self.settings, listener, self.registry, self.moto, Gate(self.guard))
        self.gateway.mount("/_localcloud/health", self._health)
        self.gateway.mount("/_localcloud/iam", self._decisions)
        self._ready = False
        self._parts: list[Any] = []

    def _build(self) -> None:
        """Every room, in the order in which they start."""
        self._add(SecurityTokens(self.moto))
        self._add(IdentityAndAccess(self.moto))
        self._add(
            Queues(
                journal=self.journal,
                clock=self.clock,
                directory=self.settings.state / "sqs",
                endpoint_url=self.settings.endpoint_url,
            )
        )
        deliver_to(self.registry, self.guard)
        self.logs = self._add(
            Logs(
                journal=self.journal,
                clock=self.clock,
                directory=self.settings.state / "logs",
                neighbours=self.registry,
                permissions=self.guard,
            )
        )
        self._add(Storage(folder=self.settings.state / "s3", configuration=self.moto, neighbours=self.registry))
        self._add(
            Firehose(
                journal=self.journal,
                clock=self.clock,
                directory=self.settings.state / "firehose",
                neighbours=self.registry,
                permissions=self.guard,
            )
        )
        self._build_post()
        self._build_registry()
        self._build_databases()
        self._build_load_balancing()
        self._build_containers()
        self._build_kept()

    def _build_kept(self) -> None:
        """Services that keep what they are told and do nothing by themselves."""
        journal, clock = self.journal, self.clock
        self._add(ApplicationAutoScaling(journal, clock, self.registry))
        self._add(Functions(journal, clock, self.registry, self.moto))
        self._add(CloudFront(journal, clock))
        self._add(BackupSelections(journal, clock, self.registry))
        self._add(Budgets(journal, clock))
        self._add(CostExplorer(journal, clock))
        self._add(Tracing(journal, clock))
        self._add(CodeConnections(journal))
        self._add(CodeStarConnections(journal))
        self._add(AccessAnalyzer(journal, clock))
        self._add(Repositories(journal, self.moto))
        for part in (Builds(), Pipelines(), Commands()):
            self._add(part)

    def _build_containers(self) -> None:
        room = assemble_in_cloud(
            journal=self.journal,
            clock=self.clock,
            settings=self.settings,
            book=self.book,
            calls=self.registry,
            images=self.images,
            targets=self.load_balancing,
            logs=self.logs,
            permissions=self.guard,
        )
        self._add(room.api)
        self.containers = self._add(room.engine)
        self.gateway.mount(CREDENTIALS, room.endpoints.credentials)
        self.gateway.mount(METADATA, room.endpoints.metadata)

    def _build_post(self) -> None:
        mailbox = Mailbox(self.journal, self.settings.state / "mailbox")
        post = Post(mailbox, self.registry, self.clock)
        self._add(Email(post))
        self._add(EmailV2(post, self.journal, self.moto))
        self.gateway.mount(MAILBOX, MailboxPages(mailbox))

    def _build_registry(self) -> None:
        root = self.settings.state / "registry"
        images, tokens = Images(self.journal, root), Tokens(root / "token.key")
        self._add(Ecr(images, tokens, self.clock, f"127.0.0.1:{self.settings.port}"))
        self.gateway.mount("/v2/", Distribution(images, tokens, self.clock, self.guard))
        self.images = ImageStore(self.settings.state, images)

    def _build_databases(self) -> None:
        installation = postgres.installation()
        fronts = self._add(Fronts(self.journal, state=self.settings.state))
        databases = self._add(
            RelationalDatabases(
                journal=self.journal,
                book=self.book,
                clock=self.clock,
                neighbours=self.registry,
                state=self.settings.state,
                version=installation.version,
                parameters=described_parameters(_described(installation)),
                passing=fronts,
            )
        )
        instances = PostgresInstances(databases, state=self.settings.state, book=self.book, clock=self.clock)
        caches = self._add(
            Caches(
                journal=self.journal,
                book=self.book,
                clock=self.clock,
                neighbours=self.registry,
                server=f"Valkey {valkey.installation().version}",
            )
        )
        nodes = ValkeyNodes(caches, state=self.settings.state, book=self.book, fronts=fronts)
        self._add(DatabaseLoop([instances, nodes]))

    def _build_load_balancing(self) -> None:
        certificates = Certificates(self.settings.state / "certificates", lambda arn: domains_of(self.registry, arn))
        self.load_balancing = self._add(
            LoadBalancing(
                journal=self.journal,
                clock=self.clock,
                book=self.book,
                state=self.settings.state,
                certificate_of=certificates.certificate_of,
                faithful=self.settings.faithful,
            )
        )
        self._add(ElasticLoadBalancing(self.load_balancing.store, self.load_balancing, self.registry))

    def start(self) -> Card:
        """Serve. Returns when the port answers and every controller runs."""
        self.moto.restore()
        self._build()
        _each(self._parts, "start")
        self.gateway.start()
        self._ready = True
        card = self._card()
        self._folder.publish(card)
        self.moto.prewarm()
        return card

    def stop(self, *, shutdown: bool = True) -> None:
        """
        Stop serving.

        Args:
            shutdown: end tasks, load balancers and databases too; else they run on and the next start adopts them.
        """
        self._ready = False
        if shutdown:
            self.containers.shutdown()
        self.gateway.stop()
        backwards = list(reversed(self._parts))
        _each(backwards, "stop")
        if shutdown:
            _each(backwards, "shutdown")
        self.journal.close()
        self._folder.release(ended=shutdown)

    def _add(self, part: Any) -> Any:
        """Take in a service or a controller."""
        if isinstance(part, Service):
            self.registry.add(part)
        self._parts.append(part)
        return part

    @property
    def _memory(self) -> Any:
        return self.journal.table("cloud")

    def _port(self, wanted: int) -> int:
        """For port 0 the port of last time, if it is free: tasks that still run know it."""
        last = (self._memory.get("cloud") or {}).get("port", 0)
        if wanted or not last:
            return wanted
        try:
            listen(last).close()
        except OSError:
            return 0
        return int(last)

    def _network(self) -> int:
        """The third byte of this cloud's loopback addresses, so that clouds side by side seldom meet."""
        known = (self._memory.get("cloud") or {}).get("network")
        return int(known or zlib.crc32(str(self._state_path()).encode()) % 254 + 1)

    def _state_path(self) -> str:
        return str(self.settings.state.resolve())

    def _card(self) -> Card:
        return Card(
            endpoint=self.settings.endpoint_url,
            pid=os.getpid(),
            started=datetime.now(UTC).isoformat(timespec="seconds"),
            account=self.settings.account,
            region=self.settings.region,
            speed=self.settings.speed,
            versions=versions(),
        )

    async def _health(self, request: Request) -> Response:
        document = {"ready": self._ready, "versions": versions(), "services": self.registry.names()}
        return json_response(document, status=200 if self._ready else 503)

    async def _decisions(self, request: Request) -> Response:
        return json_response(self.guard.report())


def versions() -> dict[str, str]:
    """What is running, for cards, health and bug reports."""
    return {
        "localcloud": version("aerostat"),
        "moto": version("moto"),
        "botocore": version("botocore"),
        "python": platform.python_version(),
    }


def _described(installation: postgres.Installation) -> str:
    """What this PostgreSQL says of its parameters."""
    command = [str(installation.programs / "postgres"), "--describe-config"]
    finished = subprocess.run(command, capture_output=True, text=True, check=True)
    return finished.stdout


def _each(parts: Sequence[Any], what: str) -> None:
    """Call a method on each part that has it; when stopping, one part's failure does not keep the others running."""
    for part in parts:
        if method := getattr(part, what, None):
            try:
                method()
            except Exception:
                if what == "start":
                    raise
                log.exception("%s of %s failed", what, type(part).__name__)
