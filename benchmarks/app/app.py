"""The application under load: answers with its version, and is as slow or as broken as its environment says."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

VERSION = (Path(__file__).parent / "VERSION").read_text().strip()
FAULT = (Path(__file__).parent / "FAULT").read_text().strip()

if FAULT == "exit":
    print("fatal: cannot read the configuration", file=sys.stderr)
    sys.exit(3)


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
        return
    status = 500 if FAULT == "500" else 200
    if FAULT == "hang":
        await asyncio.sleep(3600)
    if scope["path"] == "/slow":
        await asyncio.sleep(1)
    body = f"{VERSION} {os.getpid()}\n".encode()
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
