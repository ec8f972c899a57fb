"""
The checks that read the graph.

What a blueprint can say wrongly stands in a table, as in test_on_aws.py: ``▸`` marks where the finding must point, and
what stands behind ``»`` replaces the marked value, after which nothing is told. What only the graph itself can have
wrong is made wrong here: a rule, route or encryption taken away, a rule or permission added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from ipaddress import IPv4Network
from pathlib import Path
from typing import NamedTuple

import pytest

from aerostat import blueprint, checks
from aerostat.blueprint import Blueprint
from aerostat.blueprint.reading import of_source
from aerostat.blueprint.source import Source
from aerostat.checks import on_graph, reachability
from aerostat.checks.catalogue import LINKS, known_ids
from aerostat.checks.regional import regionals
from aerostat.diagnostics import Finding
from aerostat.graph import Graph, Json, Ref, Resource, Value, compile_graph
from aerostat.model import Environment

EXAMPLES = Path(__file__).parents[3] / "examples"
_ECR = "image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/x:1"
_WEB = f"{_ECR}, port: 80, routes: [/*]"


class Mistake(NamedTuple):
    """``text`` holds one ``▸wrong»right«``."""

    id: str
    text: str
    message: str


def _many(form: str, count: int) -> str:
    return ", ".join(form.replace("#", str(number)) for number in range(count))


MISTAKES = [
    Mistake(
        "unreachable",
        "databases: {d: {}}\nqueues: {q: {}}\nfunctions: {f: {source: ., uses: [▸d»q«], connected: false}}",
        "function `f` is outside the network in which `d` is",
    ),
    Mistake(
        "exposed",
        f"services: {{a: {{{_WEB}}}}}\ndomain: shop.example.com\ncdn: {{direct: ▸true»false«}}",
        "answer also who does not come through the CDN",
    ),
    Mistake(
        "unreachable",
        f"services: {{a: {{{_ECR}, port: 80, discovery: true}}, b: {{{_WEB}}}}}\n"
        "functions: {f: {source: ., uses: [▸a»b«]}}",
        "outside the network in which `a` is",
    ),
    Mistake(
        "unreachable",
        f"network: {{nat: none}}\nqueues: {{q: {{}}}}\nservices: {{a: {{{_WEB}}}, b: {{{_ECR}, uses: [▸a»q«]}}}}",
        "service `b` cannot reach `a` at its public address",
    ),
    Mistake(
        "no-endpoint",
        "network: {nat: none}\nservices: {a: {image: ▸nginx»123456789012.dkr.ecr.us-east-1.amazonaws.com/x:1«}}",
        "service `a` cannot reach Docker Hub, where its image is",
    ),
    Mistake(
        "no-endpoint",
        "network: {nat: none}\nqueues: {q: {}}\n"
        f"services: {{a: {{{_ECR}, permissions: [▸textract:AnalyzeDocument»sqs:ListQueues«]}}}}",
        "cannot reach AWS's `textract`",
    ),
    Mistake(
        "no-endpoint",
        f"network: {{nat: none, endpoints: [textract]}}\nqueues: {{q: {{}}}}\n"
        f"services: {{a: {{{_ECR}, permissions: [textract:AnalyzeDocument, ▸iam:ListRoles»sqs:ListQueues«]}}}}\n",
        "cannot reach AWS's `iam`",
    ),
    Mistake(
        "region-without-database",
        f"services: {{a: {{{_WEB}, uses: [d]}}}}\nregions: {{us-east-1: active, us-west-2: active}}\n"
        "databases:\n  ▸d: {}»d: {replicas: {r: {region: us-west-2}}}«",
        "region us-west-2 runs `a`, and has no replica of database `d`",
    ),
    Mistake(
        "open-to-the-internet",
        "network: {bastion: {allowed_from: [▸0.0.0.0/0»203.0.113.0/24«]}}",
        "SSH of the bastion is open to 0.0.0.0/0",
    ),
    Mistake("wide-permission", f"services: {{a: {{{_ECR}, permissions: [▸s3:*»s3:ListAllMyBuckets«]}}}}", "`s3:*`"),
    Mistake(
        "wide-permission",
        f"services: {{a: {{{_ECR}, permissions: [▸s3:GetObject»s3:ListAllMyBuckets«]}}}}",
        "every bucket",
    ),
    Mistake(
        "wide-permission",
        f"services: {{a: {{{_ECR}, permissions: [{{actions: iam:PassRole, ▸resources: '*'"
        "»resources: 'arn:aws:iam::123456789012:role/x'«}]}}",
        "`iam:PassRole`",
    ),
    Mistake(
        "aws-limit",
        f"services: {{a: {{{_ECR}, environment: {{▸LONG: {'x' * 70_000}»LONG: x«}}}}}}",
        "the task definition `a` has about",
    ),
    Mistake(
        "aws-limit",
        f"queues: {{{_many('q#: {}', 60)}}}\nservices: {{a: {{{_ECR}, uses: [▸{_many('q#', 60)}»q1«]}}}}",
        "IAM allows 10240",
    ),
    Mistake(
        "aws-limit",
        f"network: {{bastion: {{allowed_from: [▸{_many('203.0.#.0/24', 61)}»203.0.1.0/24«]}}}}",
        "security group `bastion` has 61 ingress rules",
    ),
    Mistake(
        "aws-limit",
        f"network: {{acls: true, bastion: {{allowed_from: [▸{_many('203.0.#.0/24', 20)}»203.0.1.0/24«]}}}}",
        "network ACL `public` has",
    ),
    Mistake(
        "aws-limit",
        "budget: {monthly: 5, notify: [a@example.com], at: [▸50, 60, 70, 80, 90, 100»50, 100«]}",
        "12 notifications",
    ),
    Mistake(
        "aws-limit",
        f"budget: {{monthly: 5, notify: [▸{_many('a#@example.com', 11)}»a@example.com«]}}",
        "notifies 11 addresses",
    ),
    Mistake(
        "aws-limit",
        "caches: {c: {replicas: 5, tls: true}}\nmonitoring:\n  notify: {high: [a@example.com]}\n"
        "  default_alarms: false\n  alarms: {\n"
        "    ▸a: {on: c, when: CacheMisses / GetTypeCmds sum > 1 for 5m}»a: {on: c, when: Evictions > 1 for 5m}«}",
        "12 metrics, one for each node",
    ),
    Mistake(
        "dangling-reference",
        "databases: {d: {multi_az: true, replicas: {reports: {zone: 2}}}}\nmonitoring:\n  default_alarms: false\n"
        "  notify: {high: [a@example.com]}\n  alarms: {late: {on: ▸d.report»d.reports«, when: ReplicaLag > 60 for 5m}}",
        "names `d.report`, which is no",
    ),
    Mistake("aws-limit", f"tags: {{▸{_many('T#: x', 47)}»T: x«}}", "51 tags"),
    Mistake(
        "aws-limit",
        f"services: {{a: {{{_ECR}, port: 80, routes: [{_many('h#.example.com/*', 12)}]}}}}\n"
        "cdn: {}\n▸domain: {name: a.example.com, zone: example.com}»domain: {name: a.example.org}«",
        "names, and AWS allows 10",
    ),
    Mistake("name-taken", f"services: {{▸load-balancer»balancer«: {{{_WEB}}}}}", "a name that something else needs"),
    Mistake(
        "name-taken",
        f"services: {{a: {{{_ECR}, port: 80, discovery: x}}, b: {{{_ECR}, port: 80, discovery: ▸x»y«}}}}",
        "would both be called `x`",
    ),
    Mistake(
        "name-taken",
        "secrets: {ONE: {path: /x/one}, TWO: {path: ▸/x/one»/x/two«}}",
        "would both be called `/x/one`",
    ),
    Mistake(
        "no-versions",
        f"services: {{a: {{{_ECR}, uses: [b]}}}}\nbuckets: {{b: {{versioned: ▸false»true«}}}}",
        "gone for ever",
    ),
    Mistake("ses-sandbox", "▸email: {m: {domain: example.com}}»queues: {}«", "verified addresses only"),
]


def told(text: str) -> list[Finding]:
    """All that is told of production; folders and sizes are in order in these texts."""
    source = Source(file=Path("aerostat.yaml"), text=f"application: shop\n{text}\nenvironments: {{prod: {{}}}}\n")
    read = of_source(source)
    assert isinstance(read, Blueprint) and not read.findings, read
    return list(checks.run(blueprint.resolve(read, "prod"), read, closely=True))


def test_a_laptop_without_replicas_may_have_alarms_on_them() -> None:
    """Nobody watches a laptop; a replica that the blueprint never had is told on AWS."""
    text = "application: shop\ndatabases: {d: {replicas: {reports: {zone: 2}}}}\n"
    text += "monitoring: {alarms: {late: {on: d.reports, when: ReplicaLag > 60 for 5m}}}\n"
    read = of_source(Source(file=Path("aerostat.yaml"), text=text))
    assert isinstance(read, Blueprint) and not read.findings, read

    found = checks.run(blueprint.resolve(read, blueprint.LOCAL), read)

    assert not [one for one in found if one.id == "dangling-reference"]


def variants(text: str) -> tuple[str, str, int]:
    """The wrong text, the right one, and the line of the mark."""
    before, _, rest = text.partition("▸")
    wrong, _, rest = rest.partition("»")
    right, _, after = rest.partition("«")
    return before + wrong + after, before + right + after, before.count("\n") + 2


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: f"{one.id}: {one.message}")
def test_a_mistake_is_told_where_it_stands_and_not_when_it_is_mended(mistake: Mistake) -> None:
    """Line, id and message are right; the repaired blueprint has no finding of that kind."""
    wrong, right, line = variants(mistake.text)

    findings = [one for one in told(wrong) if one.id == mistake.id and mistake.message in f"{one.message} {one.reason}"]

    assert [line] == [one.location.line for one in findings if one.location], told(wrong)
    assert [] == [one for one in told(right) if one.id == mistake.id]


def environment(example: str, name: str = "prod") -> Environment:
    return blueprint.resolve(blueprint.load(EXAMPLES / example / "aerostat.yaml"), name)


def without(graph: Graph, address: str) -> Graph:
    return replace(graph, resources={key: one for key, one in graph.resources.items() if key != address})


def with_(graph: Graph, one: Resource) -> Graph:
    return replace(graph, resources={**graph.resources, one.address: one})


def changed(graph: Graph, address: str, **arguments: Value) -> Graph:
    one = graph.resources[address]
    return with_(graph, replace(one, arguments={**one.arguments, **arguments}))


def ids(environment: Environment, graph: Graph) -> set[str]:
    return {one.id for one in on_graph.of_graph(environment, graph)}


FENCES = (
    "aws_vpc_security_group_ingress_rule",
    "aws_vpc_security_group_egress_rule",
    "aws_network_acl_rule",
    "aws_route",
)
#: What no use asks for by name, with the reason that it is there.
NOBODY_MISSES: Mapping[str, str] = {
    "aws_vpc_security_group_egress_rule.index_content_https": "whatever is connected may call AWS",
    "aws_vpc_security_group_ingress_rule.endpoints_from_index_content": "whatever is connected may call AWS",
}


@pytest.mark.parametrize("example", ["web-worker", "shop", "multi-region", "four-environments", "fitness"])
def test_whatever_is_taken_from_the_network_somebody_misses(example: str) -> None:
    """Every rule of a group or an ACL, every route: without it, something does not reach what it needs."""
    whole = environment(example)
    graph = compile_graph(whole, {})
    running = {one.module for one in graph.resources.values() if one.type == "aws_ecs_service"}
    fences = [one for one in graph.resources.values() if one.type in FENCES and one.module in running]

    needed = [one.address for one in fences if not _is_covered(graph, one.address)]

    assert set() == ids(whole, graph)
    assert len(needed) > 5
    missed = [address for address in needed if _is_missed(whole, without(graph, address))]
    assert set(needed) - set(missed) == {address for address in needed if address.endswith(tuple(NOBODY_MISSES))}


def _is_missed(environment: Environment, graph: Graph) -> bool:
    return any(reachability.problems(environment, graph, tuple(regionals(environment, graph))))


def _is_covered(graph: Graph, address: str) -> bool:
    """Whether a wider rule of the same group or ACL lets the same through."""
    one = graph.resources[address]
    same = [
        other
        for other in graph.resources.values()
        if other.type == one.type and other is not one and all(_is_equal(one, other, key) for key in _SAME)
    ]
    return any(_holds(_range(other), _range(one)) and _ports_hold(other, one) for other in same)


_SAME = ("security_group_id", "network_acl_id", "egress")


def _is_equal(one: Resource, other: Resource, key: str) -> bool:
    return one.arguments.get(key) == other.arguments.get(key)


def _range(one: Resource) -> IPv4Network | None:
    written = one.arguments.get("cidr_block") or one.arguments.get("cidr_ipv4")
    return IPv4Network(written) if isinstance(written, str) else None


def _holds(wide: IPv4Network | None, narrow: IPv4Network | None) -> bool:
    """A range holds another, and any range of everybody holds a security group's members."""
    return wide is not None and (wide.prefixlen == 0 or (narrow is not None and narrow.subnet_of(wide)))


