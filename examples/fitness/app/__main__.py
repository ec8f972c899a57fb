"""``python -m app auth`` serves one of the services on ``PORT``; SIGTERM ends it when its requests are answered."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import FrameType
from urllib.parse import urlsplit

from app.services import SERVICES, Service, answer

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class Server(ThreadingHTTPServer):
    """Waits for the requests that it has begun before it ends."""

    daemon_threads = False
    block_on_close = True


def handler(service: Service) -> type[BaseHTTPRequestHandler]:
    """The handler of one service's requests."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 10  # seconds that an idle connection keeps a thread

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            found = answer(service, self.command, path, os.environ)
            body = json.dumps(found.body).encode() + b"\n"
            self.send_response(found.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)
            level = "ERROR" if found.status >= 500 else "DEBUG" if path == "/health" else "INFO"
            log(service, f"{self.command} {path} {found.status}", level, path=path, status=found.status)

        do_HEAD = do_POST = do_PUT = do_DELETE = do_GET

        def log_message(self, format: str, *arguments: object) -> None:
            """Requests are logged when they are answered; nothing else is worth a line."""

    return Handler


def log(service: Service, message: str, level: str = "INFO", **fields: object) -> None:
    """One JSON object a line, which CloudWatch Logs can search and count; ``LOG_LEVEL`` says from which level on."""
    if LEVELS.index(level) < LEVELS.index(os.environ.get("LOG_LEVEL", "INFO")):
        return
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    told = {"timestamp": now, "level": level, "service": service.name, "message": message, **fields}
    print(json.dumps(told), flush=True)


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in SERVICES:
        print(f"usage: python -m app <{'|'.join(SERVICES)}>", file=sys.stderr)
        return 2
    service = SERVICES[arguments[0]]
    server = Server(("0.0.0.0", int(os.environ.get("PORT", "8080"))), handler(service))

    def stop(number: int, frame: FrameType | None) -> None:
        threading.Thread(target=server.shutdown).start()  # shutdown() waits for serve_forever(), which runs here

    signal.signal(signal.SIGTERM, stop)
    log(service, f"listening on {server.server_port}")
    with server:
        server.serve_forever(poll_interval=0.1)
    log(service, "stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
