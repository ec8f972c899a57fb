"""
What the planning role may do: look at what Terraform would look at, and read and lock the state.

The actions follow from the types of the environment's resources. Values of secrets and contents of objects are denied
besides, so that no bucket's or secret's own policy lets them in either: pull requests are written by many.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from aerostat.graph.actions import needs
from aerostat.graph.families.granting import granted, in_our_regions
from aerostat.graph.families.ours import Ours
from aerostat.graph.policies import allow
from aerostat.graph.resource import Resource, Text, Value
from aerostat.graph.scope import ACCOUNT, Scope
from aerostat.model import StateStorage

Statement = Mapping[str, Value]

#: The roles' own types: they are made after the types of everything else are known.
_OWN_TYPES = ("aws_iam_openid_connect_provider", "aws_iam_policy", "aws_iam_role", "aws_iam_role_policy_attachment")


def terraform_types(resources: Sequence[Resource]) -> list[str]:
    return sorted({one.type for one in resources if one.mode != "input"}.union(_OWN_TYPES))


def read_statements(ours: Ours) -> list[Statement]:
    """What Terraform reads before it plans: of plan and apply alike."""
    reads = needs(terraform_types(ours.resources)).reads
    public = sorted(
        str(one.arguments["name"]) for one in ours.resources if one.type == "aws_ssm_parameter" and one.mode == "data"
    )
    statements = granted(ours, reads, condition=in_our_regions(ours.scope))
    if "rds:DescribeDBInstances" in reads:
        # The provider looks for an instance among all, by its id.
        instances = Text(("arn:aws:rds:*:", ACCOUNT, ":db:*"))
        statements.append(allow("AllInstances", ["rds:DescribeDBInstances"], instances, in_our_regions(ours.scope)))
    if public:
        arns: list[Value] = [f"arn:aws:ssm:*::parameter{name}" for name in dict.fromkeys(public)]
        statements.append(allow("PublicParameters", ["ssm:GetParameter"], arns, in_our_regions(ours.scope)))
    return statements


def plan_statements(ours: Ours) -> list[Statement]:
    state = ours.scope.environment.state
    return [*state_statements(ours.scope, state, writes=False), *_nothing_kept(state)]


def state_statements(scope: Scope, state: StateStorage, *, writes: bool) -> Iterator[Statement]:
    """
    The state and its lock, where they are kept on AWS.

    Args:
        writes: the state itself, too. The lock is written by everybody who reads the state in earnest.
    """
    if not state.bucket:
        return
    bucket = f"arn:aws:s3:::{state.bucket}"
    yield allow("StateBucket", ["s3:ListBucket"], bucket)
    yield allow("State", ["s3:GetObject", *(["s3:PutObject"] if writes else [])], f"{bucket}/{state.key}")
    if state.lock == "s3":
        yield allow("StateLock", ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], f"{bucket}/{state.key}.tflock")
    else:
        region = state.region or scope.environment.region
        table = Text((f"arn:aws:dynamodb:{region}:", ACCOUNT, f":table/{state.table}"))
        lock = ["dynamodb:DeleteItem", "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:PutItem"]
        yield allow("StateLock", lock, table)


def _nothing_kept(state: StateStorage) -> Iterator[Statement]:
    own = [f"arn:aws:s3:::{state.bucket}/{state.key}", f"arn:aws:s3:::{state.bucket}/{state.key}.tflock"]
    yield {
        "Sid": "NoContents",
        "Effect": "Deny",
        "Action": ["s3:GetObject", "s3:GetObjectVersion"],
        **({"NotResource": own} if state.bucket else {"Resource": "*"}),
    }
    yield {"Sid": "NoSecrets", "Effect": "Deny", "Action": ["secretsmanager:GetSecretValue"], "Resource": "*"}
