"""
A gRPC server as HashiCorp's go-plugin expects it: a Unix socket, TLS with a certificate of our own, one line on stdout.

Terraform starts the process, reads the line, calls, and asks for a shutdown. A provider whose Terraform was killed
ends by itself.
"""

from __future__ import annotations

import base64
import os
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import grpc
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from aerostat.testing.provider.protocol import SERVICE, message
from aerostat.testing.provider.servicer import Method

_HANDSHAKE_VERSION, _PROTOCOL_VERSION = 1, 6
_SHUTDOWN = "/plugin.GRPCController/Shutdown"
_STDIO = "/plugin.GRPCStdio/StreamStdio"
_LOOK_FOR_PARENT_SECONDS = 0.5
_UNLIMITED = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]


def serve(methods: Mapping[str, Method]) -> None:
    """Answer calls until Terraform asks for a shutdown, or is gone."""
    parent = os.getppid()  # before it is told that we run: it may be killed the next moment
    done = Event()
    server = grpc.server(ThreadPoolExecutor(8), handlers=(_Handlers(methods, done),), options=_UNLIMITED)
    certificate, key = _certificate()
    with tempfile.TemporaryDirectory(prefix="provider-") as directory:
        socket = Path(directory) / "socket"
        server.add_secure_port(f"unix://{socket}", grpc.ssl_server_credentials([(key, _pem(certificate))]))
        server.start()
        _announce(socket, certificate)
        while not done.wait(_LOOK_FOR_PARENT_SECONDS) and os.getppid() == parent:
            pass
        server.stop(grace=None).wait()


def _announce(socket: Path, certificate: x509.Certificate) -> None:
    der = certificate.public_bytes(serialization.Encoding.DER)
    encoded = base64.b64encode(der).decode().rstrip("=")
    print(f"{_HANDSHAKE_VERSION}|{_PROTOCOL_VERSION}|unix|{socket}|grpc|{encoded}", flush=True)


class _Handlers(grpc.GenericRpcHandler):  # type: ignore[misc]
    """Finds the method that a call names: the provider's, or one of go-plugin's own two."""

    def __init__(self, methods: Mapping[str, Method], done: Event) -> None:
        self._methods = methods
        self._done = done

    def service(self, call: Any) -> Any:
        if call.method == _SHUTDOWN:
            return grpc.unary_unary_rpc_method_handler(self._shut_down)
        if call.method == _STDIO:
            return grpc.unary_stream_rpc_method_handler(lambda request, context: iter(()))
        service, _, name = call.method.lstrip("/").partition("/")
        if service != SERVICE or name not in self._methods:
            return None
        method = self._methods[name]
        return grpc.unary_unary_rpc_method_handler(
            lambda request, context: method(request),
            request_deserializer=message(f"{name}.Request").FromString,
            response_serializer=lambda response: response.SerializeToString(),
        )

    def _shut_down(self, request: bytes, context: Any) -> bytes:
        self._done.set()
        return b""


def _certificate() -> tuple[x509.Certificate, bytes]:
    """A certificate for this process alone, and its key; Terraform learns it from the announcement."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    return certificate, key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
