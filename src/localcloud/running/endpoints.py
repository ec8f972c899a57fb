"""
Where AWS's addresses are on this machine.

Load balancers, databases and caches get a loopback address of their own, so that AWS's default ports stay true
(``127.77.<cloud>.<n>`` on Linux, where all of 127/8 is there without set-up; 127.0.0.1 with another port elsewhere).
A task keeps the private address of its network interface (``10.0.11.23``) in every answer of the API; the book knows
which port of this machine really answers for it.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from threading import RLock

from localcloud.journal.tables import Journal


@dataclass(frozen=True)
class Endpoint:
    """An address of this machine."""

    host: str
    port: int


def is_free(host: str, port: int) -> bool:
    """Whether something could listen there now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


class AddressBook:
    """Which endpoint stands for which AWS address, kept across restarts."""

    def __init__(self, journal: Journal, *, network: int = 1) -> None:
        self._table = journal.table("endpoints")
        self._network = network
        self._lock = RLock()

    def publish(self, address: str, port: int, endpoint: Endpoint) -> None:
        """From now on ``address:port`` (as AWS shows it) is really ``endpoint``."""
        self._table.put(f"{address}:{port}", {"host": endpoint.host, "port": endpoint.port})

    def withdraw(self, address: str, port: int) -> None:
        self._table.delete(f"{address}:{port}")

    def resolve(self, address: str, port: int) -> Endpoint:
        """The real endpoint; an address nobody published stands for itself."""
        document = self._table.get(f"{address}:{port}")
        return Endpoint(document["host"], document["port"]) if document else Endpoint(address, port)

    def assign(self, owner: str, port: int) -> Endpoint:
        """
        The endpoint of a load balancer, database or cache: the same one each time for the same owner and port.

        The owner gets a loopback address on which ``port`` is free. Where this machine has no such address, or the
        port needs privileges we lack, the port is another one and the endpoint says so.
        """
        with self._lock:
            key = f"owner/{owner}/{port}"
            if document := self._table.get(key):
                return Endpoint(document["host"], document["port"])
            endpoint = self._choose(owner, port)
            self._table.put(key, {"host": endpoint.host, "port": endpoint.port})
            return endpoint

    def assigned(self, owner: str, port: int) -> Endpoint | None:
        """The endpoint that :meth:`assign` gave, None when it has not been asked."""
        document = self._table.get(f"owner/{owner}/{port}")
        return Endpoint(document["host"], document["port"]) if document else None

    def release(self, owner: str) -> None:
        """Forget all endpoints of an owner that was deleted."""
        with self._lock:
            for key, _ in self._table.items():
                if key.startswith(f"owner/{owner}/") or key == f"address/{owner}":
                    self._table.delete(key)

    def _choose(self, owner: str, port: int) -> Endpoint:
        host = self._own_address(owner, port)
        candidates = [port] if port >= 1024 or is_free(host, port) else []
        candidates += range(8000 + port % 1000, 9000)
        for candidate in candidates:
            if is_free(host, candidate):
                return Endpoint(host, candidate)
        raise OSError(f"no free port on {host} for {owner}")

    def release_port(self, owner: str, port: int) -> None:
        """Forget one endpoint of an owner that keeps its others."""
        self._table.delete(f"owner/{owner}/{port}")

    def host_of(self, owner: str) -> str:
        """An address of its own for the owner, or 127.0.0.1 where the machine has only that."""
        with self._lock:
            return self._own_address(owner, 0)

    def _own_address(self, owner: str, port: int) -> str:
        """A new owner's is one whose ``port`` no other cloud has: two may share a network by chance."""
        if document := self._table.get(f"address/{owner}"):
            return str(document["host"])
        taken = {doc["host"] for key, doc in self._table.items() if key.startswith("address/")}
        for n in range(1, 255):
            host = f"127.77.{self._network}.{n}"
            if host not in taken and is_free(host, port if port >= 1024 else 0):
                self._table.put(f"address/{owner}", {"host": host})
                return host
        return "127.0.0.1"
