"""
What an account holds of the types that the laptop's engine knows, as two accounts may be compared.

Everything is asked through the API. Ids, ARNs and addresses that AWS gives out differ from account to account; in their
place is what they stand for, ``<aws_subnet shop-prod-app-1>``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tests.real.terraform_gate2.listings import FAMILIES
from tests.real.terraform_gate2.place import Place

Inventory = Mapping[tuple[str, str], Any]
"""Settings by Terraform's type and what identifies the resource to its user: its name, most often."""

#: What differs between any two accounts, or from one moment to the next, and says nothing about what was asked for.
_OF_THE_MOMENT = frozenset(
    {
        "AvailableIpAddressCount",
        "CreatedTimestamp",
        "DbiResourceId",
        "DkimTokens",
        "LastModifiedTimestamp",
        "NetworkInterfaceId",
        "PrivateIp",
        "PrivateIpAddress",
        "PublicIp",
        "ResponseMetadata",
        "RoleId",
        "SecretVersionsToStages",
        "VerificationToken",
        "creationTime",
        "currentServiceRevisions",
        "deployments",
        "events",
        "storedBytes",
    }
)


def inventory(endpoint: str, region: str, owner: Sequence[str]) -> Inventory:
    """
    Args:
        owner: one of those is in the names of all that counts.
    """
    place = Place(endpoint, region, owner)
    found = [one for family in FAMILIES for one in family(place)]
    host = endpoint.removeprefix("http://")
    names = {id: f"<{one.type} {one.identity}>" for one in found for id in one.ids} | {host: "<endpoint>"}
    told = {
        (one.type, _told(one.identity, names)): json.loads(_told(json.dumps(_lasting(one.settings)), names))
        for one in found
    }
    return {key: _sorted(settings) for key, settings in told.items() if place.is_ours([key, settings])}


def _told(text: str, names: Mapping[str, str]) -> str:
    """Again while it changes, since what an id stands for may have an id in its identity."""
    before = ""
    while text != before:
        before = text
        for id in sorted(names, key=len, reverse=True):
            text = text.replace(id, names[id])
    return text


def _lasting(value: Any) -> Any:
    """Without times and what else nobody asked for. What is empty is as if it were not there."""
    match value:
        case Mapping():
            of_the_moment = _OF_THE_MOMENT | ({"Port"} if "Address" in value else set())
            kept = {name: _lasting(one) for name, one in value.items() if name not in of_the_moment}
            return {name: one for name, one in kept.items() if one not in (None, "", [], {})}
        case list():
            return [_lasting(one) for one in value]
        case datetime():
            return None
        case str() if value.startswith("{"):
            return json.loads(value)  # a document that an API shows as text
        case _:
            return value


def _sorted(value: Any) -> Any:
    """Lists in an order that follows from what is in them: most of AWS's are sets."""
    match value:
        case dict():
            return {name: _sorted(value[name]) for name in sorted(value)}
        case list():
            return sorted((_sorted(one) for one in value), key=lambda one: json.dumps(one, sort_keys=True))
        case _:
            return value
