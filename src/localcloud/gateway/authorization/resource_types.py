"""
The types of resource in AWS's service authorization reference: how their ARNs look, and what parameters say of them.

``${ClusterName}`` is told by ``cluster``, ``${RoleNameWithPath}`` by ``RoleName``: names are compared without what they
end in, and where that is not enough there is a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product

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
class ResourceType:
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


def texts_by_name(service: str, params: Params) -> dict[str, list[str]]:
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
