"""
What AWS allows how many of, how long and how large, counted on the resources themselves.

``limits`` knows what a blueprint says; here is what follows from it: rules, policies, task definitions, names with
their prefixes. Quotas that AWS raises on request are warnings.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from aerostat.blueprint.problem import KeyPath, Problem
from aerostat.checks import aws_names
from aerostat.checks.regional import Regional
from aerostat.diagnostics import Severity
from aerostat.graph import Graph, Json, Ref, Resource, Value
from aerostat.model import Environment

_INLINE_POLICY = 10_240
_TASK_DEFINITION_BYTES = 64 * 1024
_FUNCTION_ENVIRONMENT_BYTES = 4096
_GROUPS_OF_AN_INTERFACE = 5
_RULES_OF_A_GROUP = 60
_RULES_OF_AN_ACL = 20
_NAMES_OF_A_CERTIFICATE = 10
_BEHAVIORS_OF_A_DISTRIBUTION = 75
_TAGS_OF_A_RESOURCE = 50
_NOTIFICATIONS_OF_A_BUDGET = 10
_READERS_OF_A_NOTIFICATION = 10
_METRICS_OF_AN_ALARM = 10

#: By type: what a load balancer has of it, and how many.
_OF_A_BALANCER: Mapping[str, tuple[str, int]] = {
    "aws_lb_target_group": ("target groups", 100),
    "aws_lb_listener_rule": ("rules", 100),
    "aws_lb_listener_certificate": ("certificates besides its first", 25),
}
#: Documents by type and argument: the most characters that AWS takes.
_DOCUMENTS: Mapping[tuple[str, str], int] = {
    ("aws_iam_policy", "policy"): 6144,
    ("aws_iam_role", "assume_role_policy"): 2048,
    ("aws_s3_bucket_policy", "policy"): 20_480,
    ("aws_sqs_queue_policy", "policy"): 20_480,
    ("aws_sns_topic_policy", "policy"): 30_720,
    ("aws_kms_key", "policy"): 32_768,
    ("aws_vpc_endpoint", "policy"): 20_480,
    ("aws_ecs_task_definition", "container_definitions"): _TASK_DEFINITION_BYTES,
}


def problems(environment: Environment, graph: Graph, regions: tuple[Regional, ...]) -> Iterator[Problem]:
    for one in graph.resources.values():
        if one.mode == "managed":
            yield from _documents(graph, one)
            yield from _sizes(graph, one)
    yield from _inline_policies(graph)
    for region in regions:
        yield from _network(region)
    yield from _counted(graph)
    yield from aws_names.problems(graph)


def _documents(graph: Graph, one: Resource) -> Iterator[Problem]:
    for (type, argument), most in _DOCUMENTS.items():
        if one.type == type and (length := written_length(graph, one.arguments.get(argument))) > most:
            what = "task definition" if type == "aws_ecs_task_definition" else "policy"
            yield _beyond(one, f"the {what} `{one.name}` has about {length} characters, and AWS allows {most}")


def _sizes(graph: Graph, one: Resource) -> Iterator[Problem]:
    match one.type:
        case "aws_lambda_function":
            size = written_length(graph, _at(one, "environment", "variables"))
            if size > _FUNCTION_ENVIRONMENT_BYTES:
                told = f"the environment of function `{one.name}` has about {size} bytes, and Lambda allows 4096"
                yield _beyond(one, told, "it `uses` very much; keep large settings in a bucket or parameter")
        case "aws_ecs_service":
            groups = _list(_at(one, "network_configuration", "security_groups"))
            if len(groups) > _GROUPS_OF_AN_INTERFACE:
                yield _beyond(one, f"tasks of `{one.name}` have {len(groups)} security groups, and AWS allows 5")
        case "aws_acm_certificate":
            names = 1 + len(_list(one.arguments.get("subject_alternative_names")))
            yield from _quota(one, "certificate", names, "names", _NAMES_OF_A_CERTIFICATE)
        case "aws_cloudfront_distribution":
            behaviors = len(_list(one.arguments.get("ordered_cache_behavior")))
            yield from _quota(one, "distribution", behaviors, "behaviours", _BEHAVIORS_OF_A_DISTRIBUTION)
        case "aws_budgets_budget":
            yield from _budget(one)
        case "aws_cloudwatch_metric_alarm":
            yield from _alarm(one)
    tags = one.arguments.get("tags")
    if one.type == "aws_vpc" and isinstance(tags, Mapping) and len(tags) > _TAGS_OF_A_RESOURCE:
        told = f"resources would have {len(tags)} tags, four of them Aerostat's, and AWS allows {_TAGS_OF_A_RESOURCE}"
        yield _beyond(one, told, "remove some", path=("tags",))


def _budget(one: Resource) -> Iterator[Problem]:
    notifications = _list(one.arguments.get("notification"))
    if len(notifications) > _NOTIFICATIONS_OF_A_BUDGET:
        told = f"the budget has {len(notifications)} notifications, two for each percentage, and AWS allows 10"
        yield _beyond(one, told, "write five percentages or fewer", path=("budget", "at"))
    first = notifications[0] if notifications else None
    readers = _list(first.get("subscriber_email_addresses")) if isinstance(first, Mapping) else []
    if len(readers) > _READERS_OF_A_NOTIFICATION:
        told = f"the budget notifies {len(readers)} addresses, and AWS allows {_READERS_OF_A_NOTIFICATION}"
        yield _beyond(one, told, "use a mailing list", path=("budget", "notify"))


def _alarm(one: Resource) -> Iterator[Problem]:
    queries = _list(one.arguments.get("metric_query"))
    metrics = sum(1 for query in queries if isinstance(query, Mapping) and "metric" in query)
    if metrics > _METRICS_OF_AN_ALARM:
        told = f"alarm `{one.name}` has {metrics} metrics, one for each node, and AWS allows {_METRICS_OF_AN_ALARM}"
        hint = "watch one metric instead of a share, or give the cache fewer `replicas`"
        yield _beyond(one, told, hint, path=tuple(one.origin.split(".")))


def _inline_policies(graph: Graph) -> Iterator[Problem]:
    """All inline policies of a role count together."""
    of_role: dict[str, list[Resource]] = defaultdict(list)
    for one in graph.resources.values():
        if one.type == "aws_iam_role_policy" and isinstance(role := one.arguments["role"], Ref):
            of_role[role.address].append(one)
    for policies in of_role.values():
        length = sum(written_length(graph, one.arguments["policy"]) for one in policies)
        if length > _INLINE_POLICY:
            told = f"the policies of role `{policies[0].name}` have about {length} characters, and IAM allows 10240"
            more = "use fewer things, or divide the service into two"
            yield _beyond(policies[0], told, more, path=(*_path(policies[0]), "uses"))


def _network(region: Regional) -> Iterator[Problem]:
    for (group, direction), rules in region.world.group_rules.items():
        if len(rules) > _RULES_OF_A_GROUP:
            told = f"security group `{group}` has {len(rules)} {direction} rules{region.where}, and AWS allows 60"
            yield _raisable(_rules_path(region, group), told, "let fewer use it, or ask AWS for more (Service Quotas)")
    counts: Counter[tuple[str, bool]] = Counter()
    for one in region.resources():
        if one.type == "aws_network_acl_rule" and isinstance(acl := one.arguments["network_acl_id"], Ref):
            counts[acl.address, bool(one.arguments["egress"])] += 1
    for (acl, is_out), count in counts.items():
        if count > _RULES_OF_AN_ACL:
            way = "egress" if is_out else "ingress"
            name = region.graph.resources[acl].name
            told = f"network ACL `{name}` has {count} {way} rules{region.where}, and AWS allows 20"
            path: KeyPath = ("network", "bastion", "allowed_from") if region.all_of("aws_instance") else ("network",)
            yield _raisable(path, told, "name wider ranges, and fewer of them")


def _rules_path(region: Regional, group: str) -> KeyPath:
    """Where the blueprint asks for the rules of a group: the bastion's ranges, or the thing itself."""
    if any(group in one.groups for one in region.all_of("aws_instance")):
        return ("network", "bastion", "allowed_from")
    origins = [one.resource.origin for one in region.placed if group in one.groups]
    return tuple(origins[0].split(".")[:2]) if origins else ("network",)


