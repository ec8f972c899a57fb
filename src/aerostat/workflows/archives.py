"""The first code of functions, where the Terraform project looks for it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from aerostat.errors import UsageError
from aerostat.graph.families.functions import archive
from aerostat.images.archives import function_archive
from aerostat.model import Function


def write_archives(functions: Iterable[Function], folder: Path) -> None:
    """
    Write each function's archive below the project's folder. One that is there with this content stays untouched.

    Raises:
        BuildError: a function has no code.
        UsageError: the folder cannot be written.
    """
    for one in functions:
        file, content = folder / archive(one), function_archive(one.source)
        try:
            if not file.exists() or file.read_bytes() != content:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
        except OSError as error:
            raise UsageError(
                f"{file} cannot be written: {error.strerror}",
                because=[f"Terraform makes the function `{one.name}` with the code in it"],
                hint="make the folder writable, or name another one with `--out`",
            ) from error
