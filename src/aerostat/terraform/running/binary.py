"""The user's own ``terraform`` or ``tofu``: found, and new enough."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aerostat.errors import TerraformError

#: The first with native S3 locks and write-only arguments. There is no upper bound.
FLOOR = (1, 11)
SETTING = "AEROSTAT_TERRAFORM"
_NAMES = ("terraform", "tofu")
_HOW = "https://developer.hashicorp.com/terraform/install or https://opentofu.org/docs/intro/install"
_SECONDS = 30


@dataclass(frozen=True, kw_only=True)
class Binary:
    """A program that speaks Terraform's command line; ``name`` is how people call it."""

    path: Path
    name: str
    version: str


def find_binary(environ: Mapping[str, str]) -> Binary:
    """
    The program that ``AEROSTAT_TERRAFORM`` names, or the first of terraform and tofu on ``PATH``.

    Raises:
        TerraformError: there is none, it does not run, or it is too old. Says how to get one.
    """
    path = _path(environ)
    version = _version(path, environ)
    found = re.match(r"(\d+)\.(\d+)", version)
    if found is None or (int(found[1]), int(found[2])) < FLOOR:
        raise TerraformError(
            f"{path} is version {version or 'unknown'}, and {FLOOR[0]}.{FLOOR[1]} or newer is needed",
            because=["older ones lack locks in S3 and arguments that are never recorded"],
            hint=f"install a newer one ({_HOW}), or name another with {SETTING}",
        )
    return Binary(path=path, name="tofu" if "tofu" in path.name else "terraform", version=version)


def _path(environ: Mapping[str, str]) -> Path:
    search = environ.get("PATH", "")
    if named := environ.get(SETTING):
        if found := shutil.which(named, path=search):
            return Path(found).absolute()
        raise TerraformError(
            f"{SETTING} names `{named}`, and there is no such program", hint=f"unset it, or install one: {_HOW}"
        )
    for name in _NAMES:
        if found := shutil.which(name, path=search):
            return Path(found).absolute()
    raise TerraformError(
        "there is no `terraform` and no `tofu` on this machine",
        because=[f"PATH is {search or 'empty'}"],
        hint=f"install one of them: {_HOW}; or name it with {SETTING}",
    )


def _version(path: Path, environ: Mapping[str, str]) -> str:
    try:
        done = subprocess.run(
            [path, "version", "-json"],
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
        )
        return str(json.loads(done.stdout)["terraform_version"])
    except subprocess.TimeoutExpired as error:
        raise TerraformError(f"{path} did not say its version within {_SECONDS} s") from error
    except OSError as error:
        raise TerraformError(
            f"{path} does not run: {error.strerror}", hint=f"install it anew ({_HOW}), or name another with {SETTING}"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        said = (done.stdout + done.stderr).strip().splitlines()
        raise TerraformError(
            f"{path} does not speak as terraform or tofu do", because=said[:5], hint=f"name another with {SETTING}"
        ) from error
