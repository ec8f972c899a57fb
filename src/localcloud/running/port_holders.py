"""Why a port of this machine cannot be had, and which program has it."""

from __future__ import annotations

import contextlib
import errno
import socket
from pathlib import Path

from localcloud.running.endpoints import Endpoint

UNKNOWN = "another program"
"""What is said of a holder that the machine does not tell."""

_LISTENING = "0A"
_ANY_ADDRESS = "00000000"


def refusal(endpoint: Endpoint) -> int:
    """The errno with which the machine refuses to listen there; 0 when it does not."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((endpoint.host, endpoint.port))
        except OSError as problem:
            return problem.errno or errno.EADDRINUSE
        return 0


def holder(endpoint: Endpoint) -> str:
    """Who listens there: ``nginx (pid 812)``, or "another program" when the machine does not tell."""
    inodes = _listening_sockets(endpoint)
    for process in Path("/proc").glob("[0-9]*") if inodes else ():
        with contextlib.suppress(OSError):
            for descriptor in (process / "fd").iterdir():
                if str(descriptor.readlink()) in inodes:
                    return f"{(process / 'comm').read_text().strip()} (pid {process.name})"
    return UNKNOWN


def _listening_sockets(endpoint: Endpoint) -> set[str]:
    """How /proc names the sockets that listen at an endpoint, or at its port on all addresses."""
    own = "".join(f"{octet:02X}" for octet in reversed(socket.inet_aton(endpoint.host)))
    sockets = set()
    with contextlib.suppress(OSError):
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
            fields = line.split()
            address, port = fields[1].split(":")
            if fields[3] == _LISTENING and int(port, 16) == endpoint.port and address in (own, _ANY_ADDRESS):
                sockets.add(f"socket:[{fields[9]}]")
        for line in Path("/proc/net/tcp6").read_text().splitlines()[1:]:
            fields = line.split()
            address, port = fields[1].split(":")
            if fields[3] == _LISTENING and int(port, 16) == endpoint.port and not address.strip("0"):
                sockets.add(f"socket:[{fields[9]}]")
    return sockets
