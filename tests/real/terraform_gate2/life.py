"""The life of an environment: made, put into service, looked at again, destroyed. Facts for a test to judge."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3

from aerostat.images import Image
from tests.real.terraform_gate2.both_engines import owners
from tests.real.terraform_gate2.inventory import Inventory, inventory
from tests.real.terraform_gate2.on_aws import OnAws, Ran
from tests.real.terraform_gate2.releases import build, release


@dataclass(kw_only=True)
class Life:
    """
    Attributes:
        ran: the commands by name.
        made: addresses of what an apply made.
        inventory: what AWS had in the primary region before anything was released.
        answered: by region, the status with which the load balancer answered a request for the health check's path.
        changes: what a second plan would change, by address.
        left: addresses of what is in the state after the end.
    """

    place: OnAws
    made: list[str] = field(default_factory=list)
    inventory: Inventory = field(default_factory=dict)
    answered: Mapping[str, int] = field(default_factory=dict)
    changes: Mapping[str, Any] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)

    @property
    def ran(self) -> Mapping[str, Ran]:
        return self.place.ran

    @property
    def seconds(self) -> Mapping[str, float]:
        return {command: round(one.seconds, 1) for command, one in self.ran.items()}


def live(place: OnAws, *, images: Path) -> Life:
    """From an account without anything to one without anything. What was made is destroyed in any case."""
    life = Life(place=place)
    place.aerostat("bootstrap")
    try:
        with ThreadPoolExecutor(1) as pool:
            built = pool.submit(build, place.environment, images)
            if place.aerostat("apply", "--yes").code == 0:
                _serve(life, built.result())
    finally:
        place.aerostat("destroy", "--delete-data", "--confirm", place.owner)
        life.left = place.managed()
    return life


def _serve(life: Life, images: Mapping[str, Image]) -> None:
    place = life.place
    life.made = place.managed()
    life.inventory = inventory(place.endpoint, place.environment.region, owners(place.environment))
    for region in place.regions:
        release(place.environment, region, place.endpoint, images=images, folder=place.folder / "platform")
    life.answered = answers(place)
    if place.aerostat("plan").code == 0:
        life.changes = place.planned_changes()


def answers(place: OnAws) -> Mapping[str, int]:
    """What the load balancers of the regions say to somebody who asks for the health of the first routed service."""
    routed = [one for one in place.environment.services.values() if one.routes]
    found = {region: _status(place, region, routed[0].health_check.path) for region in place.regions}
    return {region: status for region, status in found.items() if status}


def _status(place: OnAws, region: str, path: str) -> int:
    """0 in a region without a load balancer."""
    elbv2 = boto3.client(
        "elbv2",
        endpoint_url=place.endpoint,
        region_name=region,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    balancers = elbv2.describe_load_balancers()["LoadBalancers"]
    balancer = next((one for one in balancers if one["LoadBalancerName"] == place.owner), None)
    if balancer is None:
        return 0
    host = place.environment.domain.name if place.environment.domain else balancer["DNSName"]
    listeners = elbv2.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
    is_plain = "HTTP" in {one["Protocol"] for one in listeners}  # not behind a CDN, which speaks HTTPS
    return _answer("http" if is_plain else "https", balancer["DNSName"], host, path)


def _answer(scheme: str, address: str, host: str, path: str) -> int:
    """The status, from where a redirect to HTTPS leads; it names the host that was asked for, and the port."""
    kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
    # The certificate is the local cloud's own, and names the domain.
    trusting = {"context": ssl._create_unverified_context()} if scheme == "https" else {}
    connection = kind(address, timeout=20, **trusting)
    connection.request("GET", path, headers={"Host": host})
    answer = connection.getresponse()
    where = urlsplit(answer.headers.get("Location", ""))
    if answer.status == HTTPStatus.MOVED_PERMANENTLY and scheme == "http" and where.scheme == "https":
        return _answer("https", f"{address.partition(':')[0]}:{where.port or 443}", host, path)
    return answer.status
