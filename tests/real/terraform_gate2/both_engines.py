"""
The same environment made by the laptop's engine, and in what it differs from what Terraform made.

The engine makes what it knows of the environment's graph; what Terraform alone knows is named, not made.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from aerostat.aws import Aws, Credentials
from aerostat.events import Event
from aerostat.graph import Graph, compile_graph
from aerostat.graph.resource import Json, Ref, Resource, Text
from aerostat.model import Environment
from aerostat.provision import StateFile, apply, plan
from aerostat.provision.handlers import HANDLERS
from aerostat.provision.readers import READERS
from tests.real.terraform_gate2.inventory import Inventory, inventory

_PROGRAMS = Path(sys.executable).parent
#: Nothing is deployed there.
_SPEED = "20"
#: As the laptop's graphs ask for them.
_ZONES = {"state": "available"}
_PROVIDER_OF_IDENTITIES = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"


def made_by_the_engine(environment: Environment, folder: Path) -> Inventory:
    """What the laptop's engine makes of an environment on a cloud of its own, which is gone afterwards."""
    state = folder / "state"
    start = [_PROGRAMS / "localcloud", "start", "--state", state, "--port", "0", "--speed", _SPEED, "--detach"]
    subprocess.run(start, check=True, stdout=subprocess.DEVNULL)
    try:
        endpoint = json.loads((state / "cloud.json").read_text())["endpoint"]
        credentials = Credentials(access_key="test", secret_key="test")
        aws = Aws(region=environment.region, endpoint_url=endpoint, credentials=credentials)
        file = StateFile(folder / "engine.json")
        apply(plan(_engines(compile_graph(environment, {}), aws), file.current), aws, file, _ignore)
        return inventory(endpoint, environment.region, owners(environment))
    finally:
        stop = [_PROGRAMS / "localcloud", "stop", "--state", state]
        subprocess.run(stop, check=True, stdout=subprocess.DEVNULL)


def owners(environment: Environment) -> tuple[str, ...]:
    """What is in the names of all that belongs to an environment: their prefix, their paths, its domains for mail."""
    application, name = environment.application, environment.name
    mail = (json.dumps(one.domain) for one in environment.email.values())
    return f"{application}-{name}", f"{application}/{name}/", *mail


def is_engines(resource: Resource) -> bool:
    if resource.mode == "managed":
        return resource.type in HANDLERS
    return (resource.mode, resource.type) in READERS


def differences(engines: Inventory, terraforms: Inventory) -> dict[tuple[str, str], list[Any]]:
    """
    What is not the same in both: type and path of a setting → identity, the engine's value, Terraform's.

    A resource that one of them lacks differs in "is there".
    """
    found: dict[tuple[str, str], list[Any]] = {}
    for type, identity in sorted({*engines, *terraforms}):
        key = (type, identity)
        if type in HANDLERS and key in engines and key in terraforms:
            for path, one, other in _unequal(engines[key], terraforms[key], ""):
                found.setdefault((type, path), []).append((identity, one, other))
        elif type in HANDLERS:
            found.setdefault((type, "is there"), []).append((identity, key in engines, key in terraforms))
    return found


def _unequal(one: Any, other: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    match one, other:
        case dict(), dict():
            for name in sorted({*one, *other}):
                yield from _unequal(one.get(name), other.get(name), f"{path}.{name}" if path else name)
        case list(), list() if len(one) == len(other):
            for left, right in zip(one, other, strict=True):
                yield from _unequal(left, right, path)
        case _ if one != other:
            yield path, one, other


def _engines(graph: Graph, aws: Aws) -> Graph:
    """The part of a graph that the engine knows. References to the rest become what AWS says of it, or its name."""
    kept = {address: one for address, one in graph.resources.items() if is_engines(one)}
    certificates = {
        one.name: aws.client("acm").request_certificate(DomainName=one.arguments["domain_name"])["CertificateArn"]
        for one in graph.resources.values()
        if one.type == "aws_acm_certificate"
    }

    def told(ref: Ref) -> str | Ref:
        if ref.address in kept:
            return ref
        type, name = ref.address.split(".")[-2:]
        return {
            "aws_acm_certificate_validation": certificates.get(name, ""),
            "aws_iam_openid_connect_provider": _PROVIDER_OF_IDENTITIES,
        }.get(type, f"<{ref.address}>")

    resources = {
        address: replace(
            one,
            arguments=_ZONES if one.type == "aws_availability_zones" else _with(one.arguments, told),
            depends_on=tuple(needed for needed in one.depends_on if needed in kept),
        )
        for address, one in kept.items()
    }
    return replace(graph, resources=resources)


def _with(value: Any, told: Callable[[Ref], str | Ref]) -> Any:
    """The value with what is told of each reference."""
    match value:
        case Ref():
            return told(value)
        case Text(parts):
            return Text(tuple(told(part) if isinstance(part, Ref) else part for part in parts))
        case Json(inner):
            return Json(_with(inner, told))
        case Mapping():
            return {name: _with(one, told) for name, one in value.items()}
        case list() | tuple():
            return [_with(one, told) for one in value]
        case _:
            return value


def _ignore(_: Event) -> None:
    return
