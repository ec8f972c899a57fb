"""What EC2's resources have in common: tags find them, and one request describes many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from aerostat.provision.handlers.base import Arguments, Attributes, Handler, Site, by_id, key_value, or_none

#: What names a resource among all others of its type.
_IDENTIFYING_TAGS = ("Application", "Environment", "Name")


class Ec2Handler(Handler):
    """
    An EC2 resource with an id and tags.

    Attributes:
        kind: EC2's resource type for tags on creation, ``vpc``.
        describes: the operation, its result's member, and the member that holds the id.
        id_filter: the filter that selects by id.
        extra_filters: what a found one must also be, so that a dying one is not taken for alive.
        absent: the error code of an id that is gone.
    """

    kind: ClassVar[str]
    describes: ClassVar[tuple[str, str, str]]
    id_filter: ClassVar[str]
    extra_filters: ClassVar[Mapping[str, list[str]]] = {}
    absent: ClassVar[str]
    deletes: ClassVar[tuple[str, str]]

    def find(self, site: Site, arguments: Arguments) -> Attributes | None:
        filters = {f"tag:{key}": [arguments["tags"][key]] for key in _IDENTIFYING_TAGS} | dict(self.extra_filters)
        found = self._describe(site, filters)
        return self.attributes(found[0], arguments) if found else None

    def observe(self, site: Site, known: Mapping[str, Attributes]) -> Mapping[str, Attributes | None]:
        ids = [attributes["id"] for attributes in known.values()]
        found = self._describe(site, {self.id_filter: ids} | dict(self.extra_filters))
        return by_id(known, [one[self.describes[2]] for one in found])

    def tag(self, site: Site, attributes: Attributes, tags: Mapping[str, str], removed: tuple[str, ...]) -> None:
        client = site.client("ec2")
        client.create_tags(Resources=[attributes["id"]], Tags=key_value(tags))
        if removed:
            client.delete_tags(Resources=[attributes["id"]], Tags=[{"Key": key} for key in removed])

    def delete(self, site: Site, attributes: Attributes) -> None:
        operation, parameter = self.deletes
        or_none(lambda: getattr(site.client("ec2"), operation)(**{parameter: attributes["id"]}), self.absent)

    def attributes(self, described: Mapping[str, Any], arguments: Arguments) -> Attributes:
        return {"id": described[self.describes[2]]}

    def tagging(self, arguments: Arguments) -> list[dict[str, Any]]:
        return [{"ResourceType": self.kind, "Tags": key_value(arguments["tags"])}]

    def _describe(self, site: Site, filters: Mapping[str, list[str]]) -> list[Mapping[str, Any]]:
        operation, member, _ = self.describes
        wanted = [{"Name": name, "Values": values} for name, values in filters.items()]
        return list(getattr(site.client("ec2"), operation)(Filters=wanted)[member])
