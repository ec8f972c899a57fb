"""Do all names lead somewhere: ``uses``, secrets, and the start order that follows from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from aerostat.blueprint.problem import KeyPath, Problem, did_you_mean
from aerostat.diagnostics import Severity
from aerostat.model import Environment, Service
from aerostat.model.wiring import Kind, kind_of

_SINGULAR: Mapping[Kind, str] = {
    Kind.DATABASE: "database",
    Kind.CACHE: "cache",
    Kind.SEARCH: "search domain",
    Kind.BUCKET: "bucket",
    Kind.QUEUE: "queue",
    Kind.TOPIC: "topic",
    Kind.EMAIL: "email identity",
    Kind.FUNCTION: "function",
    Kind.SERVICE: "service",
}


def problems(environment: Environment) -> Iterator[Problem]:
    yield from _names_taken(environment)
    for service in environment.services.values():
        yield from _uses(environment, service)
        yield from _secrets(environment, service)
    yield from _cycles(environment)


def _names_taken(environment: Environment) -> Iterator[Problem]:
    """One name for two things: ``uses`` could mean either."""
    first: dict[str, Kind] = {}
    for kind in Kind:
        for name in getattr(environment, kind.value):
            if name in first:
                yield Problem(
                    id="name-taken",
                    path=(kind.value, name),
                    mark="key",
                    message=f"a {_SINGULAR[first[name]]} is called `{name}` already",
                    reason="`uses` names things without their section, so each name can stand for one thing only",
                    suggestion=f"call this {_SINGULAR[kind]} something else, such as `{name}-{kind.value}`",
                )
            first.setdefault(name, kind)


def _uses(environment: Environment, service: Service) -> Iterator[Problem]:
    written = Counter[str]()
    for index, name in enumerate(service.uses):
        path: KeyPath = ("services", service.name, "uses", index)
        written[name] += 1
        kind = kind_of(environment, name)
        if written[name] > 1:
            yield _used_twice(path, service, name)
        elif kind is None:
            yield _dangling(environment, path, service, name)
        elif name == service.name:
            yield Problem(
                id="cyclic-start-order",
                path=path,
                message=f"service `{name}` uses itself",
                reason="it would have to be started before itself",
                suggestion="remove it",
            )
        elif kind is Kind.SERVICE and not environment.services[name].routes:
            yield _unrouted(path, service, name)


def _used_twice(path: KeyPath, service: Service, name: str) -> Problem:
    return Problem(
        id="duplicate-uses",
        path=path,
        severity=Severity.WARNING,
        message=f"service `{service.name}` uses `{name}` twice",
        suggestion="remove one",
    )


def _dangling(environment: Environment, path: KeyPath, service: Service, name: str) -> Problem:
    known = [one for kind in Kind for one in getattr(environment, kind.value) if one != service.name]
    return Problem(
        id="dangling-uses",
        path=path,
        message=f"service `{service.name}` uses `{name}`, which is not defined",
        reason=f"defined: {', '.join(known)}" if known else "nothing is defined that it could use",
        suggestion=did_you_mean(name, known) or f"define it, for example `databases: {{{name}: {{}}}}`",
        needs=tuple((kind.value, name) for kind in Kind),
    )


def _unrouted(path: KeyPath, service: Service, name: str) -> Problem:
    return Problem(
        id="not-yet-supported",
        path=path,
        message=f"service `{service.name}` uses service `{name}`, which has no routes",
        reason="services find each other through the load balancer; service discovery comes later",
        suggestion=f"give `{name}` routes, or pass work to it through a queue",
        needs=(("services", name, "routes"),),
    )


def _secrets(environment: Environment, service: Service) -> Iterator[Problem]:
    for index, name in enumerate(service.secrets):
        path: KeyPath = ("services", service.name, "secrets", index)
        if name in service.secrets[:index]:
            yield Problem(
                id="duplicate-uses",
                path=path,
                severity=Severity.WARNING,
                message=f"service `{service.name}` names secret `{name}` twice",
                suggestion="remove one",
            )
        elif name not in environment.secrets:
            yield Problem(
                id="undefined-secret",
                path=path,
                message=f"service `{service.name}` wants secret `{name}`, which is not defined",
                reason=f"defined: {', '.join(environment.secrets)}" if environment.secrets else "no secret is defined",
                suggestion=did_you_mean(name, environment.secrets)
                or f"add `secrets: {{{name}: {{generate: 32}}}}` or `{{{name}: {{from_environment: {name}}}}}`",
                needs=(("secrets", name),),
            )


def _cycles(environment: Environment) -> Iterator[Problem]:
    """Each circle of services once, told at the edge that closes it."""
    told: set[frozenset[str]] = set()
    for start in environment.services:
        circle = _circle(environment, start)
        if circle and frozenset(circle) not in told:
            told.add(frozenset(circle))
            last = environment.services[circle[-1]]
            yield Problem(
                id="cyclic-start-order",
                path=("services", last.name, "uses", last.uses.index(start)),
                message=f"services wait for each other: {' -> '.join((*circle, start))}",
                reason="each is started after what it uses",
                suggestion="remove one of these uses, or connect the two with a queue",
            )


def _circle(environment: Environment, start: str) -> tuple[str, ...]:
    """The shortest way from ``start`` back to itself over other services, without the return; () when there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for name in environment.services[way[-1]].uses:
            if name == start and len(way) > 1:
                return way
            if name in environment.services and name not in seen and name != start:
                seen.add(name)
                ways.append((*way, name))
    return ()