def _ports_hold(wide: Resource, narrow: Resource) -> bool:
    first, last = (int(str(wide.arguments[key])) for key in ("from_port", "to_port"))
    return all(first <= int(str(narrow.arguments[key])) <= last for key in ("from_port", "to_port"))


NEIGHBOUR = Resource(
    type="aws_vpc_security_group_ingress_rule",
    name="made_by_hand",
    arguments={"ip_protocol": "tcp", "from_port": 8000, "to_port": 8000},
)


_CLOUDFRONT = Ref("aws_ec2_managed_prefix_list.cloudfront", "id")


def _group(name: str) -> Ref:
    return Ref(f"aws_security_group.{name}", "id")


@pytest.mark.parametrize(
    ("group", "peer"),
    [
        ("web", {"cidr_ipv4": "0.0.0.0/0"}),
        ("web", {"cidr_ipv4": "10.0.0.0/16"}),
        ("web", {"referenced_security_group_id": _group("web")}),
        ("worker", {"referenced_security_group_id": _group("web")}),
        ("worker", {"referenced_security_group_id": _group("load_balancer")}),
        ("database", {"referenced_security_group_id": _group("load_balancer")}),
        ("database", {"cidr_ipv4": "10.0.0.0/16"}),
        ("load_balancer", {"cidr_ipv4": "0.0.0.0/0"}),
        ("cache", {"referenced_security_group_id": _group("database")}),
    ],
)
def test_the_attacks_of_a_review_are_seen(group: str, peer: dict[str, Value]) -> None:
    """From outside to a task, from task to task, from a stranger to a data store: each opening is told."""
    shop = environment("shop")
    opening = replace(NEIGHBOUR, arguments={**NEIGHBOUR.arguments, "security_group_id": _group(group), **peer})

    assert {"exposed"} == ids(shop, with_(compile_graph(shop, {}), opening))


