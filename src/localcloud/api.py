"""
The shape of one AWS service in the local cloud: what the gateway calls and what a service answers.

A service is a class with one method per API operation, named in snake_case (``CreateService`` → ``create_service``).
A method receives the :class:`Caller` and the request's parameters in botocore's wire shape (as a boto3 user would write
them) and returns the response in that shape. It raises :class:`ApiError` for everything AWS would refuse.

::

    class Queues(Service):
        name = "sqs"                                   # botocore's service name

        def create_queue(self, caller, params):
            return {"QueueUrl": ...}

        async def receive_message(self, caller, params):   # may wait without holding a thread
            ...

A plain method runs in a worker thread and may block for a while; an ``async`` one runs on the gateway's event loop and
must not block. Operations that a service does not define are served by moto where moto has them (the gateway does
that), else they answer with a typed ``NotImplemented`` error, HTTP 400.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

Params = Mapping[str, Any]
Answer = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Caller:
    """
    Who is asking, where.

    Attributes:
        account: twelve digits.
        region: for example ``us-east-1``.
        access_key: the access key id of the request's signature, "" when it had none.
        principal: ARN of the user, role session or account root.
    """

    account: str
    region: str
    access_key: str = ""
    principal: str = ""


class ApiError(Exception):
    """
    A refusal, as AWS words it.

    Args:
        code: the error's shape name, for example ``ServiceNotFoundException``; boto3 raises
            ``client.exceptions.<code>`` from it.
        message: AWS's text.
        status: HTTP status; AWS uses 400 for most client errors.
        fields: further members of the error's shape.
    """

    def __init__(self, code: str, message: str, *, status: int = 400, fields: Params | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.fields = dict(fields or {})


class Service:
    """
    Base of our own services. ``name`` is botocore's service name.

    A service may have more methods that the cloud looks for:

    - ``start()`` and ``stop()``: its threads; called before the port answers and after it has closed.
    - ``shutdown()``: ends what must not outlive the cloud; called after every ``stop`` when the user ends the cloud,
      not when only the control plane goes.
    - ``async http(request)``: answers whole HTTP requests of this service by itself
      (:class:`localcloud.gateway.http.Request`, ``request.caller`` is set); None passes the request on.
    """

    name: ClassVar[str]
