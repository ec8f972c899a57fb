"""What a project is: how it starts, where it listens, what it works with. Guesses, from its files alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aerostat.blueprint.proposal import node_project, python_project
from aerostat.blueprint.proposal.needs import Needs, needs_of
from aerostat.blueprint.proposal.sources import Sources

LONGEST_APPLICATION = 15
"""Leaves room for the environment and the service in a target group's 32 characters."""


@dataclass(frozen=True, kw_only=True)
class Project:
    """
    Attributes:
        web: the command of the web service, with ``${PORT}`` where it listens.
        workers: commands of services without a port, by name.
        before: what prepares a new revision, such as migrations; "" for nothing.
        health: the path the load balancer asks for; ``/`` when the sources have nothing better.
        kind: what was found, for the comment at the top.
    """

    application: str
    kind: str
    web: str
    port: int
    health: str
    workers: dict[str, str]
    before: str
    needs: Needs


def project_of(sources: Sources) -> Project:
    """The project these sources make. Its Procfile is believed first, then its code, then its Dockerfile."""
    procfile = dict(_procfile(sources.text("Procfile")))
    found = python_project.found(sources) or node_project.found(sources)
    docker_command = _with_port(_docker_command(sources.text("Dockerfile")))
    fallback = docker_command or "python -m http.server --bind 0.0.0.0 ${PORT}"
    return Project(
        application=_application(sources.folder_name),
        kind=found.kind if found else "",
        web=procfile.get("web") or (found.command if found else "") or fallback,
        port=_exposed(sources.text("Dockerfile")) or (found.port if found else 8000),
        health=_health(sources),
        workers=_workers(procfile, found.workers if found else {}),
        before=procfile.get("release") or (found.before if found else ""),
        needs=needs_of(sources),
    )


def _application(folder: str) -> str:
    words = [word for word in re.split(r"[^a-z0-9]+", folder.lower()) if word]
    name = "-".join(words)[:LONGEST_APPLICATION].strip("-").lstrip("0123456789-")
    return name or "app"


def _procfile(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        match = re.fullmatch(r"\s*([A-Za-z0-9_-]+)\s*:\s*(\S.*?)\s*", line)
        if match:
            yield match[1].lower(), re.sub(r"\$PORT\b", "${PORT}", match[2])


def _workers(procfile: dict[str, str], found: dict[str, str]) -> dict[str, str]:
    listed = {_service_name(name): command for name, command in procfile.items() if name not in ("web", "release")}
    return listed or found


def _service_name(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-").lstrip("0123456789-") or "worker"


def _exposed(dockerfile: str) -> int:
    match = re.search(r"^\s*EXPOSE\s+(\d{1,5})\b", dockerfile, re.MULTILINE | re.IGNORECASE)
    return int(match[1]) if match and 0 < int(match[1]) < 65536 else 0


def _docker_command(dockerfile: str) -> str:
    matches = re.findall(r"^\s*CMD\s+(.+?)\s*$", dockerfile, re.MULTILINE | re.IGNORECASE)
    if not matches:
        return ""
    words: Sequence[str] = re.findall(r'"((?:[^"\\]|\\.)*)"', matches[-1]) if matches[-1].startswith("[") else ()
    if tuple(words[:2]) in (("sh", "-c"), ("/bin/sh", "-c")):
        return words[2] if len(words) > 2 else ""
    return " ".join(words) if words else ("" if matches[-1].startswith("[") else str(matches[-1]))


def _with_port(command: str) -> str:
    """The command with ``${PORT}`` where a Dockerfile fixed one, for tasks on a laptop share an address."""
    return re.sub(r"((?:--port[ =]|-p |--bind[ =]\S*?:|-b \S*?:|\b0\.0\.0\.0:))\d{2,5}\b", r"\1${PORT}", command)


_HEALTH = re.compile(r"""["'`](/(?:api/|_)?(?:health|healthz|healthcheck|livez|live|ping|up|status))/?["'`]""")


def _health(sources: Sources) -> str:
    """The first path in the sources that sounds like a health check; Django writes it without the first slash."""
    for _path, text in sources.with_suffix(".py", ".js", ".mjs", ".cjs", ".ts"):
        if match := _HEALTH.search(text):
            return match[1]
    for path, text in sources.with_suffix(".py"):
        if path.name == "urls.py" and (match := re.search(r"""path\(\s*["'](healthz?/?)["']""", text)):
            return f"/{match[1]}"
    return "/"
