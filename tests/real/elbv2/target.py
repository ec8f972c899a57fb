"""A small HTTP server that tests register as a target. Its argument is its name; it prints its port."""

import asyncio
import json
import sys
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

NAME = sys.argv[1]
KEEP_ALIVE_SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 60
health = 200
served = 0
goes_on = asyncio.Event()


async def serve(reader, writer):
    try:
        while await answer(reader, writer):
            pass
    except (ConnectionError, asyncio.IncompleteReadError, TimeoutError):
        pass
    finally:
        writer.close()


async def answer(reader, writer):
    global health, served
    head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), KEEP_ALIVE_SECONDS)).decode()
    first, *lines = head.split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    url = urlsplit(target)
    query = {key: values[0] for key, values in parse_qs(url.query).items()}
    status, more = 200, ""
    if headers.get("upgrade") == "websocket":
        writer.write(b"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n")
        while data := await reader.read(1000):
            writer.write(data.upper())
        return False
    if url.path == "/health":
        status = health
    elif url.path == "/become":
        health = int(query["health"])
    elif url.path == "/slow":
        await asyncio.sleep(float(query["seconds"]))
    elif url.path == "/stream":
        writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        writer.write(b"4\r\ntick\r\n")
        await writer.drain()
        await goes_on.wait()
        writer.write(b"4\r\ntick\r\n" * 2 + b"0\r\n\r\n")
        return True
    elif url.path == "/stream-on":
        goes_on.set()
    elif url.path == "/login":
        more = "set-cookie: session=1; Path=/\r\nserver: target\r\n"
    served += url.path not in ("/health", "/become")
    told = {"name": NAME, "method": method, "target": target, "headers": headers, "served": served, "body": len(body)}
    content = json.dumps(told).encode()
    phrase = HTTPStatus(status).phrase
    writer.write(f"HTTP/1.1 {status} {phrase}\r\ncontent-length: {len(content)}\r\n{more}\r\n".encode() + content)
    await writer.drain()
    return headers.get("connection") != "close"


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
