"""Names on AWS: ``<application>-<environment>-<thing>`` has to fit what each service allows."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.blueprint.problem import KeyPath, Problem
from aerostat.diagnostics import Severity
from aerostat.graph import names
from aerostat.model import Environment

_TARGET_GROUP = names.TARGET_GROUP - 5
"""A target group's name ends in a hyphen and four digits that change with what cannot be changed in place."""

_BUCKET = names.BUCKET - 13
"""A bucket's name ends in a hyphen and the account's twelve digits, for bucket names are shared by all of AWS."""

_QUEUE = names.QUEUE - len("-dead-letter.fifo")


def problems(environment: Environment) -> Iterator[Problem]:
    for service in environment.services.values():
        if service.routes:
            yield from _too_long(environment, ("services", service.name), "target group", _TARGET_GROUP)
    for section, what, limit in (
        ("buckets", "bucket", _BUCKET),
        ("caches", "replication group", names.REPLICATION_GROUP),
        ("databases", "DB instance", names.DATABASE_INSTANCE),
        ("queues", "queue", _QUEUE),
        ("search", "search domain", names.SEARCH_DOMAIN),
        ("functions", "function", names.FUNCTION),
    ):
        for name in getattr(environment, section):
            yield from _too_long(environment, (section, name), what, limit)


def _too_long(environment: Environment, path: KeyPath, what: str, limit: int) -> Iterator[Problem]:
    known_as = environment.renamed.get(str(path[-1]), path[-1])
    name = f"{environment.application}-{environment.name}-{known_as}"
    if len(name) > limit:
        yield Problem(
            id="name-too-long",
            path=path,
            mark="key",
            severity=Severity.WARNING,
            message=f"`{name}` has {len(name)} characters, and the name of a {what} at most {limit}",
            reason=f"it will be called `{names.aws_name(name, limit=limit)}`",
            suggestion=f"shorten one of `{environment.application}`, `{environment.name}` and `{known_as}`",
        )