@pytest.mark.parametrize(
    ("group", "port", "peer"),
    [
        ("load_balancer", 443, {"cidr_ipv4": "0.0.0.0/0"}),
        ("load_balancer", 80, {"prefix_list_id": _CLOUDFRONT}),
        ("api", 8080, {"prefix_list_id": _CLOUDFRONT}),
    ],
)
def test_a_way_past_the_cdn_is_seen(group: str, port: int, peer: dict[str, Value]) -> None:
    """To the load balancer for everybody, and to anything else for CloudFront."""
    fitness = environment("fitness")
    ports: dict[str, Value] = {"from_port": port, "to_port": port}
    opening = replace(NEIGHBOUR, arguments={**NEIGHBOUR.arguments, **ports, "security_group_id": _group(group), **peer})

    assert {"exposed"} == ids(fitness, with_(compile_graph(fitness, {}), opening))


@pytest.mark.parametrize(
    ("group", "peer", "port"),
    [
        ("database", {"cidr_ipv4": "0.0.0.0/0"}, 443),
        ("cache", {"referenced_security_group_id": _group("web")}, 8000),
        ("web", {"cidr_ipv4": "0.0.0.0/0"}, 6667),
        ("worker", {"referenced_security_group_id": _group("load_balancer")}, 443),
    ],
)
def test_ways_out_that_nobody_needs_are_seen(group: str, peer: dict[str, Value], port: int) -> None:
    """A data store calls nobody; a task calls the web's ports and what it uses."""
    shop = environment("shop")
    ports: dict[str, Value] = {"ip_protocol": "tcp", "from_port": port, "to_port": port}
    opening = replace(
        NEIGHBOUR,
        type="aws_vpc_security_group_egress_rule",
        arguments={"security_group_id": _group(group), **ports, **peer},
    )

    assert {"exposed"} == ids(shop, with_(compile_graph(shop, {}), opening))


