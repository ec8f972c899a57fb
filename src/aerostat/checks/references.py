"""Do the names under ``uses`` and ``secrets`` lead somewhere, and what follows: access and the start order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from aerostat.blueprint.problem import KeyPath, Problem, did_you_mean
from aerostat.diagnostics import Severity
from aerostat.model import Access, Environment, Function, Service
from aerostat.model.wiring import Kind, kind_of

SINGULAR: Mapping[Kind, str] = {
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


VERBS: Mapping[Kind, tuple[Access, ...]] = {
    Kind.BUCKET: (Access.READ, Access.WRITE),
    Kind.QUEUE: (Access.SEND, Access.RECEIVE),
    Kind.TOPIC: (Access.SEND,),
}
"""What may be granted besides everything; the other kinds know no less than everything."""

User: TypeAlias = Service | Function


def problems(environment: Environment) -> Iterator[Problem]:
    yield from _names_taken(environment)
    yield from _former_names_taken(environment)
    users: list[User] = [*environment.services.values(), *environment.functions.values()]
    for user in users:
        yield from _uses(environment, user)
        yield from _secrets(environment, user)
    yield from _cycles(environment)


def _path(user: User) -> KeyPath:
    return ("services" if isinstance(user, Service) else "functions", user.name)


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
                    message=f"a {SINGULAR[first[name]]} is called `{name}` already",
                    reason="`uses` names things without their section, so each name can stand for one thing only",
                    suggestion=f"call this {SINGULAR[kind]} something else, such as `{name}-{kind.value}`",
                )
            first.setdefault(name, kind)


def _former_names_taken(environment: Environment) -> Iterator[Problem]:
    """AWS goes on to know a renamed thing by its former name: two things cannot have that."""
    owners = {name: name for kind in Kind for name in getattr(environment, kind.value)}
    for name, former in environment.renamed.items():
        kind = kind_of(environment, name)
        assert kind is not None
        if former in owners:
            yield Problem(
                id="name-taken",
                path=(kind.value, name, "renamed_from"),
                message=f"`{former}` is not free: `{owners[former]}` has that name",
                reason=f"AWS would go on to know `{name}` as `{former}`, and one name can stand for one thing only",
                suggestion="remove `renamed_from`, which makes a new one",
            )
        owners.setdefault(former, name)


def _uses(environment: Environment, user: User) -> Iterator[Problem]:
    written = Counter[str]()
    for index, name in enumerate(user.uses):
        path: KeyPath = (*_path(user), "uses", index)
        written[name] += 1
        kind = kind_of(environment, name)
        if written[name] > 1:
            yield _used_twice(path, user, name)
        elif kind is None:
            yield _dangling(environment, path, user, name)
        elif name == user.name:
            yield Problem(
                id="cyclic-start-order",
                path=path,
                message=f"{_told(user)} uses itself",
                reason="it would have to be started before itself",
                suggestion="remove it",
            )
        elif kind is Kind.SERVICE and not _is_reachable(environment.services[name]):
            yield _unreachable(path, user, name)
        elif name in user.access and user.access[name] not in VERBS.get(kind, ()):
            yield _unfit_access(path, kind, name, user.access[name])
    for role in user.roles.values():
        for index, name in enumerate(role.uses):
            kind, access = kind_of(environment, name), role.access.get(name)
            if kind and access and access not in VERBS.get(kind, ()):
                yield _unfit_access((*_path(user), "roles", role.variable, "uses", index), kind, name, access)


def _told(user: User) -> str:
    return f"{'service' if isinstance(user, Service) else 'function'} `{user.name}`"


def _used_twice(path: KeyPath, user: User, name: str) -> Problem:
    return Problem(
        id="duplicate-uses",
        path=path,
        severity=Severity.WARNING,
        message=f"{_told(user)} uses `{name}` twice",
        suggestion="remove one",
    )


def _dangling(environment: Environment, path: KeyPath, user: User, name: str) -> Problem:
    known = [one for kind in Kind for one in getattr(environment, kind.value) if one != user.name]
    return Problem(
        id="dangling-uses",
        path=path,
        message=f"{_told(user)} uses `{name}`, which is not defined",
        reason=f"defined: {', '.join(known)}" if known else "nothing is defined that it could use",
        suggestion=did_you_mean(name, known) or f"define it, for example `databases: {{{name}: {{}}}}`",
        needs=tuple((kind.value, name) for kind in Kind),
    )


def _is_reachable(service: Service) -> bool:
    return bool(service.routes or service.discovery)


def _unreachable(path: KeyPath, user: User, name: str) -> Problem:
    return Problem(
        id="unreachable-service",
        path=path,
        message=f"{_told(user)} uses service `{name}`, which has neither routes nor discovery",
        reason="services find each other by name (`discovery`) or through the load balancer (`routes`)",
        suggestion=f"add `discovery: true` to `{name}`, or pass work to it through a queue",
        needs=(("services", name, "routes"), ("services", name, "discovery")),
    )


def _unfit_access(path: KeyPath, kind: Kind, name: str, access: Access) -> Problem:
    verbs = VERBS.get(kind, ())
    known = " and ".join(f"`{verb}`" for verb in verbs)
    return Problem(
        id="unfit-access",
        path=(*path, name),
        message=f"{SINGULAR[kind]} `{name}` cannot be used with `{access}`",
        reason=f"{kind.value} know {known}" if verbs else f"whoever uses a {SINGULAR[kind]} may do everything with it",
        suggestion=f"write `{{{name}: {verbs[0]}}}`" if verbs else f"write `{name}` alone",
        needs=((kind.value, name),),
    )


def _secrets(environment: Environment, user: User) -> Iterator[Problem]:
    for index, name in enumerate(user.secrets):
        path: KeyPath = (*_path(user), "secrets", index)
        if name in user.secrets[:index]:
            yield Problem(
                id="duplicate-uses",
                path=path,
                severity=Severity.WARNING,
                message=f"{_told(user)} names secret `{name}` twice",
                suggestion="remove one",
            )
        elif name not in environment.secrets:
            yield Problem(
                id="undefined-secret",
                path=path,
                message=f"{_told(user)} wants secret `{name}`, which is not defined",
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
