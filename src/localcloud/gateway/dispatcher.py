"""
From a request to its answer: who calls, which operation, who serves it.

Our own services come first. What they do not define, moto answers. What neither has is refused with a typed error,
HTTP 400: on a bare 500 the SDKs would retry for minutes.
"""

from __future__ import annotations

import asyncio
import gzip
import logging
import secrets
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from localcloud.api import ApiError, Caller
from localcloud.gateway import hosts
from localcloud.gateway.authorization import HEADER, Gate
from localcloud.gateway.callers import FindPrincipal, caller_of
from localcloud.gateway.http import BodyTooLarge, Request, Response
from localcloud.gateway.operations import UNSIGNED_ACTIONS, Operation, operation_of, services_signed_as
from localcloud.gateway.registry import Registry
from localcloud.gateway.request_log import RequestLog
from localcloud.gateway.scope import IncompleteSignature, Scope, credential_scope
from localcloud.gateway.wire import protocols
from localcloud.gateway.wire.errors import error_code, refusal
from localcloud.moto_host.host import Moto, Unsupported
from localcloud.settings import Settings

log = logging.getLogger(__name__)

_LARGEST_BODY = 128 * 1024 * 1024
_FORM = "application/x-www-form-urlencoded"

#: Paths of S3 Control, which signs as S3.
_S3_CONTROL = "/v20180820/"


@dataclass(kw_only=True, slots=True)
class _Exchange:
    """What is known of a request while it is being answered; filled in as it goes, for errors and the log."""

    request: Request
    request_id: str
    started: float
    signing_name: str = ""
    service: str = ""
    protocol: str = "query"
    operation: Operation | None = None
    caller: Caller | None = None
    error: str = ""
    warning: str = ""