@pytest.mark.parametrize(
    ("id", "address", "arguments"),
    [
        ("exposed", "aws_db_instance.database", {"publicly_accessible": True}),
        ("exposed", "aws_ecs_service.web", {"network_configuration": {"assign_public_ip": True}}),
        ("exposed", "aws_s3_bucket_public_access_block.images", {"block_public_policy": False}),
        ("unencrypted", "aws_db_instance.database", {"storage_encrypted": False}),
        ("unencrypted", "aws_elasticache_replication_group.cache", {"at_rest_encryption_enabled": False}),
        ("unencrypted", "aws_sqs_queue.events", {"kms_master_key_id": None}),
        ("no-deletion-protection", "aws_db_instance.database", {"deletion_protection": False}),
        ("aws-limit", "aws_db_instance.database", {"identifier": "Shop--database"}),
        ("aws-limit", "aws_lb.main", {"name": "internal-shop"}),
        ("exposed", "aws_subnet_of_the_database", {}),
    ],
)
def test_what_is_public_or_bare_is_seen(id: str, address: str, arguments: dict[str, Value]) -> None:
    """Whoever writes a family wrongly hears of it here, and so does the reader of a plan."""
    shop = environment("shop")
    graph = compile_graph(shop, {})
    if address == "aws_subnet_of_the_database":
        address, arguments = (
            "aws_route_table_association.database_1",
            {"route_table_id": Ref("aws_route_table.public", "id")},
        )

    assert id in ids(shop, changed(graph, address, **arguments))