def _counted(graph: Graph) -> Iterator[Problem]:
    """What belongs to the one load balancer of a region."""
    counts = Counter((one.module, one.type) for one in graph.resources.values())
    for (_, type), count in counts.items():
        if type in _OF_A_BALANCER and count > _OF_A_BALANCER[type][1]:
            what, most = _OF_A_BALANCER[type]
            told = f"the load balancer has {count} {what}, and AWS allows {most}"
            yield _raisable(("services",), told, "join routes and hosts: `/api/*` in place of many below it")


def written_length(graph: Graph, value: Value) -> int:
    """How many characters the value has as AWS gets it, with ARNs in place of references."""
    if isinstance(value, Json):
        return len(json.dumps(_assumed(graph, value.value), separators=(",", ":")))
    if isinstance(value, Mapping):
        return sum(len(key) + len(str(_assumed(graph, item))) for key, item in value.items())
    return 0


def _assumed(graph: Graph, value: Value) -> object:
    match value:
        case str() | int() | float() | None:
            return value
        case Mapping():
            return {key: _assumed(graph, item) for key, item in value.items()}
        case Sequence():
            return [_assumed(graph, item) for item in value]
        case _:
            return aws_names.assumed_text(graph, value)


def _quota(one: Resource, what: str, count: int, of: str, most: int) -> Iterator[Problem]:
    if count > most:
        told = f"the {what} `{one.name}` has {count} {of}, and AWS allows {most}"
        yield _raisable(_path(one), told, "use fewer, or ask AWS for more (Service Quotas)")


def _beyond(one: Resource, told: str, suggestion: str = "make it smaller", path: KeyPath = ()) -> Problem:
    reason = "an apply would stop half-way"
    return Problem(
        id="aws-limit", path=path or _path(one), mark="key", message=told, reason=reason, suggestion=suggestion
    )


def _raisable(path: KeyPath, told: str, suggestion: str) -> Problem:
    return Problem(
        id="aws-limit",
        path=path,
        mark="key",
        severity=Severity.WARNING,
        message=told,
        reason="unless AWS has given this account more, an apply would stop half-way",
        suggestion=suggestion,
    )


def _path(one: Resource) -> KeyPath:
    return tuple(one.origin.split(".")[:2])


def _at(one: Resource, *keys: str) -> Value:
    value: Value = one.arguments
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _list(value: Value) -> Sequence[Value]:
    return value if isinstance(value, Sequence) and not isinstance(value, str) else []
