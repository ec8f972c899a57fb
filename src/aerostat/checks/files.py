"""Does what the blueprint points to exist: source folders, Dockerfiles, something to run."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.blueprint.problem import KeyPath, Problem
from aerostat.model import Build, Environment, Service


def problems(environment: Environment) -> Iterator[Problem]:
    """The only check that looks at the disk."""
    for service in environment.services.values():
        if service.build is not None and not service.image:
            yield from _build(service, service.build)
    for function in environment.functions.values():
        if not function.source.is_dir():
            yield Problem(
                id="no-such-file",
                path=("functions", function.name, "source"),
                message=f"the source of function `{function.name}` is not there",
                reason=f"{function.source} is not a folder",
                suggestion="paths begin at the blueprint's folder",
            )


def _build(service: Service, build: Build) -> Iterator[Problem]:
    path: KeyPath = ("services", service.name, "build")
    if not build.context.is_dir():
        yield Problem(
            id="no-such-file",
            path=(*path, "context"),
            message=f"the source of service `{service.name}` is not there",
            reason=f"{build.context} is not a folder",
            suggestion="paths begin at the blueprint's folder; `.` is that folder itself",
        )
        return
    if build.dockerfile is not None and not build.dockerfile.is_file():
        yield Problem(
            id="no-such-file",
            path=(*path, "dockerfile"),
            message=f"the Dockerfile of service `{service.name}` is not there",
            reason=f"{build.dockerfile} is not a file",
            suggestion="its path begins at the build context; without `dockerfile`, Aerostat builds the image itself",
        )
    elif build.dockerfile is None and not service.command and not (build.context / "Dockerfile").is_file():
        yield Problem(
            id="missing-key",
            path=("services", service.name),
            mark="key",
            message=f"service `{service.name}` has no `command`",
            reason=f"{build.context} has no Dockerfile that would say what to run",
            suggestion="add the command that starts it, for example `command: python -m app`",
            needs=(("services", service.name, "command"), path),
        )
