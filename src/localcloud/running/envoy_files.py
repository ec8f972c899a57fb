"""
Envoy's configuration as files, which it watches.

Nothing of Envoy's state lives in us: a dead control plane loses no route, and an Envoy that starts again reads all it
needs. Each file is replaced by rename, which is also what makes Envoy look; an unchanged one is left alone.

::

    envoy/bootstrap.json    what Envoy is started with
    envoy/listeners.json    LDS
    envoy/clusters.json     CDS
    envoy/routes/…          RDS, a file per listener
    envoy/endpoints/…       EDS, a file per target group
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path

from localcloud.running.envoy_routes import Json


class EnvoyFiles:
    """The folder ``envoy`` of one cloud. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self._written: dict[Path, str] = {}
        self._lock = threading.RLock()
        for sub in ("routes", "endpoints"):
            (self.folder / sub).mkdir(parents=True, exist_ok=True)

    @property
    def bootstrap(self) -> Path:
        return self.folder / "bootstrap.json"

    @property
    def count(self) -> int:
        """How many files Envoy watches once it has read all that they say."""
        return 2 + sum(1 for sub in ("routes", "endpoints") for _ in (self.folder / sub).glob("*.json"))

    def routes(self, listener: str) -> Path:
        return self.folder / "routes" / f"{listener}.json"

    def endpoints(self, cluster: str) -> Path:
        return self.folder / "endpoints" / f"{cluster}.json"

    def write_endpoints(self, cluster: str, resource: Json) -> bool:
        """Whether anything changed."""
        return self._write(self.endpoints(cluster), [resource])

    def write(
        self,
        *,
        clusters: Iterable[Json],
        routes: Mapping[str, Json],
        listeners: Iterable[Json],
    ) -> None:
        """
        Make the files say this, in an order in which nothing refers to what is not there yet.

        The endpoints of the clusters must have been written before.
        """
        with self._lock:
            clusters = list(clusters)
            self._write(self.folder / "clusters.json", clusters)
            for name, resource in routes.items():
                self._write(self.routes(name), [resource])
            self._write(self.folder / "listeners.json", list(listeners))
            self._forget("routes", routes.keys())
            self._forget("endpoints", [cluster["name"] for cluster in clusters])

    def write_bootstrap(self, bootstrap: Json) -> None:
        self._replace(self.bootstrap, json.dumps(bootstrap, indent=1))

    def _write(self, path: Path, resources: list[Json]) -> bool:
        text = json.dumps({"resources": resources})
        with self._lock:
            if self._written.get(path) == text or (path not in self._written and _read(path) == text):
                self._written[path] = text
                return False
            self._replace(path, text)
            self._written[path] = text
            return True

    def _replace(self, path: Path, text: str) -> None:
        draft = path.with_name(f".{path.name}.{threading.get_ident()}")
        draft.write_text(text)
        draft.replace(path)

    def _forget(self, sub: str, kept: Iterable[str]) -> None:
        wanted = {f"{name}.json" for name in kept}
        for path in (self.folder / sub).glob("*.json"):
            if path.name not in wanted:
                path.unlink(missing_ok=True)
                self._written.pop(path, None)


def _read(path: Path) -> str | None:
    try:
        return path.read_text()
    except FileNotFoundError:
        return None
