"""The operations on log groups: create, describe, retain, protect, tag, delete."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from localcloud.api import ApiError, Caller, Params
from localcloud.services.logs.groups import Groups, Record, arn, invalid
from localcloud.services.logs.tokens import page_token, read_page_token

RETENTION_DAYS = frozenset(
    {1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653}
)
_NAME = re.compile(r"[.\-_/#A-Za-z0-9]{1,512}")
_CLASSES = ("STANDARD", "INFREQUENT_ACCESS", "DELIVERY", "ESSENTIALS")
_PAGE = 50
_MAX_TAGS = 50


class GroupOperations:
    """Mixin of :class:`localcloud.services.logs.service.Logs`."""

    _groups: Groups

    def create_log_group(self, caller: Caller, params: Params) -> dict[str, Any]:
        name = str(params.get("logGroupName") or "")
        if not _NAME.fullmatch(name):
            raise invalid(f"'{name}' is no log group name: 1 to 512 of a-z, A-Z, 0-9, '_', '-', '/', '.' and '#'.")
        group_class = params.get("logGroupClass") or "STANDARD"
        if group_class not in _CLASSES:
            raise invalid(f"logGroupClass '{group_class}' must be one of {', '.join(_CLASSES)}.")
        fields = {"logGroupClass": group_class, "tags": _checked_tags(params.get("tags") or {})}
        if key := params.get("kmsKeyId"):
            fields["kmsKeyId"] = key
        if params.get("deletionProtectionEnabled"):
            fields["deletionProtectionEnabled"] = True
        self._groups.create(caller, name, fields)
        return {}

    def delete_log_group(self, caller: Caller, params: Params) -> dict[str, Any]:
        record = self._group(caller, params)
        if record.get("deletionProtectionEnabled"):
            message = "The log group is protected from deletion; see PutLogGroupDeletionProtection."
            raise ApiError("ValidationException", message)
        self._groups.delete(record)
        return {}

    def describe_log_groups(self, caller: Caller, params: Params) -> dict[str, Any]:
        records, token = self._page(caller, params, _PAGE)
        answer: dict[str, Any] = {"logGroups": [self._described(record) for record in records]}
        return {**answer, "nextToken": token} if token else answer

    def list_log_groups(self, caller: Caller, params: Params) -> dict[str, Any]:
        records, token = self._page(caller, params, 1000)
        groups = [
            {
                "logGroupName": record["logGroupName"],
                "logGroupArn": arn(record),
                "logGroupClass": record["logGroupClass"],
            }
            for record in records
        ]
        return {"logGroups": groups, "nextToken": token} if token else {"logGroups": groups}

    def put_retention_policy(self, caller: Caller, params: Params) -> dict[str, Any]:
        days = int(params.get("retentionInDays") or 0)
        if days not in RETENTION_DAYS:
            raise invalid(f"retentionInDays {days} must be one of {sorted(RETENTION_DAYS)}.")
        self._groups.change(self._group(caller, params), retentionInDays=days)
        return {}

    def delete_retention_policy(self, caller: Caller, params: Params) -> dict[str, Any]:
        self._groups.change(self._group(caller, params), retentionInDays=None)
        return {}

    def put_log_group_deletion_protection(self, caller: Caller, params: Params) -> dict[str, Any]:
        record = self._groups.identified(caller, str(params.get("logGroupIdentifier") or ""))
        self._groups.change(record, deletionProtectionEnabled=params.get("deletionProtectionEnabled") or None)
        return {}

    def associate_kms_key(self, caller: Caller, params: Params) -> dict[str, Any]:
        """The key is kept and shown; events on this machine's disk are not encrypted with it."""
        self._groups.change(self._kms_group(caller, params), kmsKeyId=params.get("kmsKeyId"))
        return {}

    def disassociate_kms_key(self, caller: Caller, params: Params) -> dict[str, Any]:
        self._groups.change(self._kms_group(caller, params), kmsKeyId=None)
        return {}

    def tag_resource(self, caller: Caller, params: Params) -> dict[str, Any]:
        record = self._groups.identified(caller, str(params.get("resourceArn") or ""))
        return self._tag(record, params.get("tags") or {})

    def tag_log_group(self, caller: Caller, params: Params) -> dict[str, Any]:
        return self._tag(self._group(caller, params), params.get("tags") or {})

    def untag_resource(self, caller: Caller, params: Params) -> dict[str, Any]:
        record = self._groups.identified(caller, str(params.get("resourceArn") or ""))
        return self._untag(record, set(params.get("tagKeys") or ()))

    def untag_log_group(self, caller: Caller, params: Params) -> dict[str, Any]:
        return self._untag(self._group(caller, params), set(params.get("tags") or ()))

    def list_tags_for_resource(self, caller: Caller, params: Params) -> dict[str, Any]:
        return {"tags": self._groups.identified(caller, str(params.get("resourceArn") or ""))["tags"]}

    def list_tags_log_group(self, caller: Caller, params: Params) -> dict[str, Any]:
        return {"tags": self._group(caller, params)["tags"]}

    def _group(self, caller: Caller, params: Params) -> Record:
        return self._groups.get(caller, str(params.get("logGroupName") or ""))

    def _kms_group(self, caller: Caller, params: Params) -> Record:
        return self._groups.identified(
            caller, str(params.get("logGroupName") or params.get("resourceIdentifier") or "")
        )

    def _tag(self, record: Record, tags: Params) -> dict[str, Any]:
        self._groups.change(record, tags=_checked_tags({**record["tags"], **tags}))
        return {}

    def _untag(self, record: Record, keys: set[str]) -> dict[str, Any]:
        self._groups.change(record, tags={key: value for key, value in record["tags"].items() if key not in keys})
        return {}

    def _page(self, caller: Caller, params: Params, largest: int) -> tuple[list[Record], str]:
        """The groups that are asked for, and the token of the next page ("" behind the last)."""
        limit = int(params.get("limit") or _PAGE)
        if not 1 <= limit <= largest:
            raise invalid(f"limit {limit} must be between 1 and {largest}.")
        is_wanted = _selection(params)
        after = read_page_token(params["nextToken"], 1)[0] if params.get("nextToken") else ""
        records = [r for r in self._groups.of(caller) if r["logGroupName"] > after and is_wanted(r)]
        token = page_token(records[limit - 1]["logGroupName"]) if len(records) > limit else ""
        return records[:limit], token

    def _described(self, record: Record) -> dict[str, Any]:
        described = {
            "logGroupName": record["logGroupName"],
            "creationTime": record["creationTime"],
            "metricFilterCount": 0,
            "arn": f"{arn(record)}:*",
            "storedBytes": self._groups.store(record).stored_bytes(),
            "logGroupClass": record["logGroupClass"],
            "logGroupArn": arn(record),
            "deletionProtectionEnabled": record.get("deletionProtectionEnabled", False),
        }
        for optional in ("retentionInDays", "kmsKeyId"):
            if optional in record:
                described[optional] = record[optional]
        return described


