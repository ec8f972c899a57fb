"""OpenSearch domains: in the VPC, encrypted, over as many zones as they have nodes for."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph import names
from aerostat.graph.families.keys import key
from aerostat.graph.families.logs import log_group
from aerostat.graph.families.network import private_subnets
from aerostat.graph.families.security import group
from aerostat.graph.names import label
from aerostat.graph.policies import policy_document
from aerostat.graph.resource import Ref, Resource, Text, Value
from aerostat.graph.scope import ACCOUNT, Scope
from aerostat.model import Search

#: OpenSearch divides a domain over two or three zones, and no other number.
_MOST_ZONES = 3
_WHAT_IT_NEEDS = """In a VPC it needs the account's service-linked role, from `aerostat bootstrap` or, once, by hand:
  aws iam create-service-linked-role --aws-service-name opensearchservice.amazonaws.com"""
_TLS = "Policy-Min-TLS-1-2-PFS-2023-10"


def search(scope: Scope) -> Iterator[Resource]:
    if scope.is_local or not scope.runs:
        return
    for one in scope.environment.search.values():
        name = f"/aws/opensearch/{scope.path(scope.kept(one.name))}"
        yield log_group(scope, _log_label(one), name, None, f"search.{one.name}")
        yield _log_policy(scope, one)
        yield _domain(scope, one)


def _domain(scope: Scope, one: Search) -> Resource:
    own = key(scope)
    return Resource(
        type="aws_opensearch_domain",
        name=label(one.name),
        arguments={
            "domain_name": _name(scope, one),
            "engine_version": f"OpenSearch_{one.version}",
            "access_policies": _access(scope, one),
            "cluster_config": _nodes(scope, one),
            "ebs_options": {"ebs_enabled": True, "volume_type": "gp3", "volume_size": one.storage},
            "vpc_options": {
                "subnet_ids": private_subnets(scope)[: _zones(scope, one)],
                "security_group_ids": [group(one.name)],
            },
            "encrypt_at_rest": {"enabled": True, **({} if own is None else {"kms_key_id": own})},
            "node_to_node_encryption": {"enabled": True},
            "domain_endpoint_options": {"enforce_https": True, "tls_security_policy": _TLS},
            "log_publishing_options": [
                {
                    "log_type": kind,
                    "cloudwatch_log_group_arn": Ref(f"aws_cloudwatch_log_group.{_log_label(one)}", "arn"),
                }
                for kind in ("INDEX_SLOW_LOGS", "SEARCH_SLOW_LOGS", "ES_APPLICATION_LOGS")
            ],
            "tags": scope.tags(),
        },
        depends_on=(f"aws_cloudwatch_log_resource_policy.{_log_label(one)}",),
        origin=f"search.{one.name}",
        comment=_WHAT_IT_NEEDS,
        exempt=_exemptions(scope, one),
    )


def _name(scope: Scope, one: Search) -> str:
    return scope.name(scope.kept(one.name), limit=names.SEARCH_DOMAIN)


def _zones(scope: Scope, one: Search) -> int:
    return min(one.nodes, scope.environment.network.zones, _MOST_ZONES)


def _nodes(scope: Scope, one: Search) -> dict[str, Value]:
    nodes: dict[str, Value] = {"instance_type": one.instance, "instance_count": one.nodes}
    if _zones(scope, one) > 1:
        nodes["zone_awareness_enabled"] = True
        nodes["zone_awareness_config"] = {"availability_zone_count": _zones(scope, one)}
    return nodes


def _access(scope: Scope, one: Search) -> Value:
    """The account's own roles, each with what its own policy grants."""
    statement: dict[str, Value] = {
        "Effect": "Allow",
        "Principal": {"AWS": Text(("arn:aws:iam::", ACCOUNT, ":root"))},
        "Action": "es:ESHttp*",
        "Resource": Text((f"arn:aws:es:{scope.region}:", ACCOUNT, f":domain/{_name(scope, one)}/*")),
    }
    return policy_document([statement])


def _log_policy(scope: Scope, one: Search) -> Resource:
    logs = Text((Ref(f"aws_cloudwatch_log_group.{_log_label(one)}", "arn"), ":*"))
    statement: dict[str, Value] = {
        "Effect": "Allow",
        "Principal": {"Service": "es.amazonaws.com"},
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": logs,
        "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
    }
    return Resource(
        type="aws_cloudwatch_log_resource_policy",
        name=_log_label(one),
        arguments={
            "policy_name": scope.name(scope.kept(one.name), "search"),
            "policy_document": policy_document([statement]),
        },
        origin=f"search.{one.name}",
    )


def _log_label(one: Search) -> str:
    return label(one.name, "search")


def _exemptions(scope: Scope, one: Search) -> dict[str, str]:
    exempt = {
        "CKV_AWS_317": "audit logs need a user database inside the domain; its users are IAM roles",
        "CKV2_AWS_52": "access is by IAM role and security group; there are no users inside the domain",
        "CKV_AWS_318": "dedicated masters begin to pay at ten nodes",
        "CKV2_AWS_59": "dedicated masters begin to pay at ten nodes",
    }
    if key(scope) is None:
        exempt["CKV_AWS_247"] = "encrypted with AWS's key; a key of one's own is `encryption: customer`"
    return exempt
