"""
Resources that the cloud keeps and shows as they were asked for, and that do nothing by themselves.

Many a resource of AWS is a statement that another service acts upon: a budget, a sampling rule, a cache policy. Where
nobody here acts, the statement is still kept, so that the tools which make it can read, change and delete it again.
docs/reference/localcloud-services.md tells users which these are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from localcloud.api import ApiError, Caller, Params
from localcloud.journal.tables import Journal
from localcloud.services.records import Record, Records


class Register:
    """
    The resources of one kind, by account, region and name.

    Args:
        table: of the journal, ``xray/groups``.
        missing: the error's code for a name that is not there.
        is_global: one register for all regions, as IAM has it.
    """

    def __init__(
        self, journal: Journal, table: str, *, missing: str, status: int = 400, is_global: bool = False
    ) -> None:
        self._records = Records(journal, table)
        self._kind = table.rpartition("/")[2]
        self._missing = missing
        self._status = status
        self._is_global = is_global

    def add(self, caller: Caller, name: str, record: Record, *, taken: str) -> Record:
        """
        Put a new record.

        Args:
            taken: the error's code when there is one of that name.
        """
        if not self._records.add(self._key(caller, name), record):
            raise ApiError(taken, f"{name} already exists.", status=409 if self._status == 404 else 400)
        return record

    def find(self, caller: Caller, name: str) -> Record | None:
        return self._records.get(self._key(caller, name))

    def get(self, caller: Caller, name: str) -> Record:
        """
        Raises:
            ApiError: there is none of that name.
        """
        record = self.find(caller, name)
        if record is None:
            raise self._absent(name)
        return record

    def all(self, caller: Caller) -> list[Record]:
        """In order of their names."""
        return self._records.under(self._key(caller, ""))

    def change(self, caller: Caller, name: str, change: Callable[[Record], Record]) -> Record:
        """
        Raises:
            ApiError: there is none of that name.
        """
        changed = self._records.change(self._key(caller, name), change)
        if changed is None:
            raise self._absent(name)
        return changed

    def update(self, caller: Caller, name: str, params: Params, members: Sequence[str]) -> Record:
        """Take those of ``members`` that the request has."""
        return self.change(caller, name, lambda old: {**old, **chosen(params, members)})

    def put(self, caller: Caller, name: str, record: Record) -> Record:
        """Put a record, whether or not there is one of that name."""
        if not self._records.add(self._key(caller, name), record):
            self.change(caller, name, lambda old: record)
        return record

    def remove(self, caller: Caller, name: str) -> Record:
        """
        Raises:
            ApiError: there is none of that name.
        """
        record = self.get(caller, name)
        self._records.remove(self._key(caller, name))
        return record

    def _key(self, caller: Caller, name: str) -> str:
        return f"{caller.account}/{'global' if self._is_global else caller.region}/{name}"

    def _absent(self, name: str) -> ApiError:
        return ApiError(self._missing, f"There is no {name} among the {self._kind}.", status=self._status)


def chosen(params: Params, members: Sequence[str]) -> Record:
    """Those members that the request has."""
    return {name: params[name] for name in members if name in params}


def tags_of(params: Params, member: str = "Tags") -> list[dict[str, str]]:
    """A request's tags as pairs, whether it has them as pairs or as a map."""
    tags = params.get(member) or ()
    if isinstance(tags, Mapping):
        return [{"Key": key, "Value": value} for key, value in tags.items()]
    return [{"Key": _of(tag, "Key"), "Value": _of(tag, "Value")} for tag in tags]


def as_map(tags: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Pairs as the map that younger APIs have."""
    return {tag["Key"]: tag["Value"] for tag in tags}


def _of(tag: Mapping[str, str], name: str) -> str:
    return tag.get(name) or tag.get(name.lower()) or ""
