"""A load balancer with real targets: what the tests of this folder share."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from localcloud.api import ApiError, Caller
from localcloud.clock import Clock
from localcloud.controllers.load_balancing import LoadBalancing
from localcloud.journal.tables import Journal
from localcloud.running.certificates import Certificates
from localcloud.running.endpoints import AddressBook, Endpoint
from localcloud.services.elbv2.service import ElasticLoadBalancing
from localcloud.testing.waiting import until

CALLER = Caller(account="123456789012", region="us-east-1")
ZONES = {"subnet-a": "us-east-1a", "subnet-b": "us-east-1b"}


class Subnets:
    """A neighbour that has two subnets and any certificate."""

    def call(self, caller: Caller, service: str, operation: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
        if service == "acm":
            return {"Certificate": {"DomainName": "shop.example.com"}}
        zone = ZONES.get(params["SubnetIds"][0])
        if zone is None:
            raise ApiError("InvalidSubnetID.NotFound", "no such subnet")
        return {"Subnets": [{"AvailabilityZone": zone, "VpcId": "vpc-1"}]}


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes
    cookies: list[str] = field(default_factory=list)

    @property
    def told(self) -> dict[str, Any]:
        return json.loads(self.body)

    @property
    def name(self) -> str:
        """Which target answered."""
        return self.told["name"]


@dataclass
class RunningTarget:
    process: subprocess.Popen[str]
    address: str
    port: int
    endpoint: Endpoint

    def ask(self, path: str) -> Reply:
        return request(self.endpoint.host, self.endpoint.port, path)


def request(
    host: str, port: int, path: str = "/", method: str = "GET", body: bytes | None = None, **headers: str
) -> Reply:
    connection = http.client.HTTPConnection(host, port, timeout=60)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body=body, headers=named)
        answer = connection.getresponse()
        pairs = [(name.lower(), value) for name, value in answer.getheaders()]
        cookies = [value for name, value in pairs if name == "set-cookie"]
        return Reply(answer.status, dict(pairs), answer.read(), cookies)
    finally:
        connection.close()


class Lab:
    """One cloud's load balancing; ``restart`` is the death of the control plane and its return."""

    def __init__(self, state: Path, *, speed: float = 10, faithful: bool = False) -> None:
        self.state, self.speed, self.faithful = state, speed, faithful
        self.targets: list[RunningTarget] = []
        self.begin()

    def begin(self) -> None:
        self.journal = Journal(self.state / "records.sqlite")
        self.book = AddressBook(self.journal, network=100 + os.getpid() % 150)
        certificates = Certificates(self.state / "certificates", lambda arn: ["shop.example.com", "127.0.0.1"])
        self.engine = LoadBalancing(
            journal=self.journal,
            clock=Clock(self.speed),
            book=self.book,
            state=self.state,
            certificate_of=certificates.certificate_of,
            faithful=self.faithful,
        )
        self.api = ElasticLoadBalancing(self.engine.store, self.engine, Subnets())
        self.engine.start()

    def restart(self) -> None:
        self.engine.stop()
        self.journal.close()
        self.begin()

    def end(self) -> None:
        self.engine.stop()
        self.engine.shutdown()
        for target in self.targets:
            target.process.kill()
            target.process.wait()
            target.process.stdout.close()
        self.journal.close()

    def call(self, operation: str, **params: Any) -> Any:
        return getattr(self.api, operation)(CALLER, params)

    def load_balancer(self, name: str = "web", **more: Any) -> str:
        answer = self.call("create_load_balancer", Name=name, Subnets=["subnet-a", "subnet-b"], **more)
        return answer["LoadBalancers"][0]["LoadBalancerArn"]

    def target_group(self, name: str = "web", **more: Any) -> str:
        settings = {"Protocol": "HTTP", "Port": 80, "VpcId": "vpc-1", "TargetType": "ip", "HealthCheckPath": "/health"}
        answer = self.call("create_target_group", Name=name, **{**settings, **more})
        return answer["TargetGroups"][0]["TargetGroupArn"]

    def listener(self, balancer: str, actions: Any, port: int | None = None, **more: Any) -> str:
        self.port = port or free_port(self.book.host_of(balancer))
        self.host = self.book.host_of(balancer)
        settings = {"Protocol": "HTTP", "LoadBalancerArn": balancer, "Port": self.port, "DefaultActions": actions}
        return self.call("create_listener", **{**settings, **more})["Listeners"][0]["ListenerArn"]

    def start_target(self, name: str, *arguments: str) -> RunningTarget:
        """A server, published under an address of its own like a task's."""
        script = Path(__file__).with_name("target.py")
        process = subprocess.Popen([sys.executable, script, name, *arguments], stdout=subprocess.PIPE, text=True)
        endpoint = Endpoint("127.0.0.1", int(process.stdout.readline()))
        target = RunningTarget(process, f"10.0.0.{len(self.targets) + 10}", 8000, endpoint)
        self.targets.append(target)
        self.book.publish(target.address, target.port, endpoint)
        return target

    def state_of(self, group: str, target: RunningTarget) -> str:
        health = self.engine.health(group).get((target.address, target.port))
        return health.state if health else "gone"

    def add(self, group: str, *names: str) -> list[RunningTarget]:
        """Start targets, register them and wait until they are healthy."""
        targets = [self.start_target(name) for name in names]
        for target in targets:
            self.engine.register(group, target.address, target.port)
        for target in targets:
            until(lambda: self.state_of(group, target) == "healthy", f"{target} to be healthy")  # noqa: B023
        return targets

    def get(self, path: str = "/", method: str = "GET", **more: Any) -> Reply:
        return request(self.host, self.port, path, method, **more)

    def until(self, path: str, condition: Callable[[Reply], Any], what: str) -> Reply:
        def asked() -> Reply | None:
            try:
                reply = self.get(path)
            except OSError:
                return None
            return reply if condition(reply) else None

        return until(asked, what)

    def simple(self, *names: str, **group: Any) -> tuple[str, list[RunningTarget]]:
        """A load balancer that forwards everything to one group of running targets."""
        arn = self.target_group(**group)
        self.listener(self.load_balancer(), forward(arn))
        targets = self.add(arn, *names)
        if targets:
            self.until("/", lambda reply: reply.status == 200, "the first answer")
        return arn, targets


def free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return probe.getsockname()[1]


def forward(*groups: Any, **sticky: Any) -> list[dict[str, Any]]:
    if len(groups) == 1 and isinstance(groups[0], str):
        return [{"Type": "forward", "TargetGroupArn": groups[0]}]
    weighted = [{"TargetGroupArn": arn, "Weight": weight} for arn, weight in groups]
    return [{"Type": "forward", "ForwardConfig": {"TargetGroups": weighted, **sticky}}]


def fixed(text: str) -> list[dict[str, Any]]:
    return [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200", "MessageBody": text}}]


@pytest.fixture
def make_lab(tmp_path: Path) -> Iterator[Callable[..., Lab]]:
    labs: list[Lab] = []

    def make(**settings: Any) -> Lab:
        labs.append(Lab(tmp_path / f"state{len(labs)}", **settings))
        return labs[-1]

    yield make
    for lab in labs:
        lab.end()


@pytest.fixture
def lab(make_lab: Callable[..., Lab]) -> Lab:
    return make_lab()
