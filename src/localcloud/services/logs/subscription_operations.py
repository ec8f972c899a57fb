"""The operations on subscription filters: two for each group, to Firehose."""

from __future__ import annotations

import re
from typing import Any

from localcloud.api import ApiError, Caller, Params
from localcloud.behaviour.filter_patterns import InvalidPattern, parse_pattern
from localcloud.services.logs.forwarding import Forwarder
from localcloud.services.logs.groups import Groups, Record, invalid
from localcloud.services.logs.tokens import page_token, read_page_token

_NAME = re.compile(r"[^:*]{1,512}")
_STREAM = re.compile(r"arn:aws[\w-]*:firehose:[\w-]+:\d{12}:deliverystream/[\w.-]{1,64}")
_MOST = 2
_PAGE = 50
_SHOWN = ("filterName", "logGroupName", "filterPattern", "destinationArn", "roleArn", "distribution", "creationTime")


class SubscriptionOperations:
    """Mixin of :class:`localcloud.services.logs.service.Logs`. The filters are part of their group's record."""

    _groups: Groups
    _forwarder: Forwarder

    def put_subscription_filter(self, caller: Caller, params: Params) -> dict[str, Any]:
        """Make or replace a filter. What the group has already is sent to nobody; a new destination is tried first."""
        record = self._groups.get(caller, str(params.get("logGroupName") or ""))
        filters = dict(record.get("subscriptions", {}))
        name = str(params.get("filterName") or "")
        wanted = _checked(name, params)
        old = filters.get(name)
        if old is None and len(filters) == _MOST:
            raise ApiError("LimitExceededException", "Resource limit exceeded.")
        self._forwarder.check(record, wanted)
        filters[name] = {
            **wanted,
            "logGroupName": record["logGroupName"],
            "creationTime": old["creationTime"] if old else self._groups.now(),
        }
        if old is None:
            store = self._groups.store(record)
            store.remember_sent(name, store.last_id())
        self._groups.change(record, subscriptions=filters)
        return {}

    def delete_subscription_filter(self, caller: Caller, params: Params) -> dict[str, Any]:
        record = self._groups.get(caller, str(params.get("logGroupName") or ""))
        filters = dict(record.get("subscriptions", {}))
        if filters.pop(str(params.get("filterName") or ""), None) is None:
            raise ApiError("ResourceNotFoundException", "The specified subscription filter does not exist.")
        self._groups.change(record, subscriptions=filters or None)
        return {}

    def describe_subscription_filters(self, caller: Caller, params: Params) -> dict[str, Any]:
        record = self._groups.get(caller, str(params.get("logGroupName") or ""))
        prefix, limit = str(params.get("filterNamePrefix") or ""), int(params.get("limit") or _PAGE)
        after = read_page_token(params["nextToken"], 1)[0] if params.get("nextToken") else ""
        names = sorted(name for name in record.get("subscriptions", {}) if name.startswith(prefix) and name > after)
        answer: dict[str, Any] = {"subscriptionFilters": [_described(record, name) for name in names[:limit]]}
        return {**answer, "nextToken": page_token(names[limit - 1])} if len(names) > limit else answer


def _checked(name: str, params: Params) -> dict[str, Any]:
    pattern, destination = str(params.get("filterPattern") or ""), str(params.get("destinationArn") or "")
    if not _NAME.fullmatch(name):
        raise invalid(f"'{name}' is no filter name: 1 to 512 characters other than ':' and '*'.")
    try:
        parse_pattern(pattern)
    except InvalidPattern as problem:
        raise invalid(f"Invalid filter pattern: {problem}") from problem
    if not _STREAM.fullmatch(destination):
        raise ApiError("NotImplemented", "The local cloud sends log events to delivery streams of Firehose only.")
    if not params.get("roleArn"):
        raise invalid("A role is needed to send log events to Firehose.")
    return {
        "filterName": name,
        "filterPattern": pattern,
        "destinationArn": destination,
        "roleArn": params["roleArn"],
        "distribution": params.get("distribution") or "ByLogStream",
    }


def _described(record: Record, name: str) -> dict[str, Any]:
    found = record["subscriptions"][name]
    return {member: found[member] for member in _SHOWN}