def test_a_bucket_without_its_aspects_is_seen() -> None:
    """Neither encrypted nor closed to the public."""
    shop = environment("shop")
    graph = compile_graph(shop, {})

    for type, id in (
        ("aws_s3_bucket_public_access_block", "exposed"),
        ("aws_s3_bucket_server_side_encryption_configuration", "unencrypted"),
    ):
        assert {id} == ids(shop, without(graph, f"{type}.images"))


def test_a_policy_for_everybody_is_seen() -> None:
    """`Principal: *` without a condition."""
    shop = environment("shop")
    graph = compile_graph(shop, {})
    open_to_all: dict[str, Value] = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
    only_mine: dict[str, Value] = {**open_to_all, "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}}}

    for statement, told in ((open_to_all, {"exposed"}), (only_mine, set[str]())):
        policy = Json({"Statement": [statement]})
        assert told == ids(shop, changed(graph, "aws_s3_bucket_policy.images", policy=policy))


@pytest.mark.parametrize(
    ("example", "policy", "action", "resource"),
    [
        ("shop", "aws_iam_role_policy.web_task", "s3:DeleteBucket", Ref("aws_s3_bucket.images", "arn")),
        ("shop", "aws_iam_role_policy.web_task", "s3:GetObject", "*"),
        ("shop", "aws_iam_role_policy.web_task", "sqs:PurgeQueue", Ref("aws_sqs_queue.events", "arn")),
        ("shop", "aws_iam_role_policy.web_execution", "secretsmanager:GetSecretValue", "*"),
        ("shop", "aws_iam_role_policy.worker_task", "iam:PassRole", "*"),
        ("fitness", "aws_iam_role_policy.content_task", "s3:PutObject", Ref("aws_s3_bucket.videos", "arn")),
        ("fitness", "aws_iam_role_policy.training_task", "sqs:ReceiveMessage", Ref("aws_sqs_queue.payments", "arn")),
        ("fitness", "aws_iam_role_policy.index_content_function", "s3:GetObject", Ref("aws_s3_bucket.videos", "arn")),
    ],
)
def test_a_permission_that_nothing_explains_is_seen(example: str, policy: str, action: str, resource: Value) -> None:
    """Another verb, another thing, or everything."""
    whole = environment(example)
    graph = compile_graph(whole, {})
    document = graph.resources[policy].arguments["policy"]
    assert isinstance(document, Json) and isinstance(document.value, Mapping)
    statements = document.value["Statement"]
    assert isinstance(statements, list)
    more: dict[str, Value] = {"Effect": "Allow", "Action": [action], "Resource": resource}

    assert set() == ids(whole, graph)
    assert {"unexplained-permission"} == ids(
        whole, changed(graph, policy, policy=Json({"Statement": [*statements, more]}))
    )


def test_too_many_groups_and_rules_are_counted() -> None:
    """Five security groups on an interface, sixty rules in one."""
    shop = environment("shop")
    graph = compile_graph(shop, {})
    network = graph.resources["aws_ecs_service.web"].arguments["network_configuration"]
    assert isinstance(network, Mapping)

    crowded = {**network, "security_groups": [_group("web")] * 6}

    assert {"aws-limit"} == ids(shop, changed(graph, "aws_ecs_service.web", network_configuration=crowded))


def test_every_finding_is_in_the_catalogue() -> None:
    """Its id is documented, and every link is for an id."""
    assert {one.id for one in MISTAKES} <= known_ids()
    assert LINKS.keys() <= known_ids()
    assert all(link.startswith("https://docs.aws.amazon.com/") for link in LINKS.values())


def test_a_finding_carries_its_link() -> None:
    """For programs: `aerostat check --json` tells it."""
    [finding] = [one for one in told("email: {m: {domain: example.com}}") if one.id == "ses-sandbox"]

    assert LINKS["ses-sandbox"] == finding.link


def test_a_laptop_has_no_network_to_judge() -> None:
    """Nothing is compiled for `local`."""
    assert [] == list(on_graph.problems(environment("shop", "local")))
