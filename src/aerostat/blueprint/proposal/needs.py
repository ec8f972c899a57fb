"""What a project works with: packages, AWS clients, and the environment variables it reads."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

from aerostat.blueprint.proposal.sources import Sources

_DATABASE = frozenset(
    {"psycopg", "psycopg2", "psycopg2-binary", "asyncpg", "sqlalchemy", "sqlmodel", "pg", "typeorm", "prisma"}
)
_CACHE = frozenset({"redis", "valkey", "ioredis", "hiredis", "django-redis"})
_VARIABLE = re.compile(r"""(?:environ(?:\.get)?[\[(]\s*|getenv\(\s*|process\.env(?:\.|\[))["']?([A-Z][A-Z0-9_]*)""")
_SETTING = re.compile(r"^    ([a-z][a-z0-9_]*)\s*:\s*\S", re.MULTILINE)
_CLIENT = re.compile(
    r"""(?:client|resource)\(\s*(?:service_name\s*=\s*)?["'](s3|sqs|ses|sesv2)["']|@aws-sdk/client-(s3|sqs|sesv2|ses)\b"""
)
_SECRET = re.compile(r"(^|_)(SECRET|SECRET_KEY|JWT_KEY|SIGNING_KEY|ENCRYPTION_KEY)$")


@dataclass(frozen=True, kw_only=True)
class Needs:
    """Names of what a blueprint should define; each in the singular section it belongs to."""

    databases: tuple[str, ...] = ()
    caches: tuple[str, ...] = ()
    buckets: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    email: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()

    @property
    def used(self) -> tuple[str, ...]:
        return (*self.databases, *self.caches, *self.buckets, *self.queues, *self.email)


def needs_of(sources: Sources) -> Needs:
    """
    What the sources name.

    A variable that they read names the thing best: ``UPLOADS_BUCKET`` wants a bucket ``uploads``, so that Aerostat
    provides that very variable. Packages and AWS clients tell the rest.
    """
    packages = packages_of(sources)
    variables = frozenset(_variables(sources))
    clients = frozenset(
        one for _path, text in _code(sources) for match in _CLIENT.findall(text) for one in match if one
    )
    urls = _named(variables, "URL")
    caches = tuple(name for name in urls if name in ("cache", "redis", "valkey"))
    databases = tuple(name for name in urls if name in ("database", "db", "postgres"))
    needs = Needs(
        databases=databases[:1] or (("database",) if packages & _DATABASE else ()),
        caches=caches[:1] or (("cache",) if packages & _CACHE else ()),
        buckets=_named(variables, "BUCKET") or (("uploads",) if "s3" in clients else ()),
        queues=_named(variables, "QUEUE_URL") or (("jobs",) if "sqs" in clients else ()),
        email=_named(variables, "FROM") or (("mail",) if clients & {"ses", "sesv2"} else ()),
        secrets=tuple(sorted(name for name in variables if _SECRET.search(name) and not name.startswith("AWS_"))),
    )
    return needs if len(set(needs.used)) == len(needs.used) else Needs(secrets=needs.secrets)


def packages_of(sources: Sources) -> frozenset[str]:
    """Names of the packages that the project's requirements list, lower case."""
    return frozenset(name.lower().replace("_", "-") for name in _packages(sources))


def _packages(sources: Sources) -> Iterator[str]:
    for path, text in sources.with_suffix(".txt"):
        if path.name.startswith("requirements") or path.parent.name == "requirements":
            yield from re.findall(r"^\s*([A-Za-z0-9][\w.-]*)", text, re.MULTILINE)
    try:
        pyproject = tomllib.loads(sources.text("pyproject.toml"))
    except tomllib.TOMLDecodeError:
        pyproject = {}
    match pyproject:
        case {"project": {"dependencies": [*dependencies]}}:
            yield from (match[0] for one in dependencies if (match := re.match(r"[\w.-]+", str(one))))
        case {"tool": {"poetry": {"dependencies": dict(dependencies)}}}:
            yield from dependencies
    try:
        package = json.loads(sources.text("package.json") or "null")
    except (ValueError, RecursionError):
        package = None
    match package:
        case {"dependencies": dict(dependencies)}:
            yield from dependencies


def _code(sources: Sources) -> Iterator[tuple[object, str]]:
    return sources.with_suffix(".py", ".js", ".mjs", ".cjs", ".ts")


def _variables(sources: Sources) -> Iterator[str]:
    """Environment variables that the code reads, directly or as fields of pydantic's settings."""
    for _path, text in _code(sources):
        yield from _VARIABLE.findall(text)
        for settings in re.findall(r"^class \w+\(.*BaseSettings.*\):\n((?:(?:    .*)?\n)+)", text + "\n", re.MULTILINE):
            yield from (name.upper() for name in _SETTING.findall(settings))


def _named(variables: frozenset[str], suffix: str) -> tuple[str, ...]:
    """Things whose variables end in ``suffix``: ``UPLOADS_BUCKET`` is a bucket ``uploads``."""
    names = (one.removesuffix(f"_{suffix}") for one in sorted(variables) if one.endswith(f"_{suffix}"))
    spelled = (re.sub(r"_+", "-", name.lower()).strip("-") for name in names if not name.startswith("AWS"))
    return tuple(name for name in spelled if re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) and len(name) <= 20)