class Dispatcher:
    """
    Answers AWS requests.

    Args:
        own: our services; more may be added to it later.
        pool: threads for services and moto, which may block.
        gate: asks IAM's policies.
    """

    def __init__(
        self,
        settings: Settings,
        own: Registry,
        moto: Moto,
        pool: Executor,
        find_principal: FindPrincipal,
        request_log: RequestLog,
        gate: Gate,
    ) -> None:
        self._settings = settings
        self._own = own
        self._moto = moto
        self._pool = pool
        self._find_principal = find_principal
        self._log = request_log
        self._gate = gate

    async def answer(self, request: Request) -> Response:
        """The answer to any request. Never raises: a crash is an InternalFailure, its traceback in our log."""
        exchange = _Exchange(request=request, request_id=secrets.token_hex(16), started=time.monotonic())
        try:
            response = await self._answer(exchange)
        except ApiError as error:
            response = self._refusal(exchange, error)
        except ConnectionResetError:
            response = Response(status=400)
        except Exception:
            log.exception("%s failed (request %s)", _described(exchange), exchange.request_id)
            message = f"The local cloud failed to answer; its log has the reason (request {exchange.request_id})."
            response = self._refusal(exchange, ApiError("InternalFailure", message, status=500))
        self._note(exchange, response)
        if exchange.warning:
            response = replace(response, headers=[*response.headers, (HEADER, exchange.warning)])
        return response

    async def _answer(self, exchange: _Exchange) -> Response:
        request = exchange.request
        exchange.protocol = _likely_protocol(request, "")
        scope = _scope(request)
        exchange.signing_name = scope.service if scope else await _unsigned_service(request)
        exchange.protocol = _likely_protocol(request, exchange.signing_name)
        if exchange.signing_name == "s3" and not request.raw_path.startswith(_S3_CONTROL):
            return await self._answer_s3(exchange, scope)
        body = await _whole_body(request)
        exchange.caller = caller_of(request, body, scope, self._settings, self._find_principal)
        request.caller = exchange.caller
        body, request = _decompressed(request, body)
        form = _form(request, body)
        found = exchange.operation = operation_of(request, exchange.signing_name, form)
        if found is None:
            return await self._answer_unmodelled(exchange, request, body, form)
        exchange.service, exchange.protocol = found.service, found.protocol
        parameters = partial(protocols.parameters, found, request, body, form)
        exchange.warning = await self._gate.admit(exchange.caller, request, found, parameters, self._in_pool)
        own = self._own.get(found.service)
        if own and own.http and (response := await own.http(request)):
            return response
        if own and (entry := own.entry(found.name)):
            params = parameters()
            if entry.is_async:
                result = await _while_connected(exchange.request, entry.method(exchange.caller, params))
            else:
                result = await self._run(False, entry.method, exchange.caller, params)
            return protocols.answer(found, result, exchange.request_id)
        return await self._answer_by_moto(exchange, found, request, body)

    async def _answer_s3(self, exchange: _Exchange, scope: Scope | None) -> Response:
        """S3 in its own way: bodies may be large, so the service may take them as they come."""
        exchange.service, exchange.protocol = "s3", "s3"
        # S3's signature names the payload's hash, so it can be verified before the payload is here.
        exchange.caller = caller_of(exchange.request, b"", scope, self._settings, self._find_principal)
        request = _path_style(exchange.request)
        request.caller = exchange.caller
        exchange.warning = await self._gate.admit_to_s3(exchange.caller, request, self._in_pool)
        own = self._own.get("s3")
        if own and own.http and (response := await own.http(request)):
            return response
        body = await _whole_body(request)
        is_read = request.method in ("GET", "HEAD")
        return await self._moto_answer(exchange, request, body, is_read=is_read)

    async def _answer_by_moto(self, exchange: _Exchange, found: Operation, request: Request, body: bytes) -> Response:
        if found.protocol != "smithy-rpc-v2-cbor":
            return await self._moto_answer(exchange, request, body, is_read=found.is_read)
        # moto does not speak CBOR: one operation at a time, in a protocol that it does.
        params = protocols.parameters(found, request, body, {})
        try:
            result = await self._run(False, self._moto.call, found.service, found.name, params, exchange.caller)
        except Unsupported:
            raise _not_implemented(found.service, found.name) from None
        return protocols.answer(found, result, exchange.request_id)

    async def _moto_answer(self, exchange: _Exchange, request: Request, body: bytes, *, is_read: bool) -> Response:
        assert exchange.caller is not None
        service, caller = exchange.service, exchange.caller

        def work() -> Response:
            return self._moto.answer(request, body, caller, service, is_read=is_read)

        try:
            response: Response = await self._run(False, work)
        except Unsupported:
            name = exchange.operation.name if exchange.operation else f"{request.method} {request.raw_path}"
            raise _not_implemented(service, name) from None
        if response.status >= 400:
            exchange.error = dict(response.headers).get("x-amzn-errortype", "")
        return response

    async def _answer_unmodelled(
        self, exchange: _Exchange, request: Request, body: bytes, form: dict[str, str]
    ) -> Response:
        """A request that no model of botocore knows: moto may, or else it is refused."""
        assert exchange.caller is not None
        caller = exchange.caller
        name = request.headers.get("x-amz-target") or form.get("Action") or f"{request.method} {request.raw_path}"
        for service in services_signed_as(exchange.signing_name):
            if self._moto.has(service) and not form.get("Action") and "x-amz-target" not in request.headers:
                exchange.service = service
                exchange.warning = await self._gate.admit_unmodelled(caller, service, name, self._in_pool)
                return await self._moto_answer(exchange, request, body, is_read=request.method in ("GET", "HEAD"))
        raise ApiError(
            "UnknownOperationException",
            f"{name} is no operation of {exchange.signing_name or 'any service'} that this local cloud knows. "
            "Check the name and the client's version against the service's API reference.",
        )

    async def _run(self, is_async: bool, work: Callable[..., Any], *args: Any) -> Any:
        if is_async:
            return await work(*args)
        return await asyncio.get_running_loop().run_in_executor(self._pool, work, *args)

    async def _in_pool(self, work: Callable[..., Any], *args: Any) -> Any:
        return await self._run(False, work, *args)

    def _refusal(self, exchange: _Exchange, error: ApiError) -> Response:
        exchange.error = error_code(error, exchange.service)
        return refusal(error, protocol=exchange.protocol, service=exchange.service, request_id=exchange.request_id)

    def _note(self, exchange: _Exchange, response: Response) -> None:
        caller = exchange.caller
        self._gate.carried_out(exchange.request, exchange.service, exchange.operation)
        self._log.add(
            operation=_described(exchange),
            principal=caller.principal if caller else "",
            account=caller.account if caller else "",
            region=caller.region if caller else "",
            status=response.status,
            started=exchange.started,
            error=exchange.error,
        )


