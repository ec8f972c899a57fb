"""
A function's code as the archive that Lambda takes: the same files make the same bytes, on any machine.

The files are those of the function's folder, without what tools leave behind and what holds secrets. Packages are not
installed: a function that needs some has them in its folder, made for Lambda's own system.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

from aerostat.errors import BuildError
from aerostat.images.application import list_files
from aerostat.images.ignore import IgnoreRules, parse

#: Nobody installs packages for Lambda, so those that are there are meant.
_RULES = IgnoreRules(parse("!**/node_modules"))
#: The earliest that an archive can tell.
_WHEN = (1980, 1, 1, 0, 0, 0)
_REGULAR_FILE = 0o100000


def function_archive(source: Path) -> bytes:
    """
    The archive of a function's folder; links are followed, since Lambda follows none out of it.

    Raises:
        BuildError: there is no code, or it cannot be read.
    """
    listing = list_files(source, _RULES)
    if not listing.paths:
        raise BuildError(
            f"{source} has no code",
            because=["a function is made with what is in its folder, and nothing of it was left"],
            hint="write its handler there",
        )
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in listing.paths:
            archive.writestr(_member(source, path), _content(source / path))
    return packed.getvalue()


def _member(source: Path, path: str) -> zipfile.ZipInfo:
    """Lambda runs as a user of its own, so everybody may read."""
    member = zipfile.ZipInfo(path, date_time=_WHEN)
    is_executable = bool((source / path).stat().st_mode & 0o111)
    member.create_system = 3  # Unix, wherever it is packed
    member.external_attr = (_REGULAR_FILE | (0o755 if is_executable else 0o644)) << 16
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BuildError(
            f"{file} cannot be read",
            because=[error.strerror or str(error)],
            hint="make it readable for you",
        ) from error
