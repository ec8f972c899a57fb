"""
Dependency layers, each built once: remembered by what they depend on, shared by all builds that use the same cache.

A build holds the key's lock while it installs, so a second one waits and then finds the layer. A build that is killed
leaves a work folder and no record; the next one holding the lock removes the folder and starts again.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from aerostat.images.layers import Entry, Layer, write_layer
from aerostat.images.layout import Layout, canonical, exclusive, replace_file

Install = Callable[[Path], Iterable[Entry]]


def remembered_layer(layout: Layout, key: str) -> Layer | None:
    """The layer of that key, if it was built and its blob is whole."""
    try:
        layer = Layer.from_json(json.loads(_record(layout, key).read_bytes()))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    return layer if layout.holds(layer.digest, layer.size) else None


def dependency_layer(layout: Layout, key: str, install: Install, *, purpose: str) -> Layer:
    """
    The layer of that key, built if need be.

    Args:
        install: installs into the empty folder it is given and answers with the layer's entries.
    """
    if layer := remembered_layer(layout, key):
        return layer
    with exclusive(layout.root / "dependencies" / f"{key}.lock"):
        if layer := remembered_layer(layout, key):
            return layer
        work = _fresh_folder(layout.root / "work", key)
        try:
            entries = install(work)
            layer = layout.add_layer(partial(write_layer, entries, purpose=purpose, compression=1))
            replace_file(_record(layout, key), canonical(layer.to_json()))
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return layer


def _fresh_folder(parent: Path, key: str) -> Path:
    """
    A new folder, after removing those of builds that were killed.

    Its name is never used again: an installer that outlived its killed build may still be writing into the old one.
    """
    for abandoned in parent.glob(f"{key}-*"):
        shutil.rmtree(abandoned, ignore_errors=True)
    parent.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(dir=parent, prefix=f"{key}-"))


def _record(layout: Layout, key: str) -> Path:
    return layout.root / "dependencies" / f"{key}.json"
