"""What an image says of itself: its config and its manifest, as the OCI image specification words them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from aerostat.errors import BuildError
from aerostat.images.interpreters import Interpreter, architecture
from aerostat.images.layers import MEDIA_TYPE, Layer
from aerostat.images.layout import MANIFEST_TYPE
from aerostat.images.project import NodeProject, PythonProject
from aerostat.images.python_dependencies import HOME, site_packages

CONFIG_TYPE = "application/vnd.oci.image.config.v1+json"
BASE_NAME = "org.opencontainers.image.base.name"
#: Not a time at which anything happened: a time of building would make every build another image.
_CREATED = "1970-01-01T00:00:00Z"
_PATH = "/usr/local/bin:/usr/bin:/bin"
_USER = "10001"
#: A line with one of these is more than one program, so the shell has to stay.
_NEEDS_SHELL = re.compile(r"[;&|<>()`\n]|^\s*(?:\w+=|exec\b|cd\b|if\b|for\b|while\b|\.\s|source\b|\{)")


def base_of(project: PythonProject | NodeProject, interpreter: Interpreter) -> str:
    """The base image whose interpreter is that of the layers. Its own layers are added by a push to AWS."""
    if isinstance(project, PythonProject):
        return f"docker.io/library/python:{interpreter.minor}-slim"
    return f"docker.io/library/node:{interpreter.major}-slim"


def environment_of(project: PythonProject | NodeProject, interpreter: Interpreter, port: int) -> dict[str, str]:
    """The variables of the image, before those of the task definition."""
    own = {"PORT": str(port)} if port else {}
    if isinstance(project, NodeProject):
        return {
            "PATH": f"/app/node_modules/.bin:{_PATH}",
            "NODE_ENV": "production",
            "NODE_VERSION": ".".join(map(str, interpreter.version[:1])),
            **own,
        }
    return {
        "PATH": f"/{HOME}/bin:{_PATH}",
        "PYTHONPATH": ":".join((*project.source_roots, f"/{site_packages(interpreter)}")),
        "PYTHONUNBUFFERED": "1",
        "PYTHON_VERSION": interpreter.minor,
        **own,
    }


def command_of(project: PythonProject | NodeProject, command: str) -> list[str]:
    """
    The command as a container gets it: a shell that expands ``${PORT}`` and then makes way for the program, so that
    SIGTERM reaches the program itself.

    Raises:
        BuildError: nobody says what to run.
    """
    line = command.strip() or (project.command if isinstance(project, NodeProject) else "")
    if not line:
        raise BuildError(
            f"nothing says what the project in {project.root} runs",
            because=(
                "the service has no `command`"
                + ("" if isinstance(project, PythonProject) else ", package.json no `scripts.start`"),
            ),
            hint="add for example `command: uvicorn app.main:app --host 0.0.0.0 --port ${PORT}` to the service",
        )
    return ["/bin/sh", "-c", line if _NEEDS_SHELL.search(line) else f"exec {line}"]


def render_config(
    *, layers: Sequence[Layer], command: Sequence[str], environment: Mapping[str, str], base: str, port: int
) -> dict[str, Any]:
    """The image's config document."""
    config: dict[str, Any] = {
        "Cmd": list(command),
        "Env": [f"{name}={value}" for name, value in environment.items()],
        "Labels": {BASE_NAME: base},
        "User": _USER,
        "WorkingDir": "/app",
    }
    if port:
        config["ExposedPorts"] = {f"{port}/tcp": {}}
    return {
        "architecture": architecture(),
        "config": config,
        "created": _CREATED,
        "history": [{"created": _CREATED, "created_by": f"aerostat build: {layer.purpose}"} for layer in layers],
        "os": "linux",
        "rootfs": {"type": "layers", "diff_ids": [layer.diff_id for layer in layers]},
    }


def render_manifest(*, config_digest: str, config_size: int, layers: Sequence[Layer], base: str) -> dict[str, Any]:
    """The image's manifest document; its digest is the image's."""
    return {
        "schemaVersion": 2,
        "mediaType": MANIFEST_TYPE,
        "config": {"mediaType": CONFIG_TYPE, "digest": config_digest, "size": config_size},
        "layers": [{"mediaType": MEDIA_TYPE, "digest": one.digest, "size": one.size} for one in layers],
        "annotations": {BASE_NAME: base},
    }
