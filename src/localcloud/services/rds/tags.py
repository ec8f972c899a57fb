"""Tags of anything that has an ARN, kept apart from what they are on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from localcloud.journal.tables import Journal

Tag = Mapping[str, str]


class Tags:
    """
    Args:
        table: of the journal, for example ``rds/tags``.
    """

    def __init__(self, journal: Journal, table: str) -> None:
        self._table = journal.table(table)

    def of(self, arn: str) -> list[dict[str, str]]:
        """In wire shape, in order of their first addition."""
        document = self._table.get(arn) or {}
        return [{"Key": key, "Value": value} for key, value in document.items()]

    def add(self, arn: str, tags: Iterable[Tag]) -> None:
        """Add tags, or change their values."""
        new = {tag["Key"]: tag.get("Value", "") for tag in tags}
        if new:
            self._table.put(arn, {**(self._table.get(arn) or {}), **new})

    def replace(self, arn: str, tags: Iterable[Tag]) -> None:
        """The tags of a resource that is new under an ARN which another may have had before."""
        self.forget(arn)
        self.add(arn, tags)

    def remove(self, arn: str, keys: Iterable[str]) -> None:
        gone = set(keys)
        self._table.put(arn, {key: value for key, value in (self._table.get(arn) or {}).items() if key not in gone})

    def forget(self, arn: str) -> None:
        """The resource was deleted."""
        self._table.delete(arn)
