"""Terraform with the real AWS provider, on one project, against one endpoint."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECTS = Path(__file__).parent / "projects"
#: Rather many, since what takes time is the provider's own waiting.
_PARALLELISM = "30"


@dataclass(frozen=True, kw_only=True)
class Run:
    """One command: its exit code, everything it said, how long it took."""

    code: int
    output: str
    seconds: float


class Terraform:
    """
    One project in a folder of its own.

    Args:
        project: the name of a folder in ``projects``; its files are copied.
        folder: where to work; must not exist.
        mirror: where the provider is.
        deadline_seconds: after which a command is killed, so that a provider that waits for ever ends the test.
    """

    def __init__(self, project: str, folder: Path, *, endpoint: str, mirror: Path, deadline_seconds: float) -> None:
        shutil.copytree(PROJECTS / project, folder)
        shutil.copy(PROJECTS / "providers.tf", folder)
        configuration = folder / "terraform.rc"
        configuration.write_text(f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n')
        self._folder = folder
        self._deadline_seconds = deadline_seconds
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "TF_CLI_CONFIG_FILE": str(configuration),
            "TF_IN_AUTOMATION": "1",
            "CHECKPOINT_DISABLE": "1",
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_EC2_METADATA_DISABLED": "true",
            "TF_AWS_DEFAULT_TAGS_Family": f"family-{project}",
        }

    def init(self) -> Run:
        return self._run("init")

    def apply(self) -> Run:
        return self._run("apply", "-auto-approve", f"-parallelism={_PARALLELISM}")

    def plan(self) -> Run:
        """Exit code 0 for an empty plan, 2 for one with changes."""
        return self._run("plan", "-detailed-exitcode", f"-parallelism={_PARALLELISM}", "-out=changes.plan")

    def planned_changes(self) -> dict[str, Any]:
        """Of the last plan: address → what would happen and from what to what, by attribute."""
        shown = json.loads(self._run("show", "-json", "changes.plan").output)
        return {
            change["address"]: {"actions": change["change"]["actions"], "attributes": _differences(change["change"])}
            for change in shown.get("resource_changes", ())
            if change["mode"] == "managed" and change["change"]["actions"] != ["no-op"]
        }

    def destroy(self) -> Run:
        """Without looking at everything once more, which the plan has done."""
        return self._run("destroy", "-auto-approve", "-refresh=false", f"-parallelism={_PARALLELISM}")

    def resources(self) -> list[str]:
        """The addresses of what Terraform manages now."""
        listed = self._run("state", "list").output.split("\n")
        return [line for line in listed if line and not line.startswith("data.")]

    def _run(self, *words: str) -> Run:
        started = time.monotonic()
        command = ["terraform", *words, *(["-no-color"] if words[0] not in ("state",) else [])]
        log = self._folder / f"{words[0]}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            try:
                code = process.wait(self._deadline_seconds)
            except subprocess.TimeoutExpired:
                # Terraform ends its provider when it is asked to end; the second request makes it leave at once.
                process.terminate()
                code = _ended(process)
        return Run(code=code, output=log.read_text(errors="replace"), seconds=time.monotonic() - started)


def _ended(process: subprocess.Popen[bytes]) -> int:
    for _ in range(2):
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.terminate()
    process.kill()
    process.wait()
    return -1


def _differences(change: dict[str, Any]) -> dict[str, Any]:
    before, after = change["before"] or {}, change["after"] or {}
    return {
        name: (before.get(name), after.get(name)) for name in {**before, **after} if before.get(name) != after.get(name)
    }
