"""What the roles of a graph may do, decided by the local cloud's own evaluator of policies."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aerostat.graph import Graph
from aerostat.graph.resource import Json, Ref, Value
from localcloud.behaviour.iam import Kind, Policies, Policy, Principal, Request, decide, policy
from tests.unit.graph.policy_documents import ACCOUNT, resolved

HOME = "us-east-1"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Somebody who has taken a role."""

    name: str
    identity: Sequence[Policy]
    boundary: Policy | None = None
    resource: Policy | None = field(default=None)

    def may(self, action: str, resource: str = "*", *, region: str = HOME, **context: str) -> bool:
        """
        Whether the role may do it.

        Args:
            context: condition keys; ``__`` stands for the colon, ``_1`` for the slash: ``aws__ResourceTag_1Team``.
        """
        keys = {name.replace("__", ":").replace("_1", "/").lower(): [value] for name, value in context.items()}
        arn = f"arn:aws:sts::{ACCOUNT}:assumed-role/{self.name}/session"
        role = f"arn:aws:iam::{ACCOUNT}:role/{self.name}"
        request = Request(
            principal=Principal(kind=Kind.ROLE_SESSION, arn=arn, account=ACCOUNT, role=role),
            action=action,
            resource=resource,
            account=ACCOUNT,
            context={"aws:requestedregion": [region], **keys},
        )
        found = Policies(identity=self.identity, boundary=self.boundary, resource=self.resource)
        return decide(request, found).is_allowed


def actor(graph: Graph, address: str) -> Actor:
    """Somebody with the role, its inline policies and those of the graph that are attached to it."""
    role = graph.resources[address]
    inline = [
        one
        for one in graph.resources.values()
        if one.type == "aws_iam_role_policy" and one.arguments["role"] == Ref(address, "name")
    ]
    attached = [
        graph.resources[one.arguments["policy_arn"].address]
        for one in graph.resources.values()
        if one.type == "aws_iam_role_policy_attachment"
        and one.arguments["role"] == Ref(address, "name")
        and isinstance(one.arguments["policy_arn"], Ref)
    ]
    bound = role.arguments.get("permissions_boundary")
    return Actor(
        name=str(role.arguments["name"]),
        identity=[read(graph, one.arguments["policy"], one.address) for one in (*inline, *attached)],
        boundary=read_boundary(graph, bound.address) if isinstance(bound, Ref) else None,
    )


def read_boundary(graph: Graph, address: str) -> Policy:
    return read(graph, graph.resources[address].arguments["policy"], address)


def read(graph: Graph, document: Value, name: str) -> Policy:
    return policy(json.dumps(resolved(graph, document)), name)


def may_take(graph: Graph, address: str, claims: Mapping[str, str]) -> bool:
    """Whether a token of GitHub with these claims opens the role."""
    trust = graph.resources[address].arguments["assume_role_policy"]
    assert isinstance(trust, Json)
    provider = resolved(graph, Ref("module.global.aws_iam_openid_connect_provider.github", "arn"))
    request = Request(
        principal=Principal(kind=Kind.FEDERATED, arn=provider),
        action="sts:AssumeRoleWithWebIdentity",
        resource="*",
        account=ACCOUNT,
        context={f"token.actions.githubusercontent.com:{name}": [value] for name, value in claims.items()},
    )
    return decide(request, Policies(resource=read(graph, trust, address), resource_decides=True)).is_allowed
