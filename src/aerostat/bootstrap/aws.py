"""The composition root of environments on AWS: the user's credentials, the user's Terraform."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from aerostat import blueprint, checks
from aerostat.aws import Aws
from aerostat.blueprint import LOCAL, Blueprint
from aerostat.bootstrap import keep_out_of_git
from aerostat.errors import UsageError
from aerostat.graph import Graph, Resource, compile_graph
from aerostat.model import Environment
from aerostat.terraform import writing
from aerostat.terraform.reading.known import without_key
from aerostat.terraform.running import Origins, Project, find_binary, handed_on
from aerostat.workflows.archives import write_archives
from aerostat.workflows.workspace import Workspace, notes_on

#: Beside the blueprint; each environment has a folder of its own in it.
PROJECTS = Path("terraform")


def workspace(file: Path, name: str, *, out: Path | None, interrupt: threading.Event) -> Workspace:
    """
    An environment on AWS.

    Args:
        out: the folder that holds a project for each environment; None for ``terraform`` beside the blueprint.
        interrupt: set it to have Terraform stop at a safe point.

    Raises:
        BlueprintError: the blueprint has mistakes.
        TerraformError: there is no Terraform.
    """
    environment = on_aws(file, name)
    graph = compile_graph(environment, {})
    resources = writing.addresses(graph)
    folder = (out or environment.blueprint.parent / PROJECTS).resolve() / name
    notes = environment.blueprint.parent / ".aerostat" / name / "terraform"
    settings = writing.Settings.of(environment)

    def write(written: Graph, *, protects: bool = True) -> object:
        keep_out_of_git(notes.parent.parent)
        _make(folder)
        files = writing.project(written, replace(settings, protects=protects), writing.read_ledger(folder))
        result = writing.write(files, folder)
        write_archives(environment.functions.values(), folder)
        _ignore_what_is_private(folder.parent)
        return result

    return Workspace(
        environment=environment,
        graph=graph,
        resources=resources,
        aws=aws,
        write=write,
        inputs=writing.variables(graph),
        project=Project(
            binary=find_binary(os.environ),
            folder=folder,
            notes=notes,
            environ=handed_on(os.environ, Path.cwd()),
            origins=Origins(place=_places(file, name, resources), notes=notes_on(os.environ)),
            interrupt=interrupt,
        ),
    )


def on_aws(file: Path, name: str) -> Environment:
    """The checked model of an environment that is not the laptop's."""
    if name == LOCAL:
        raise UsageError(
            f"the environment `{LOCAL}` is this machine, and Terraform makes environments on AWS",
            hint="name another with `--env`; `aerostat up` runs this one",
        )
    return checks.environment(file, name)


@cache
def aws(region: str) -> Aws:
    """Clients with the user's own credentials, at AWS or where AWS_ENDPOINT_URL says."""
    return Aws(region=region, endpoint_url=os.environ.get("AWS_ENDPOINT_URL", ""))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"the Terraform project cannot be written to {folder}: {error.strerror}",
            hint="make the folder writable, or name another one with `--out`",
        ) from error


def _ignore_what_is_private(folder: Path) -> None:
    """
    The projects belong into version control.

    A state beside them holds secrets and does not; nor do the functions' archives, which any command writes anew.
    """
    ignored = folder / ".gitignore"
    if not ignored.exists():
        ignored.write_text(".terraform/\n*.tfstate\n*.tfstate.*\nbuild/\n")


def _places(file: Path, name: str, resources: Mapping[str, Resource]) -> Callable[[str], str]:
    """Where in the blueprint a resource comes from, by Terraform's address: ``aerostat.yaml:12 queues.orders``."""

    def resource_at(address: str) -> Resource | None:
        """Validation names no module, so a name that only one module has is enough."""
        if address in resources:
            return resources[address]
        same = [one for other, one in resources.items() if other.endswith(f".{address}")]
        return same[0] if len(same) == 1 else None

    def place(address: str) -> str:
        resource = resource_at(without_key(address))
        read = blueprint.examine(file)
        if resource is None or not resource.origin or not isinstance(read, Blueprint):
            return ""
        node = read.variants[name].tree.nearest(tuple(resource.origin.split(".")))
        return f"{file}:{node.key_at.line} {resource.origin}"

    return place
