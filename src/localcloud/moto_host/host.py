"""moto behind one door: whole HTTP requests from the gateway, or single operations for our own services."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock, Thread
from typing import Any
from urllib.parse import urlencode

from botocore.awsrequest import HeadersDict
from botocore.parsers import create_parser
from botocore.serialize import create_serializer

from localcloud.api import ApiError, Caller
from localcloud.gateway.http import Request, Response
from localcloud.gateway.operations import Operation, operation, service_model
from localcloud.moto_host import patches, routes
from localcloud.moto_host.durability import Durability
from localcloud.moto_host.environ import moto_request
from localcloud.moto_host.patches import Address

log = logging.getLogger(__name__)

#: Imported in the background once the port answers, because the first call would otherwise wait up to 3 s for it.
PREWARMED = (
    "iam", "sts", "ec2", "s3", "secretsmanager", "kms", "ssm", "ecr", "logs", "rds", "elasticache", "ses", "elbv2",
)  # fmt: skip

_BOUND_FOR_CONNECTION = frozenset({"content-length", "status", "server", "connection", "date", "transfer-encoding"})
_UNPARSED_PROTOCOLS = ("json", "query", "ec2", "rest-json", "rest-xml")


class Unsupported(Exception):
    """moto has no such service or operation."""


class Moto:
    """
    moto, made durable.

    Calls to one service of one account are taken one after the other, since moto's records have no locks of their own.

    Args:
        folder: where the snapshots are; None keeps nothing.
        authority: host and port of the cloud, for URLs that moto puts into answers.
    """

    def __init__(self, folder: Path | None = None, *, authority: str = "127.0.0.1") -> None:
        patches.apply()
        self._authority = authority
        self._locks: dict[tuple[str, str], RLock] = defaultdict(RLock)
        self._durability = Durability(folder, self._lock) if folder else None
        self._identity_changes = 0

    def restore(self) -> int:
        """Bring back what was acknowledged before. Returns the number of backends."""
        return self._durability.restore() if self._durability else 0

    def prewarm(self) -> None:
        """Import the common services in the background."""
        Thread(target=_import_services, name="moto-prewarm", daemon=True).start()

    def has(self, service: str) -> bool:
        return routes.module_of(service) is not None

    def backend(self, service: str, caller: Caller) -> Any:
        """
        moto's own records of a service (by botocore's name), for rooms that must read or set what its API does not.

        After a change call :meth:`keep`.
        """
        module = routes.module_of(service)
        if module is None:
            raise Unsupported(service)
        regions = routes.backends_of(module)[caller.account]
        return regions[caller.region] if caller.region in regions.regions else regions["aws"]

    def keep(self, service: str, caller: Caller) -> None:
        """Make changes that were made to :meth:`backend` directly durable."""
        with patches.touched_backends() as touched:
            self.backend(service, caller)
        self._commit(touched)

    def answer(self, request: Request, body: bytes, caller: Caller, service: str, *, is_read: bool) -> Response:
        """
        moto's answer to a whole request, durable when this returns.

        Raises:
            Unsupported: when moto has no such service, path or operation.
        """
        module = routes.module_of(service)
        handler = routes.handler(module, request.raw_path) if module else None
        if module is None or handler is None:
            raise Unsupported(service)
        ours = moto_request(
            request.with_body(body, headers=_headers_for_moto(request, caller, service, self._authority)), body
        )
        with patches.touched_backends() as touched, self._locks[caller.account, module]:
            try:
                answered = handler(ours, ours.raw_url, dict(ours.headers))
            except NotImplementedError as missing:
                raise Unsupported(str(missing)) from missing
        if not is_read:
            self._commit(touched)
        return _response(answered)

    def call(self, service: str, operation_name: str, params: Mapping[str, Any], caller: Caller) -> dict[str, Any]:
        """
        One operation of moto, for our own services: parameters and result in botocore's shape, as with boto3.

        Raises:
            ApiError: what moto refuses.
            Unsupported: when moto does not have the operation.
        """
        wanted = _operation(service, operation_name)
        request, body = _written_request(wanted, params)
        response = self.answer(request, body, caller, service, is_read=wanted.is_read)
        return _read_response(wanted, response)

    def _lock(self, address: Address) -> RLock:
        return self._locks[address[1], address[0]]

    @property
    def identity_changes(self) -> int:
        """Grows with every change to the records of IAM and STS."""
        return self._identity_changes

    def _commit(self, touched: set[Address]) -> None:
        if any(module in ("iam", "sts") for module, _, _ in touched):
            self._identity_changes += 1
        if self._durability:
            self._durability.commit(touched)


def _import_services() -> None:
    for module in PREWARMED:
        try:
            routes.handler(module, "/")
            routes.backends_of(module)
        except ImportError:
            log.exception("moto's %s cannot be imported", module)


def _operation(service: str, name: str) -> Operation:
    model = service_model(service)
    if model is None:
        raise Unsupported(service)
    spoken = [model.protocol, *model.metadata.get("protocols", ())]
    protocol = next(protocol for protocol in spoken if protocol in _UNPARSED_PROTOCOLS)
    found = operation(service, name, protocol)
    if found is None:
        raise Unsupported(f"{service}:{name}")
    return found


def _written_request(wanted: Operation, params: Mapping[str, Any]) -> tuple[Request, bytes]:
    """The HTTP request that boto3 would send."""
    serializer = create_serializer(wanted.protocol, include_validation=False)
    written = serializer.serialize_to_request(dict(params), wanted.model)
    body = written["body"]
    headers = {name.lower(): str(value) for name, value in written["headers"].items()}
    if isinstance(body, dict):
        body = urlencode(body)
        headers["content-type"] = "application/x-www-form-urlencoded; charset=utf-8"
    payload = body.encode() if isinstance(body, str) else bytes(body or b"")
    query = written["query_string"]
    request = Request(
        method=written["method"],
        raw_path=written["url_path"],
        query_string=query if isinstance(query, str) else urlencode(query, doseq=True),
        headers=headers,
    )
    return request, payload


def _read_response(wanted: Operation, response: Response) -> dict[str, Any]:
    headers = HeadersDict(dict(response.headers))
    document = {"status_code": response.status, "headers": headers, "body": response.body}
    parsed: dict[str, Any] = create_parser(wanted.protocol).parse(document, wanted.model.output_shape)
    if response.status >= 300:
        error = parsed.get("Error", {})
        raise ApiError(error.get("Code", "InternalFailure"), error.get("Message", ""), status=response.status)
    parsed.pop("ResponseMetadata", None)
    return parsed


def _headers_for_moto(request: Request, caller: Caller, service: str, authority: str) -> dict[str, str]:
    """
    The request's headers as moto needs them.

    moto finds out account, key and region in ways that a client could bend; here they are set from what the gateway has
    verified. Its region comes first from the user agent, odd as it is.
    """
    headers = dict(request.headers)
    day = datetime.now(UTC).strftime("%Y%m%d")
    headers["host"] = authority
    headers["x-moto-account-id"] = caller.account
    headers["user-agent"] = f"region/{caller.region}"
    if caller.access_key or service != "s3":
        scope = f"{caller.access_key}/{day}/{caller.region}/{service}/aws4_request"
        headers["authorization"] = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"
    return headers


def _response(answered: Any) -> Response:
    status, headers, body = answered if len(answered) == 3 else (200, {}, answered)
    if isinstance(body, str):
        body = body.encode()
    elif not isinstance(body, (bytes, bytearray)):
        body = b"".join(body or ())
    kept = [(name.lower(), str(value)) for name, value in headers.items() if name.lower() not in _BOUND_FOR_CONNECTION]
    if not body and (length := _header(headers, "content-length")):
        kept.append(("content-length", length))
    return Response(status=int(status), headers=kept, body=bytes(body))


def _header(headers: Mapping[str, Any], name: str) -> str | None:
    return next((str(value) for key, value in headers.items() if key.lower() == name), None)