async def _while_connected(request: Request, work: Coroutine[Any, Any, Any]) -> Any:
    """
    The result of an ``async`` operation, cancelled when its client goes away: a long poll whose consumer died must not
    take a message that nobody will get.
    """
    task = asyncio.ensure_future(work)
    await asyncio.sleep(0)
    if not task.done():
        gone = asyncio.ensure_future(request.disconnected())
        try:
            await asyncio.wait((task, gone), return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
            is_abandoned = task.cancel()
        if is_abandoned:
            raise ConnectionResetError("the client went away while it waited")
    return task.result()


def _scope(request: Request) -> Scope | None:
    try:
        return credential_scope(request)
    except IncompleteSignature as problem:
        raise ApiError("IncompleteSignature", str(problem)) from problem


async def _unsigned_service(request: Request) -> str:
    """
    The service of a request without a signature.

    Anonymous access exists in S3; STS trades foreign tokens for credentials. All else AWS refuses.
    """
    if "x-amz-target" not in request.headers:
        if not request.headers.get("content-type", "").startswith(_FORM):
            return "s3"
        action = _form(request, await _whole_body(request)).get("Action", "")
        if action in UNSIGNED_ACTIONS:
            return UNSIGNED_ACTIONS[action]
    raise ApiError("MissingAuthenticationToken", "Request is missing Authentication Token", status=403)


def _likely_protocol(request: Request, signing_name: str) -> str:
    """The protocol in which to refuse a request whose operation is not known (yet)."""
    if "x-amz-target" in request.headers:
        return "json"
    if request.headers.get("smithy-protocol") == "rpc-v2-cbor":
        return "smithy-rpc-v2-cbor"
    if signing_name in ("s3", "ec2"):
        return signing_name
    return "query" if request.headers.get("content-type", "").startswith(_FORM) else "rest-json"


async def _whole_body(request: Request) -> bytes:
    try:
        return await request.body(limit=_LARGEST_BODY)
    except BodyTooLarge as problem:
        raise ApiError("RequestEntityTooLarge", f"The request has {problem}.", status=413) from problem


def _decompressed(request: Request, body: bytes) -> tuple[bytes, Request]:
    """The body without gzip, which SDKs put on large requests; the signature was over the compressed one."""
    if request.headers.get("content-encoding") != "gzip":
        return body, request
    try:
        plain = gzip.decompress(body)
    except (OSError, EOFError) as problem:
        raise ApiError("SerializationException", f"The request body is not gzip: {problem}") from problem
    headers = {name: value for name, value in request.headers.items() if name != "content-encoding"}
    return plain, request.with_body(plain, headers=headers)


def _form(request: Request, body: bytes) -> dict[str, str]:
    """The parameters of the query protocols, from the body or the query string."""
    if request.headers.get("content-type", "").startswith(_FORM):
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return request.query() if "Action=" in request.query_string else {}


def _path_style(request: Request) -> Request:
    """An S3 request with its bucket in the path, wherever the client put it."""
    if (bucket := hosts.bucket_of(request.host)) is None:
        return request
    return Request(
        method=request.method,
        raw_path=f"/{bucket}{request.raw_path}",
        query_string=request.query_string,
        headers=request.headers,
        receive=request.receive,
    )


def _not_implemented(service: str, name: str) -> ApiError:
    return ApiError(
        "NotImplemented",
        f"The local cloud does not implement {service}:{name}. Nothing was changed. "
        "Run this against AWS, or leave it out of the local environment.",
    )


def _described(exchange: _Exchange) -> str:
    if exchange.operation is not None:
        return exchange.operation.key
    return f"{exchange.service or exchange.signing_name}:{exchange.request.method} {exchange.request.raw_path}"
