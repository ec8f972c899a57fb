"""One health check of one target, as a load balancer makes it: over a new connection, closed afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from dataclasses import dataclass

from localcloud.behaviour.target_health import FAILED, PASSED, TIMED_OUT, Outcome, answered
from localcloud.running.endpoints import Endpoint

_USER_AGENT = "ELB-HealthChecker/2.0"


@dataclass(frozen=True, kw_only=True)
class Probe:
    """
    Attributes:
        endpoint: where the target really is.
        host: what the ``Host`` header says: ``ip:port`` as on AWS, so that an application that refuses unknown hosts
            refuses here as well.
    """

    protocol: str
    endpoint: Endpoint
    host: str
    path: str = "/"
    matcher: str = "200"
    timeout_seconds: float = 5.0


async def probe(asked: Probe) -> Outcome:
    """Check a target once. Never raises for what a target may do."""
    try:
        async with asyncio.timeout(asked.timeout_seconds):
            return await _ask(asked)
    except TimeoutError:
        return TIMED_OUT
    except (OSError, EOFError, ValueError):
        return FAILED


async def _ask(asked: Probe) -> Outcome:
    encrypted = _any_certificate() if asked.protocol in ("HTTPS", "TLS") else None
    reader, writer = await asyncio.open_connection(asked.endpoint.host, asked.endpoint.port, ssl=encrypted)
    try:
        if asked.protocol in ("TCP", "TLS"):
            return PASSED
        writer.write(_request(asked))
        await writer.drain()
        return answered(await _status(reader), asked.matcher)
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


def _request(asked: Probe) -> bytes:
    lines = [
        f"GET {asked.path} HTTP/1.1",
        f"Host: {asked.host}",
        "Connection: close",
        f"User-Agent: {_USER_AGENT}",
        "Accept-Encoding: gzip, compressed",
    ]
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode()


async def _status(reader: asyncio.StreamReader) -> int:
    """The status of an answer whose headers have come completely."""
    head = await reader.readuntil(b"\r\n\r\n")
    version, code = head.split(b"\r\n", 1)[0].split(b" ", 2)[:2]
    if not version.startswith(b"HTTP/"):
        raise ValueError(f"{version!r} is no HTTP version")
    return int(code)


def _any_certificate() -> ssl.SSLContext:
    """Load balancers do not verify the certificates of targets."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
