"""Instance classes and engine versions that AWS does not have, or not in this region."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.blueprint.problem import KeyPath, Problem, did_you_mean
from aerostat.checks import offerings
from aerostat.checks.environments import is_on_aws
from aerostat.model import Database, Environment

#: What cfn-lint's data does not list: RDS takes a major version and chooses the newest of its minor ones.
_SHOWN_VERSIONS = 6


def problems(environment: Environment) -> Iterator[Problem]:
    if not is_on_aws(environment):
        return
    regions = list(environment.regions) or [environment.region]
    for database in environment.databases.values():
        yield from _class(("databases", database.name, "instance"), "database", database.instance, environment.region)
        yield from _version(("databases", database.name, "version"), database.engine, database.version)
        yield from _version_of_class(database)
        for replica in database.replicas.values():
            if replica.instance:
                path = ("databases", database.name, "replicas", replica.name, "instance")
                yield from _class(path, "database", replica.instance, replica.region or environment.region)
    for cache in environment.caches.values():
        for region in regions:
            yield from _class(("caches", cache.name, "node"), "cache", cache.node, region)
        yield from _version(("caches", cache.name, "version"), cache.engine, cache.version)
    for search in environment.search.values():
        for region in regions:
            yield from _class(("search", search.name, "instance"), "search", search.instance, region)


def _class(path: KeyPath, kind: offerings.Kind, name: str, region: str) -> Iterator[Problem]:
    known = offerings.classes(kind, region)
    if not known or name in known:
        return
    elsewhere = name in offerings.everywhere(kind)
    yield Problem(
        id="class-not-offered",
        path=path,
        message=f"{region} has no `{name}`",
        reason="other regions have it" if elsewhere else "no region has it",
        suggestion=did_you_mean(name, known) or f"for example `{min(known, key=len)}`",
    )


def _version(path: KeyPath, engine: str, version: str) -> Iterator[Problem]:
    known = offerings.versions(engine)
    if not known or any(one == version or one.startswith(f"{version}.") for one in known):
        return
    newest = ", ".join(sorted(known, key=_as_numbers, reverse=True)[:_SHOWN_VERSIONS])
    yield Problem(
        id="version-not-offered",
        path=path,
        message=f"AWS makes no new {engine} {version}",
        reason=f"it offers {newest} and others",
        suggestion=did_you_mean(version, known),
    )


def _as_numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.partition("-")[0].split("."))


def _version_of_class(database: Database) -> Iterator[Problem]:
    runs = offerings.classes_of_version(database.version)
    if not runs or database.instance in runs or database.instance not in offerings.everywhere("database"):
        return
    yield Problem(
        id="class-not-offered",
        path=("databases", database.name, "instance"),
        message=f"`{database.instance}` does not run PostgreSQL {database.version}",
        suggestion=did_you_mean(database.instance, runs),
        needs=(("databases", database.name, "version"),),
    )