def _selection(params: Params) -> Callable[[Record], bool]:
    """Which groups a describe or list asks for."""
    prefix, pattern = params.get("logGroupNamePrefix"), params.get("logGroupNamePattern")
    if prefix and pattern:
        raise invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.")
    identifiers = [str(name).removesuffix(":*") for name in params.get("logGroupIdentifiers") or ()]
    group_class = params.get("logGroupClass")
    anchored = [word for word in (pattern or "").split("|") if word]

    def is_wanted(record: Record) -> bool:
        name = record["logGroupName"]
        return (
            name.startswith(prefix or "")
            and (not anchored or any(_contains(name, word) for word in anchored))
            and (not identifiers or name in identifiers or arn(record) in identifiers)
            and (not group_class or record["logGroupClass"] == group_class)
        )

    return is_wanted


def _contains(name: str, word: str) -> bool:
    """ListLogGroups' patterns: a part of the name, or with ``^`` its beginning."""
    return name.startswith(word[1:]) if word.startswith("^") else word in name


def _checked_tags(tags: Params) -> dict[str, str]:
    if len(tags) > _MAX_TAGS:
        raise ApiError("TooManyTagsException", f"A log group has at most {_MAX_TAGS} tags.")
    return {str(key): str(value) for key, value in tags.items()}
