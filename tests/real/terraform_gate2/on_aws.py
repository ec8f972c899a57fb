"""
An example's environment, taken to AWS as its user does it, and AWS is a local cloud.

The generated project is left as it is. Beside it are override files, as the guide recommends for what differs: the
version of the provider that this machine has, and path-style addresses of buckets, which an endpoint without names
needs. The endpoint itself is Terraform's own setting, AWS_ENDPOINT_URL.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from aerostat import blueprint
from aerostat.graph import compile_graph
from aerostat.model import Environment
from aerostat.terraform.writing import Settings, project
from tests.real.aws_provider import newest

EXAMPLES = Path(__file__).parents[3] / "examples"
OVERRIDE = "zz_override.tf"
_AEROSTAT = Path(sys.executable).parent / "aerostat"
_LEFT_BEHIND = shutil.ignore_patterns(".aerostat", ".venv", "node_modules", "terraform", "__pycache__")
#: What takes time is the provider's own waiting.
_PARALLELISM = 40
_VERSION = """\
terraform {{
  required_providers {{
    aws = {{
      source  = "hashicorp/aws"
      version = "{version}"
    }}
  }}
}}
"""
_PROVIDER = """\
provider "aws" {{{alias}
  s3_use_path_style       = true
  skip_metadata_api_check = true
}}
"""


@dataclass(frozen=True, kw_only=True)
class Ran:
    """A finished command: its exit code, the JSON documents it wrote, how long it took."""

    code: int
    documents: list[dict[str, Any]]
    seconds: float

    @property
    def result(self) -> dict[str, Any]:
        return next((one["result"] for one in reversed(self.documents) if "result" in one), {})

    @property
    def told(self) -> str:
        """The end of it, for a failed assertion."""
        return "\n".join(json.dumps(one)[:2000] for one in self.documents[-6:])


@dataclass
class OnAws:
    """
    Args:
        example: a folder of ``examples``, or any other with a blueprint; its copy in ``folder`` is worked on.
        mirror: where the provider is.
        deadline_seconds: of one command.
        credentials: as environment variables; the account's root without any.
    """

    example: str | Path
    folder: Path
    endpoint: str
    mirror: Path
    deadline_seconds: float
    name: str = "prod"
    credentials: Mapping[str, str] = field(default_factory=dict)
    ran: dict[str, Ran] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shutil.copytree(EXAMPLES / self.example, self.folder, ignore=_LEFT_BEHIND)
        configuration = self.folder / "terraform.rc"
        configuration.write_text(
            f'provider_installation {{\n  filesystem_mirror {{\n    path = "{self.mirror}"\n  }}\n}}\n'
        )
        files = project(compile_graph(self.environment, {}), Settings.of(self.environment))
        for path, text in overrides(files, newest(self.mirror)).items():
            (self.project / path).parent.mkdir(parents=True, exist_ok=True)
            (self.project / path).write_text(text)

    @property
    def file(self) -> Path:
        return self.folder / "aerostat.yaml"

    @property
    def project(self) -> Path:
        return self.folder / "terraform" / self.name

    @property
    def environment(self) -> Environment:
        return blueprint.resolve(blueprint.load(self.file), self.name)

    @property
    def regions(self) -> list[str]:
        """All of them, the primary one first."""
        return list(self.environment.regions) or [self.environment.region]

    @property
    def owner(self) -> str:
        """What its resources' names begin with, and what must be typed to destroy it."""
        return f"{self.environment.application}-{self.name}"

    @property
    def marks(self) -> tuple[str, str]:
        """What names and paths of its resources have in them."""
        return self.owner, f"{self.environment.application}/{self.name}/"

    def aerostat(self, command: str, *options: str) -> Ran:
        """One command of the program, on this environment."""
        began = time.monotonic()
        words = [_AEROSTAT, command, "--env", self.name, "--json", *options]
        log = self.folder / f"{command}.log"
        with log.open("wb") as output:
            done = subprocess.run(
                words,
                cwd=self.folder,
                env=self._environ(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=self.deadline_seconds,
                check=False,
            )
        ran = Ran(code=done.returncode, documents=_documents(log.read_text()), seconds=time.monotonic() - began)
        self.ran[command] = ran
        return ran

    def planned_changes(self) -> dict[str, Any]:
        """What the last ``aerostat plan`` would change: address → actions, and from what to what by attribute."""
        saved = self.folder / ".aerostat" / self.name / "terraform" / "plan"
        changes = json.loads(self.terraform("show", "-json", str(saved)))["resource_changes"]
        return {
            one["address"]: (one["change"]["actions"], _differences(one["change"]))
            for one in changes
            if one["mode"] == "managed" and one["change"]["actions"] != ["no-op"]
        }

    def managed(self) -> list[str]:
        """Addresses of what is in the state."""
        listed = self.terraform("state", "list").splitlines()
        return [line for line in listed if line and not re.search(r"(^|\.)data\.", line)]

    def terraform(self, *words: str) -> str:
        """What Terraform itself says to a command."""
        done = subprocess.run(
            ["terraform", *words],
            cwd=self.project,
            env=self._environ(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=self.deadline_seconds,
            check=False,
        )
        assert 0 == done.returncode, f"terraform {words[0]}: {done.stderr[-3000:]}"
        return done.stdout

    def _environ(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR", "PYTHONPATH") if name in os.environ}
        at_once = f"-parallelism={_PARALLELISM}"
        return {
            **kept,
            "HOME": str(self.folder),
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            **self.credentials,
            "AWS_EC2_METADATA_DISABLED": "true",
            "TF_CLI_CONFIG_FILE": str(self.folder / "terraform.rc"),
            "TF_CLI_ARGS_init": "-backend-config=use_path_style=true -backend-config=skip_metadata_api_check=true",
            "TF_CLI_ARGS_plan": at_once,
            "TF_CLI_ARGS_apply": at_once,
        }


def overrides(files: Mapping[str, str], version: str) -> dict[str, str]:
    """The override files of a project: one beside each ``versions.tf``, with the root's providers in the first."""
    pinned = _VERSION.format(version=version)
    found = {str(PurePosixPath(path).with_name(OVERRIDE)): pinned for path in files if path.endswith("versions.tf")}
    blocks = re.findall(r'^provider "aws" {$(.*?)^}$', files["providers.tf"], re.MULTILINE | re.DOTALL)
    aliases = [re.search(r'^  alias += "(\w+)"$', block, re.MULTILINE) for block in blocks]
    providers = [_PROVIDER.format(alias=f'\n  alias = "{one[1]}"' if one else "") for one in aliases]
    return {**found, OVERRIDE: "\n".join([pinned, *providers])}


def _documents(text: str) -> list[dict[str, Any]]:
    lines = text.splitlines()
    return [json.loads(line) if line.startswith("{") else {"text": line} for line in lines if line.strip()]


def _differences(change: Mapping[str, Any]) -> dict[str, Any]:
    before, after = change["before"] or {}, change["after"] or {}
    return {
        name: (before.get(name), after.get(name)) for name in {**before, **after} if before.get(name) != after.get(name)
    }
