"""
The whole extraction: archive of generated classes → text of the facts file.

What the generated classes lack is added from this folder. ``sensitive.json`` comes from the schema of provider 5.100.0.
``replacements.json`` says which arguments cannot be changed in place, as that provider answers; ``by_hand`` adds what
it cannot know. An argument that is in neither is planned as a change in place.
"""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from aerostat.terraform.schema.extraction import statement
from aerostat.terraform.schema.extraction.by_hand import BY_HAND
from aerostat.terraform.schema.extraction.javascript import UNKNOWN_TYPE, Compact, Generated, read
from aerostat.terraform.schema.extraction.selection import SELECTION

_PACKAGE_VERSION = "25.8.1"
SOURCE = f"cdktn-provider-aws {_PACKAGE_VERSION}"
FACTS_FILE = Path(__file__).parents[1] / "aws.json"

_HERE = Path(__file__).parent
_MODULE = "cdktn_provider_aws"
_ARCHIVE = f"_jsii/provider-aws@{_PACKAGE_VERSION}.jsii.tgz"


def installed_archive() -> Path | None:
    """
    The archive of generated classes inside the installed package; None if it, or this version of it, is not there.

    The package itself is not imported: it needs Node and takes long.
    """
    spec = find_spec(_MODULE)
    if spec is None or not spec.submodule_search_locations:
        return None
    archive = Path(spec.submodule_search_locations[0]) / _ARCHIVE
    return archive if archive.exists() else None


def extract(package: Path) -> dict[str, Any]:
    """
    The facts of all selected types.

    Raises:
        ValueError: if the package lacks a selected type, or has an attribute whose type it does not tell.
    """
    facts: dict[str, Any] = {"version": "", "source": SOURCE, "shared": statement.shared()}
    found: dict[tuple[str, str], Generated] = {(one.section, one.type): one for one in _generated(package)}
    for section, types in SELECTION.items():
        if missing := [name for name in types if (section, name) not in found]:
            raise ValueError(f"{SOURCE} has no {section} {', '.join(missing)}")
        facts[section] = {name: _complete(found[section, name]) for name in types}
        facts["version"] = found[section, types[0]].version
    return facts


def render(facts: Mapping[str, Any]) -> str:
    """JSON with one line for each type, so that a difference between versions can be read."""
    lines = []
    for key, value in facts.items():
        if isinstance(value, dict):
            types = ",\n".join(f"  {json.dumps(name)}: {_compact(body)}" for name, body in value.items())
            lines.append(f" {json.dumps(key)}: {{\n{types}\n }}")
        else:
            lines.append(f" {json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _compact(body: object) -> str:
    return json.dumps(body, separators=(",", ":"), sort_keys=True)


def _generated(package: Path) -> Iterator[Generated]:
    with _open(package) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith("/index.js") else None
            if file and (one := read(file.read().decode())):
                yield one


def _open(package: Path) -> tarfile.TarFile:
    if package.suffix != ".whl":
        return tarfile.open(package)
    with zipfile.ZipFile(package) as wheel:
        name = next(name for name in wheel.namelist() if name.endswith(_ARCHIVE))
        content: IO[bytes] = io.BytesIO(wheel.read(name))
    return tarfile.open(fileobj=content)


def _complete(one: Generated) -> dict[str, Compact]:
    body = one.body
    _fill_holes(one.type, body)
    for path in _paths("sensitive.json", one):
        _mark(body, path.split("."), "s")
    for path in [*_paths("replacements.json", one), *_by_hand(one)]:
        # What provider 5.100.0 had and this one has not is no argument any more.
        if _has(body, path.split(".")):
            _mark(body, path.split("."), "n")
    if one.section == "resources" and "region" in body:
        # The provider moves nothing between regions.
        _mark(body, ["region"], "n")
    return body


def _paths(file: str, one: Generated) -> list[str]:
    content = json.loads((_HERE / file).read_text())
    paths: list[str] = content.get(one.section, {}).get(one.type, "").split()
    return paths


def _by_hand(one: Generated) -> list[str]:
    return BY_HAND.get(one.type, "").split() if one.section == "resources" else []


def _has(body: dict[str, Compact], path: list[str]) -> bool:
    name, *rest = path
    entry = body.get(name)
    if not rest:
        return entry is not None
    return isinstance(entry, list) and isinstance(entry[1], dict) and _has(entry[1], rest)


def _fill_holes(type_name: str, body: dict[str, Compact]) -> None:
    for name, entry in body.items():
        if isinstance(entry, list):
            parts = entry[1]
            assert isinstance(parts, dict)
            _fill_holes(type_name, parts)
        elif entry.endswith(f":{UNKNOWN_TYPE}"):
            if not (type_name in statement.STATEMENTS and name == "statement"):
                raise ValueError(f"{type_name}: the generated classes do not tell the type of {name}")
            body[name] = statement.STATEMENTS[type_name]


def _mark(body: dict[str, Compact], path: list[str], flag: str) -> None:
    """Add a flag to the argument at ``path``."""
    name, *rest = path
    entry = body[name]
    if rest:
        parts = entry[1]
        assert isinstance(parts, dict)
        _mark(parts, rest, flag)
    elif isinstance(entry, str):
        body[name] = flag + entry
    else:
        entry[0] = f"{flag}{entry[0]}"
