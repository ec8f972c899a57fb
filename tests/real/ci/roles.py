"""The roles of a graph, made as Terraform would make them."""

from __future__ import annotations

import json
from typing import Any

from aerostat.graph import Graph
from aerostat.graph.resource import Ref
from tests.real.ci.web_identity import GITHUB
from tests.unit.graph.policy_documents import arn, resolved


def make_roles(iam: Any, graph: Graph) -> None:
    """Those of the application and of its pipeline, with GitHub as the account's identity provider."""
    iam.create_open_id_connect_provider(Url=f"https://{GITHUB}", ClientIDList=["sts.amazonaws.com"])
    resources = graph.resources.values()
    for one in resources:
        if one.type == "aws_iam_policy":
            text = json.dumps(resolved(graph, one.arguments["policy"]))
            iam.create_policy(PolicyName=one.arguments["name"], PolicyDocument=text)
    for one in resources:
        if one.type == "aws_iam_role":
            trust = json.dumps(resolved(graph, one.arguments["assume_role_policy"]))
            trust = trust.replace("oidc-provider/0f6d0a1e", f"oidc-provider/{GITHUB}")
            bound = one.arguments.get("permissions_boundary")
            more = {"PermissionsBoundary": resolved(graph, bound)} if isinstance(bound, Ref) else {}
            iam.create_role(RoleName=one.arguments["name"], AssumeRolePolicyDocument=trust, **more)
    for one in resources:
        if one.type == "aws_iam_role_policy":
            name, text = resolved(graph, one.arguments["role"]), json.dumps(resolved(graph, one.arguments["policy"]))
            iam.put_role_policy(RoleName=name, PolicyName=one.arguments["name"], PolicyDocument=text)
        if one.type == "aws_iam_role_policy_attachment" and isinstance(one.arguments["policy_arn"], Ref):
            policy = arn(graph, graph.resources[one.arguments["policy_arn"].address])
            iam.attach_role_policy(RoleName=resolved(graph, one.arguments["role"]), PolicyArn=policy)
