"""
The gateway's guard: asks IAM's policies before an operation is carried out.

``off`` asks nothing. ``soft`` carries everything out, and says what would have been refused: in the response's header,
in the log, and at ``/_localcloud/iam``. ``strict`` refuses, in the words of AWS.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from threading import Lock
from typing import Any

from localcloud.api import ApiError, Caller
from localcloud.behaviour.iam import Decision, Kind, Policies, Principal, Request, decide, refusal
from localcloud.gateway.authorization import requirements
from localcloud.gateway.authorization.asking import Asking
from localcloud.gateway.authorization.context import WithResourceTags, context
from localcloud.gateway.authorization.memory import MustAsk
from localcloud.gateway.authorization.needs import Need, Params, Place
from localcloud.gateway.authorization.records import Records
from localcloud.gateway.authorization.refusals import refused
from localcloud.settings import Iam

log = logging.getLogger(__name__)

#: The response header that soft mode sets.
HEADER = "x-localcloud-iam"
_REMEMBERED = 200

Run = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, kw_only=True)
class Question:
    """
    A request, as the guard sees it.

    Attributes:
        service: botocore's name; with ``protocol`` it decides the form of a refusal.
        needs: what the request needs, found out when it is asked; it may have to look things up.
        stranger: a principal other than the caller, with its keys: of a foreign identity provider.
        source_arn: of the resource for which a service asks, when the caller is one.
    """

    caller: Caller
    service: str
    protocol: str
    needs: Callable[[], Sequence[Need]]
    headers: Mapping[str, str] = field(default_factory=dict)
    stranger: tuple[Principal, Mapping[str, Sequence[str]]] | None = None
    source_arn: str = ""


@dataclass(frozen=True, kw_only=True)
class Denial:
    """A refused request, the decision, and AWS's words for it."""

    request: Request
    decision: Decision
    message: str


class Guard:
    """
    Judges requests.

    Args:
        records: where policies are.
    """

    def __init__(self, mode: Iam, records: Records) -> None:
        self.mode = mode
        self.records = records
        self._lock = Lock()
        self._judged = 0
        self._denied = 0
        self._recent: deque[dict[str, str]] = deque(maxlen=_REMEMBERED)

    @property
    def is_on(self) -> bool:
        return self.mode != "off"

    async def admit(self, question: Question, run: Run) -> str:
        """
        Let a request through, or not.

        Args:
            run: runs a function in a thread, for what must be looked up first.

        Returns:
            what strict mode would have said, for the response header; "" when it is allowed.

        Raises:
            ApiError: it is refused (strict mode only).
        """
        try:
            denial = self._judge(question)
        except MustAsk:
            denial = await run(self._judge, question)
        return self._told(denial, question)

    def demand(
        self,
        caller: Caller,
        service: str,
        operation: str,
        params: Params,
        *,
        source_arn: str = "",
    ) -> None:
        """
        Make sure that a part of this cloud may do something as the caller, such as ECS as an execution role.

        Args:
            service: IAM's prefix, ``secretsmanager``.
            operation: AWS's name, ``GetSecretValue``.
            source_arn: of the resource for which a service asks.

        Raises:
            ApiError: no policy allows it (strict mode only).
        """
        if not self.is_on:
            return
        place = Place(caller.account, caller.region)
        question = Question(
            caller=caller,
            service=service,
            protocol="json",
            needs=lambda: requirements.needs(service, operation, params, place, self.records),
            source_arn=source_arn,
        )
        self._told(self._judge(question), question)

    def changed(self, service: str, operation: str) -> None:
        """An operation has been carried out."""
        if self.is_on:
            self.records.memory.changed("ses" if service == "sesv2" else service, operation)

    def report(self) -> dict[str, Any]:
        """How many requests were judged, how many of them (would have been) refused, and the latest of those."""
        with self._lock:
            return {"mode": self.mode, "judged": self._judged, "denied": self._denied, "latest": list(self._recent)}

    def _judge(self, question: Question) -> Denial | None:
        """The first thing that the request needs and may not."""
        caller = question.caller
        asking = self.records.asking(caller)
        more: Mapping[str, Sequence[str]] = {}
        if question.stranger is not None:
            asking, more = Asking(question.stranger[0], None), question.stranger[1]
        needs = question.needs()
        if not needs:
            return None
        keys = context(caller, asking, question.headers, source_arn=question.source_arn)
        for need in needs:
            for resource in need.resources:
                account = self._owner(resource, caller)
                of_resource = {**keys, **need.keys, **more, "aws:resourceaccount": (account,)}
                request = Request(
                    principal=asking.principal,
                    action=need.action,
                    resource=resource,
                    account=account,
                    context=WithResourceTags(of_resource, partial(self.records.tags, resource, caller)),
                )
                decision = decide(request, self._policies(asking, request))
                if not decision.is_allowed:
                    return Denial(request=request, decision=decision, message=refusal(request, decision))
        return None

    def _policies(self, asking: Asking, request: Request) -> Policies:
        is_assuming = request.action.startswith(("sts:AssumeRole", "sts:TagSession"))
        resource = (
            self.records.trust(request.resource) if is_assuming else self.records.resource_policy(request.resource)
        )
        is_key = request.action.startswith("kms:") and resource is not None
        return Policies(
            identity=asking.policies,
            boundary=asking.boundary,
            session=asking.session,
            resource=resource,
            resource_decides=is_assuming or is_key,
        )

    def _owner(self, resource: str, caller: Caller) -> str:
        parts = resource.split(":", 5)
        if len(parts) < 6:
            return caller.account
        if parts[2] == "s3" and not parts[4]:
            return self.records.owner_of_bucket(parts[5].partition("/")[0]) or caller.account
        return parts[4] if parts[4].isdigit() else caller.account

    def _told(self, denial: Denial | None, question: Question) -> str:
        with self._lock:
            self._judged += 1
            if denial is None:
                return ""
            self._denied += 1
            self._recent.append(
                {
                    "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
                    "principal": denial.request.principal.arn,
                    "action": denial.request.action,
                    "resource": denial.request.resource,
                    "because": denial.decision.because,
                }
            )
        log.info("%s: %s", "refused" if self.mode == "strict" else "would refuse", denial.message)
        if self.mode == "strict":
            raise _error(denial, question)
        return f"would be refused: {denial.message}"


def _error(denial: Denial, question: Question) -> ApiError:
    if denial.request.principal.kind is Kind.ANONYMOUS and question.service == "s3":
        return ApiError("AccessDenied", "Access Denied", status=403)
    return refused(question.service, question.protocol, denial.message)
