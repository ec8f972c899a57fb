"""Exact resources and keys where an API names things in a way of its own: zones, scaling, firewalls, roles."""

from __future__ import annotations

from localcloud.gateway.authorization import catalogue
from localcloud.gateway.authorization.needs import Directory, Need, Params, Place, listed

_OF_TARGETS = frozenset(
    {
        "DeleteScalingPolicy",
        "DeleteScheduledAction",
        "DeregisterScalableTarget",
        "PutScalingPolicy",
        "PutScheduledAction",
        "RegisterScalableTarget",
    }
)


def zones(name: str, params: Params, _: Place, __: Directory) -> list[Need] | None:
    """Route 53's tags: a type and an id for hosted zones and health checks alike."""
    ids = listed(params.get("ResourceId") or params.get("ResourceIds"))
    if not ids or not params.get("ResourceType"):
        return None
    resources = tuple(f"arn:aws:route53:::{params['ResourceType']}/{id}" for id in ids)
    return [Need(action=f"route53:{name}", resources=resources)]


def scalable_targets(name: str, params: Params, place: Place, directory: Directory) -> list[Need] | None:
    """
    A scalable target's ARN ends in an id, which nobody who changes one names: it is found by what is scaled.
    """
    if name not in _OF_TARGETS:
        return None
    told = [str(params.get(key) or "") for key in ("ServiceNamespace", "ResourceId", "ScalableDimension")]
    arn = directory.scalable_target(place, told[0], told[1], told[2])
    keys = {
        "application-autoscaling:service-namespace": [told[0]],
        "application-autoscaling:scalable-dimension": [told[2]],
    }
    known = arn or catalogue.unknown("application-autoscaling", "ScalableTarget", place)
    return [Need(action=f"application-autoscaling:{name}", resources=(known,), keys=keys)]


def firewalls(name: str, params: Params, place: Place, _: Directory) -> list[Need] | None:
    """Who gives a web ACL managed rule groups needs it on those as well, of which AWS names none."""
    if name not in ("CreateWebACL", "UpdateWebACL"):
        return None
    resources = catalogue.resources("wafv2", name, params, place)
    if "ManagedRuleGroupStatement" in _members(params.get("Rules")):
        scope = resources[0].split(":")[5].partition("/")[0]
        resources = (*resources, place.arn("wafv2", f"{scope}/managedruleset/*/*"))
    return [Need(action=f"wafv2:{name}", resources=resources)]


def keys_of_iam(params: Params, place: Place, directory: Directory) -> dict[str, list[str]]:
    """The boundary is the one that is given, else the one that the role or user has whose policies change."""
    keys = {
        f"iam:{name.lower()}": [str(params[name])]
        for name in ("PermissionsBoundary", "PolicyArn", "AWSServiceName")
        if params.get(name)
    }
    for kind in ("role", "user"):
        name = params.get(f"{kind.capitalize()}Name")
        boundary = directory.boundary(place.account, kind, str(name)) if name else None
        if boundary:
            keys.setdefault("iam:permissionsboundary", [boundary])
    return keys


def _members(value: object) -> set[str]:
    """The names of all members, however deep."""
    if isinstance(value, dict):
        return set(value).union(*(_members(one) for one in value.values()))
    if isinstance(value, list):
        return set().union(*(_members(one) for one in value))
    return set()
