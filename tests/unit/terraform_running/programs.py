"""Programs that stand in for Terraform, as shell scripts."""

from __future__ import annotations

import os
import stat


def a_program(folder, name="terraform", *, version="1.11.4", body=""):
    """An executable that says its version, and otherwise does what ``body`` says."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    said = f'{{"terraform_version": "{version}"}}'
    file.write_text(f"#!/bin/sh\nif [ \"$1\" = version ]; then echo '{said}'; exit 0; fi\n{body}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


def a_path(*folders):
    """An environment in which only these folders and the shell are looked at."""
    return {"PATH": os.pathsep.join([*map(str, folders), "/usr/bin", "/bin"])}
