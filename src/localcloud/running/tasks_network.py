"""A task's place in the network: its private address, and the ports of this machine that stand for its ports."""

from __future__ import annotations

import ipaddress
import random
from collections.abc import Iterable, Mapping
from threading import Lock

from localcloud.journal.tables import Journal
from localcloud.running.collaborators import Network
from localcloud.running.endpoints import AddressBook, Endpoint, is_free

HOST = "127.0.0.1"
_FALLBACK = "172.31.0.0/16"
#: Below what Linux and macOS give to outgoing connections, so that none of those takes a port between our look and
#: the container's.
_PORTS = range(20000, 32000)


class NoAddressFree(Exception):
    """The subnet is full."""


class Interfaces:
    """
    Elastic network interfaces of tasks, kept across restarts.

    An address is unique among *all* subnets of this cloud, whatever VPC they are in: load balancers find a task's
    real port by it.
    """

    def __init__(self, journal: Journal, network: Network, book: AddressBook) -> None:
        self._addresses = journal.table("ecs/addresses")
        self._last = journal.table("ecs/last_addresses")
        self._network = network
        self._book = book
        self._lock = Lock()
        self._ports: set[int] = set()

    def address(self, account: str, region: str, subnet: str, owner: str) -> str:
        """
        A private address of the subnet for a task; the same one when asked again.

        Raises:
            NoAddressFree: all are taken.
        """
        found = self._network.subnet(account, region, subnet) if subnet else None
        block = ipaddress.ip_network(found.cidr if found else _FALLBACK)
        with self._lock:
            for address, document in self._addresses.items():
                if document["owner"] == owner:
                    return address
            address = self._next(block)
            self._addresses.put(address, {"owner": owner, "subnet": subnet})
            self._last.put(str(block), {"address": address})
            return address

    def _next(self, block: ipaddress.IPv4Network | ipaddress.IPv6Network) -> str:
        """The next free address after the last one given, so that a dead task's is not reused at once."""
        first, count = int(block.network_address) + 4, block.num_addresses - 5
        last = self._last.get(str(block))
        start = int(ipaddress.ip_address(last["address"])) + 1 - first if last else 0
        for step in range(count):
            candidate = str(ipaddress.ip_address(first + (start + step) % count))
            if candidate not in self._addresses:
                return candidate
        raise NoAddressFree(f"the subnet {block} has no free address")

    def open(self, address: str, ports: Iterable[int]) -> dict[int, int]:
        """A free port of this machine for each container port, published under the task's address."""
        chosen: dict[int, int] = {}
        with self._lock:
            for port in ports:
                chosen[port] = self._free_port()
                self._book.publish(address, port, Endpoint(HOST, chosen[port]))
        return chosen

    def reserve(self, ports: Mapping[str, int]) -> None:
        """These ports belong to a container that was adopted."""
        with self._lock:
            self._ports.update(ports.values())

    def _free_port(self) -> int:
        start = random.randrange(len(_PORTS))
        for step in range(len(_PORTS)):
            port = _PORTS[(start + step) % len(_PORTS)]
            if port not in self._ports and is_free(HOST, port):
                self._ports.add(port)
                return port
        raise OSError("this machine has no free port between 20000 and 32000")

    def close(self, address: str, ports: Mapping[int, int]) -> None:
        """The task has ended and nobody routes to it any more."""
        with self._lock:
            for port, host_port in ports.items():
                self._book.withdraw(address, port)
                self._ports.discard(host_port)
            self._addresses.delete(address)
