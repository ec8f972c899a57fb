"""
Sends the events that a subscription filter selects to Firehose, soon after they have arrived.

A filter remembers up to which event it has sent; the events themselves are on disk. So nothing is lost with our
process: what had not been sent is found again, and at worst a few events are sent twice, which AWS allows itself too.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from typing import Any

from localcloud.api import ApiError, Caller
from localcloud.behaviour.filter_patterns import parse_pattern
from localcloud.running.collaborators import Permissions
from localcloud.services.logs.envelopes import Envelope, control_message, envelopes
from localcloud.services.logs.groups import Groups, Record
from localcloud.services.neighbours import Neighbours
from localcloud.services.taken_roles import taken_role

log = logging.getLogger(__name__)

_STEP = 2_000
_RETRY_SECONDS = 5.0
#: Refusals after which AWS gives up; others are tried again.
_FINAL = ("AccessDenied", "AccessDeniedException", "ResourceNotFoundException")


class Forwarder:
    """
    Args:
        neighbours: have Firehose; None where there is none.
    """

    def __init__(self, groups: Groups, neighbours: Neighbours | None, permissions: Permissions) -> None:
        self._groups = groups
        self._neighbours = neighbours
        self._permissions = permissions
        self._stopping = False
        self._woken = threading.Event()
        self._thread = threading.Thread(target=self._run, name="logs-subscriptions", daemon=True)

    def start(self) -> None:
        """Begin, with what an earlier process left."""
        self._woken.set()
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()

    def arrived(self, record: Record) -> None:
        """There are new events in a group."""
        if record.get("subscriptions"):
            self._woken.set()

    def check(self, record: Record, subscription: Record) -> None:
        """
        Send the message with which CloudWatch Logs tries a destination.

        Raises:
            ApiError: it was not taken.
        """
        try:
            self._send(record, subscription, [control_message(self._groups.now())])
        except ApiError as refused:
            raise ApiError(
                "InvalidParameterException",
                "Could not deliver test message to specified Firehose stream. Check if the given Firehose stream is "
                f"in ACTIVE state. ({refused.message})",
            ) from refused

    def _run(self) -> None:
        rest: float | None = None
        while not self._stopping:
            self._woken.wait(rest)
            self._woken.clear()
            try:
                rest = None if self._forward_all() else _RETRY_SECONDS
            except Exception:
                log.exception("sending log events to their subscribers failed")
                rest = _RETRY_SECONDS

    def _forward_all(self) -> bool:
        """Whether everything could be sent."""
        is_done = True
        for record in self._groups.all():
            for name in record.get("subscriptions", {}):
                is_done &= self._forward(record, name)
        return is_done

    def _forward(self, record: Record, name: str) -> bool:
        subscription = record["subscriptions"][name]
        pattern = parse_pattern(subscription["filterPattern"])
        store = self._groups.store(record)
        while not self._stopping and (events := store.arrived(store.sent(name), _STEP)):
            selected = [event for event in events if pattern.matches(event.message)]
            try:
                self._send(record, subscription, envelopes(record, name, selected))
            except ApiError as refused:
                log.warning("%s of %s was not delivered: %s", name, record["logGroupName"], refused)
                if refused.code not in _FINAL:
                    return False
            store.remember_sent(name, events[-1].id)
        return True

    def _send(self, record: Record, subscription: Record, found: Sequence[Envelope]) -> None:
        if self._neighbours is None:
            raise ApiError("ResourceNotFoundException", "There is no Firehose here.")
        _, _, _, region, account, name = subscription["destinationArn"].split(":")
        group = f"arn:aws:logs:{record['region']}:{record['account']}:log-group:{record['logGroupName']}:*"
        role = taken_role(
            self._permissions, subscription["roleArn"], "logs.amazonaws.com", region=region, source_arn=group
        )
        stream = name.removeprefix("deliverystream/")
        there = Caller(account=account, region=region, principal=role.principal)
        for one in found:
            wanted: dict[str, Any] = {"DeliveryStreamName": stream, "Record": {"Data": one}}
            self._permissions.demand(role, "firehose", "PutRecord", wanted)
            self._neighbours.call(there, "firehose", "PutRecord", wanted)
