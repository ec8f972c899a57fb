"""What OpenSearch says of a domain whatever was asked: how far its changes are, and in which network it is."""

from __future__ import annotations

from typing import Any


def correct() -> None:
    from moto.opensearch.models import OpenSearchDomain

    plain = OpenSearchDomain.to_dict

    def to_dict(self: Any) -> dict[str, Any]:
        shown: dict[str, Any] = plain(self)
        shown["DomainProcessingStatus"] = "Deleting" if self.deleted else "Active"
        return shown

    OpenSearchDomain.to_dict = to_dict
