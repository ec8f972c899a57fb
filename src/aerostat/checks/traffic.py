"""Ways in: routes, ports, and commands that would not answer on the port they are given."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aerostat.blueprint.problem import KeyPath, Problem
from aerostat.diagnostics import Severity
from aerostat.model import Environment, Service

_PORT_IN_COMMAND = re.compile(
    r"""(?P<before>(?:--port[ =]|--http-port[ =]|-p[ ]?|--bind[ =]\S*?:|-b[ =]?\S*?:|--listen[ =]\S*?:|\bPORT=
        |\b0\.0\.0\.0:|\[::\]:|\blocalhost:|\b127\.0\.0\.1:))(?P<port>\d{2,5})\b""",
    re.VERBOSE,
)
_LOOPBACK = re.compile(
    r"(?P<option>--host[ =]|--bind[ =]|-b[ =]?|-h[ ]|runserver[ ])(?P<host>127\.0\.0\.1|localhost)\b"
)
_LISTENS_ON_LOOPBACK = (
    (re.compile(r"(^|\s|/)uvicorn\s"), "--host", "--host 0.0.0.0"),
    (re.compile(r"(^|\s|/)flask\b.*\srun\b"), "--host", "--host 0.0.0.0"),
    (re.compile(r"(^|\s|/)hypercorn\s"), "-b", "--bind 0.0.0.0:${PORT}"),
)


def problems(environment: Environment) -> Iterator[Problem]:
    for service in environment.services.values():
        if service.routes and not service.port:
            yield _routes_without_port(service)
        if service.port and service.command:
            yield from hard_coded_port(service)
            yield from loopback(service)
    yield from _routes_taken(environment)


def _routes_without_port(service: Service) -> Problem:
    return Problem(
        id="routes-without-port",
        path=("services", service.name, "routes"),
        mark="key",
        message=f"service `{service.name}` has routes but no port",
        reason="the load balancer must know where to send requests",
        suggestion="add the port it listens on, for example `port: 8000`",
        needs=(("services", service.name, "port"),),
    )


def _routes_taken(environment: Environment) -> Iterator[Problem]:
    """One way in for two services: only one of them would ever get a request."""
    owners: dict[tuple[str, str], str] = {}
    for service in environment.services.values():
        for index, route in enumerate(service.routes):
            for host in route.hosts or ("",):
                key = (host.lower(), route.path)
                if key in owners:
                    yield _route_taken(("services", service.name, "routes", index), host, route.path, owners[key])
                owners.setdefault(key, service.name)


def _route_taken(path: KeyPath, host: str, pattern: str, owner: str) -> Problem:
    return Problem(
        id="route-taken",
        path=path,
        message=f"`{host}{pattern}` leads to service `{owner}` already",
        reason="the load balancer sends a request to one service",
        suggestion="use another path or host, such as `/api/*`",
    )


def hard_coded_port(service: Service) -> Iterator[Problem]:
    """A fixed port works on AWS, where each task has an address of its own, but not beside other tasks on a laptop."""
    written = _PORT_IN_COMMAND.search(service.command)
    if written is None or re.search(r"\$\{?PORT\b", service.command):
        return
    start, end = written.span("port")
    yield Problem(
        id="hard-coded-port",
        path=("services", service.name, "command"),
        severity=Severity.WARNING,
        message=f"the command of service `{service.name}` listens on port {written['port']} wherever it runs",
        reason="on a laptop several tasks share one address, so each gets a free port in `PORT`",
        suggestion=f"write `command: {service.command[:start]}${{PORT}}{service.command[end:]}`",
    )


def loopback(service: Service) -> Iterator[Problem]:
    """A server that listens on loopback answers on the laptop and nobody on AWS."""
    edited = ""
    if written := _LOOPBACK.search(service.command):
        start, end = written.span("host")
        edited = f"{service.command[:start]}0.0.0.0{service.command[end:]}"
    else:
        for program, option, addition in _LISTENS_ON_LOOPBACK:
            if program.search(service.command) and option not in service.command:
                edited = f"{service.command} {addition}"
    if edited:
        yield Problem(
            id="listens-on-loopback",
            path=("services", service.name, "command"),
            severity=Severity.WARNING,
            message=f"service `{service.name}` would answer its own machine only",
            reason="on AWS the load balancer reaches a task through its network address",
            suggestion=f"write `command: {edited}`",
        )
