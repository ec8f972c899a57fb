"""
Requests a second of the gateway beside ``moto_server``, in the same run, with the same raw client.

``python -m benchmarks.gateway [--seconds 5]`` needs ``moto[server]`` (in the dev requirements).
"""

from __future__ import annotations

import argparse
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3

from benchmarks.drill import wait_for

CREDENTIALS = {"aws_access_key_id": "AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key": "x", "region_name": "us-east-1"}


def request(method: str, path: str, service: str, body: bytes, **headers: str) -> bytes:
    """One signed-looking HTTP/1.1 request as bytes."""
    scope = f"AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/{service}/aws4_request"
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host;x-amz-date, Signature=0000",
        "X-Amz-Date: 20260101T000000Z",
        f"Content-Length: {len(body)}",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def cases(port: int) -> dict[str, bytes]:
    queue = f"http://127.0.0.1:{port}/123456789012/bench"
    receive = json.dumps({"QueueUrl": queue, "WaitTimeSeconds": 0}).encode()
    describe = json.dumps({"cluster": "bench", "services": ["web"]}).encode()
    json_1_0, json_1_1 = "application/x-amz-json-1.0", "application/x-amz-json-1.1"
    target = "AmazonEC2ContainerServiceV20141113.DescribeServices"
    return {
        "sqs receive": request(
            "POST", "/", "sqs", receive, X_Amz_Target="AmazonSQS.ReceiveMessage", Content_Type=json_1_0
        ),
        "s3 put 10 KB": request("PUT", "/bench/key", "s3", b"z" * 10240, Content_Type="application/octet-stream"),
        "s3 get 10 KB": request("GET", "/bench/key", "s3", b""),
        "ecs describe services": request("POST", "/", "ecs", describe, X_Amz_Target=target, Content_Type=json_1_1),
    }


def prepare(port: int) -> None:
    """The same queue, bucket, object and service on either server."""
    endpoint = {"endpoint_url": f"http://127.0.0.1:{port}", **CREDENTIALS}
    boto3.client("sqs", **endpoint).create_queue(QueueName="bench")
    s3 = boto3.client("s3", **endpoint)
    s3.create_bucket(Bucket="bench")
    s3.put_object(Bucket="bench", Key="key", Body=b"z" * 10240)
    ecs = boto3.client("ecs", **endpoint)
    ecs.create_cluster(clusterName="bench")
    ecs.register_task_definition(
        family="web", containerDefinitions=[{"name": "web", "image": "file:///nowhere", "memory": 128}]
    )
    ecs.create_service(cluster="bench", serviceName="web", taskDefinition="web", desiredCount=0)


class Connection:
    """One connection, opened again when the server closes it after an answer (``moto_server`` always does)."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def ask(self, message: bytes) -> int:
        """Send a request and return the answer's status."""
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=10)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._stream = self._socket.makefile("rb")
        self._socket.sendall(message)
        status, stays_open = _read(self._stream)
        if not stays_open:
            self.close()
        return status

    def close(self) -> None:
        if self._socket is not None:
            self._stream.close()
            self._socket.close()
            self._socket = None


def rate(port: int, message: bytes, seconds: float) -> float:
    """Answers a second, one request after the other; every answer must be 200."""
    connection = Connection(port)
    count, begin = 0, time.perf_counter()
    while (now := time.perf_counter()) - begin < seconds:
        if (status := connection.ask(message)) != 200:
            raise AssertionError(f"answered {status}")
        count += 1
    connection.close()
    return count / (now - begin)


def _read(stream: Any) -> tuple[int, bool]:
    """Read one answer: its status, and whether the connection stays open."""
    status = int(stream.readline().split()[1])
    length, chunked, stays_open = 0, False, True
    while (line := stream.readline().strip().lower()) != b"":
        if line.startswith(b"content-length:"):
            length = int(line.split(b":")[1])
        chunked = chunked or line == b"transfer-encoding: chunked"
        stays_open = stays_open and line != b"connection: close"
    while chunked and (size := int(stream.readline(), 16)):
        stream.read(size + 2)
    if chunked:
        stream.readline()
    stream.read(length)
    return status, stays_open


@contextmanager
def served(command: list[str], port: int) -> Iterator[int]:
    """A server process that accepts connections, ended afterwards."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"port {port}", lambda: _accepts(port), seconds=30)
        yield port
    finally:
        process.terminate()
        process.wait()


def _accepts(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def measure(seconds: float) -> dict[str, Any]:
    figures: dict[str, dict[str, float]] = {}
    programs = Path(sys.executable).parent
    with tempfile.TemporaryDirectory() as state:
        ours, theirs = free_port(), free_port()
        start = [str(programs / "localcloud"), "start", "--state", state, "--port", str(ours)]
        with served(start, ours), served([str(programs / "moto_server"), "-p", str(theirs)], theirs):
            prepare(ours)
            prepare(theirs)
            for name in cases(0):
                # Alternate, so that a slow moment of the machine meets both.
                a = [rate(ours, cases(ours)[name], seconds / 2) for _ in range(2)]
                b = [rate(theirs, cases(theirs)[name], seconds / 2) for _ in range(2)]
                figures[name] = {
                    "gateway": round(sum(a) / 2),
                    "moto_server": round(sum(b) / 2),
                    "ratio": round(sum(a) / sum(b), 1),
                }
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description="gateway beside moto_server")
    parser.add_argument("--seconds", type=float, default=5)
    print(json.dumps(measure(parser.parse_args().seconds), indent=2))


if __name__ == "__main__":
    main()
