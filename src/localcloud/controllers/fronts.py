"""Fronts of caches and of database proxies: which there are, and the Envoy that serves them while there are any."""

from __future__ import annotations

from pathlib import Path
from threading import RLock

from localcloud.journal.tables import Document, Journal
from localcloud.running.certificates import Certificates
from localcloud.running.endpoints import Endpoint
from localcloud.running.envoy import Envoy
from localcloud.running.envoy_files import EnvoyFiles
from localcloud.running.envoy_fronts import Front, cluster, listener


class Fronts:
    """
    Opens and closes fronts. It has an Envoy of its own, apart from the load balancers', and only while one is open.

    Args:
        state: the cloud's folder; the configuration is under ``fronts/``.
    """

    def __init__(self, journal: Journal, *, state: Path) -> None:
        self._table = journal.table("fronts")
        self._files = EnvoyFiles(state / "fronts")
        self._envoy = Envoy(self._files)
        self._certificates = Certificates(state / "certificates", lambda front: [front.rpartition("/")[2], "localhost"])
        self._lock = RLock()
        self._is_running = False

    def start(self) -> None:
        with self._lock:
            self._is_running = True
            self._serve()

    def stop(self) -> None:
        with self._lock:
            self._is_running = False
            self._envoy.release()

    def shutdown(self) -> None:
        self._envoy.stop()

    def open(self, name: str, endpoint: Endpoint, server: Endpoint, *, with_tls: bool) -> None:
        """Pass what comes to ``endpoint`` on to ``server``; again with another server moves the front."""
        document = {
            "host": endpoint.host,
            "port": endpoint.port,
            "server": {"host": server.host, "port": server.port},
            "tls": with_tls,
        }
        with self._lock:
            if self._table.get(name) != document:
                self._table.put(name, document)
                self._serve()

    def close(self, name: str) -> None:
        with self._lock:
            if self._table.get(name) is not None:
                self._table.delete(name)
                self._serve()

    def _serve(self) -> None:
        fronts = [self._front(name, document) for name, document in sorted(self._table.items())]
        self._files.write(
            clusters=[cluster(front) for front in fronts],
            routes={},
            listeners=[listener(front) for front in fronts],
        )
        if not self._is_running:
            return
        if not fronts:
            self._envoy.stop()
        elif self._envoy.process is None:
            self._envoy.start()

    def _front(self, name: str, document: Document) -> Front:
        endpoint, server = Endpoint(document["host"], document["port"]), document["server"]
        # The name of a certificate ends in the address that it is for.
        certificate = self._certificates.certificate_of(f"front/{endpoint.host}") if document["tls"] else None
        return Front(
            name=name,
            endpoint=endpoint,
            server=Endpoint(server["host"], server["port"]),
            certificate=certificate,
        )
