"""Our own services and what each of them can do, looked up once."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from botocore import xform_name

from localcloud.api import Answer, ApiError, Caller, Params, Service
from localcloud.gateway.http import Request, Response
from localcloud.moto_host.host import Moto, Unsupported

Method = Callable[[Caller, Mapping[str, Any]], Any]
HttpHook = Callable[[Request], Awaitable[Response | None]]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A method of a service that serves an operation."""

    method: Method
    is_async: bool


class Registered:
    """One of our services, with its methods by operation name."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._entries: dict[str, Entry | None] = {}

    def entry(self, operation_name: str) -> Entry | None:
        """The method for an operation, None when the service leaves it to moto."""
        if operation_name not in self._entries:
            method = getattr(self.service, xform_name(operation_name), None)
            self._entries[operation_name] = (
                Entry(method=method, is_async=inspect.iscoroutinefunction(method)) if callable(method) else None
            )
        return self._entries[operation_name]

    @cached_property
    def http(self) -> HttpHook | None:
        """The service's hook for whole HTTP requests, None for services that have none."""
        return cast("HttpHook | None", getattr(self.service, "http", None))


class Registry:
    """
    All of our services, and any operation of theirs or moto's for one another.

    It fits what services ask of their neighbours: services know one another by API only, here without HTTP between.
    """

    def __init__(self, moto: Moto) -> None:
        self._moto = moto
        self._services: dict[str, Registered] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told: Callable[[str, str], None] = lambda service, operation: None

    def tell(self, listener: Callable[[str, str], None]) -> None:
        """Call with service and operation after each call that one service makes to another."""
        self._told = listener

    def run_on(self, loop: asyncio.AbstractEventLoop) -> None:
        """Where ``async`` methods run, whoever calls them: what they wait for is of that loop."""
        self._loop = loop

    def add(self, service: Service) -> None:
        self._services[service.name] = Registered(service)

    def get(self, name: str) -> Registered | None:
        """Our service by botocore's name, None when moto serves that alone."""
        return self._services.get(name)

    def names(self) -> list[str]:
        return sorted(self._services)

    def call(self, caller: Caller, service: str, operation: str, params: Params) -> Answer:
        """
        One operation, as a client would call it. Must not be called on the event loop.

        Args:
            service: botocore's name, ``ec2``.
            operation: AWS's name, ``DescribeSubnets``.

        Raises:
            ApiError: the operation refused, or nobody implements it.
        """
        try:
            return self._called(caller, service, operation, params)
        finally:
            self._told(service, operation)

    def _called(self, caller: Caller, service: str, operation: str, params: Params) -> Answer:
        own = self.get(service)
        if own and (entry := own.entry(operation)):
            result = entry.method(caller, params)
            answer: Answer = (self._awaited(result) if entry.is_async else result) or {}
            return answer
        try:
            return self._moto.call(service, operation, params, caller)
        except Unsupported:
            raise ApiError("NotImplemented", f"The local cloud does not implement {service}:{operation}.") from None

    def _awaited(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        if self._loop is None:
            return asyncio.run(coroutine)
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()
