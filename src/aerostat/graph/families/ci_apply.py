"""
What the applying role may do besides reading: change resources of the types that the environment has.

Of IAM, only what it takes to give the application its roles: with names of this environment, under its boundary, with
the policies of AWS that the graph attaches, handed to the services that the graph hands them to. The roles for CI and
their policies are denied to it, else it could give itself more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from aerostat.graph.actions import needs
from aerostat.graph.families.boundary import boundary_names, not_others
from aerostat.graph.families.ci_plan import state_statements, terraform_types
from aerostat.graph.families.granting import granted, in_our_regions
from aerostat.graph.families.keys import key
from aerostat.graph.families.ours import Ours
from aerostat.graph.names import ROLE
from aerostat.graph.policies import allow
from aerostat.graph.resource import Json, Ref, Resource, Text, Value
from aerostat.graph.scope import ACCOUNT, Scope

Statement = Mapping[str, Value]

_ROLES = (
    "iam:DeleteRole",
    "iam:TagRole",
    "iam:UntagRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
    "iam:UpdateRoleDescription",
)
_BOUNDED = ("iam:CreateRole", "iam:DeleteRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy")
_ATTACHED = ("iam:AttachRolePolicy", "iam:DetachRolePolicy")
_PROFILES = (
    "iam:AddRoleToInstanceProfile",
    "iam:CreateInstanceProfile",
    "iam:DeleteInstanceProfile",
    "iam:RemoveRoleFromInstanceProfile",
    "iam:TagInstanceProfile",
    "iam:UntagInstanceProfile",
)
#: Who acts with a key on behalf of whoever makes something that is encrypted with it.
_KEY_USERS = (
    "backup",
    "ec2",
    "ecr",
    "elasticache",
    "es",
    "firehose",
    "lambda",
    "logs",
    "rds",
    "scheduler",
    "secretsmanager",
    "ssm",
)
#: The service whose linked role AWS makes with the first resource of a type.
_LINKED: Mapping[str, str] = {
    "aws_appautoscaling_target": "ecs.application-autoscaling.amazonaws.com",
    "aws_backup_selection": "backup.amazonaws.com",
    "aws_db_instance": "rds.amazonaws.com",
    "aws_ecs_cluster": "ecs.amazonaws.com",
    "aws_elasticache_replication_group": "elasticache.amazonaws.com",
    "aws_kms_replica_key": "mrk.kms.amazonaws.com",
    "aws_lb": "elasticloadbalancing.amazonaws.com",
    "aws_opensearch_domain": "opensearchservice.amazonaws.com",
    "aws_wafv2_web_acl_logging_configuration": "wafv2.amazonaws.com",
}


def apply_statements(ours: Ours) -> list[Statement]:
    writes = needs(terraform_types(ours.resources)).writes
    return [
        *granted(ours, writes, condition=in_our_regions(ours.scope)),
        *_roles(ours),
        *_linked_roles(ours),
        *_keys(ours.scope),
        *_read_secrets(ours),
        *state_statements(ours.scope, ours.scope.environment.state, writes=True),
        _not_itself(ours.scope),
        *not_others(ours.scope),
    ]


def _roles(ours: Ours) -> Iterator[Statement]:
    roles = list(ours.arns(["iam:role"]))
    boundaries = [Text(("arn:aws:iam::", ACCOUNT, f":policy/{name}")) for name in boundary_names(ours.scope)]
    bounded: dict[str, Value] = {"iam:PermissionsBoundary": boundaries}
    yield allow("Roles", _ROLES, roles)
    yield allow("RolesWithinBoundary", _BOUNDED, roles, {"ArnEquals": bounded})
    attached = sorted(_attached(ours.resources))
    if attached:
        condition: dict[str, Value] = {"ArnEquals": {**bounded, "iam:PolicyARN": attached}}
        yield allow("PoliciesOfAws", _ATTACHED, roles, condition)
    if any(one.type == "aws_iam_instance_profile" for one in ours.resources):
        yield allow("InstanceProfiles", _PROFILES, list(ours.arns(["iam:instance-profile"])))
    services = sorted({service for one in ours.resources for service in _trusted(one)})
    if services:
        yield allow("PassRoles", ["iam:PassRole"], roles, {"StringEquals": {"iam:PassedToService": services}})


def _attached(resources: Sequence[Resource]) -> set[str]:
    found = (one.arguments["policy_arn"] for one in resources if one.type == "aws_iam_role_policy_attachment")
    return {arn for arn in found if isinstance(arn, str)}


def _trusted(resource: Resource) -> Iterator[str]:
    """The services that may take the role, if the resource is one."""
    document = resource.arguments.get("assume_role_policy")
    if resource.type != "aws_iam_role" or not isinstance(document, Json):
        return
    assert isinstance(document.value, Mapping)
    statements = document.value["Statement"]
    assert isinstance(statements, Sequence)
    for statement in statements:
        assert isinstance(statement, Mapping)
        principal = statement["Principal"]
        assert isinstance(principal, Mapping)
        yield str(principal["Service"])


def _linked_roles(ours: Ours) -> Iterator[Statement]:
    types = {one.type for one in ours.resources}
    services: list[Value] = [service for type, service in _LINKED.items() if type in types]
    if services:
        linked = Text(("arn:aws:iam::", ACCOUNT, ":role/aws-service-role/*"))
        condition: dict[str, Value] = {"StringEquals": {"iam:AWSServiceName": services}}
        yield allow("ServiceLinkedRoles", ["iam:CreateServiceLinkedRole"], linked, condition)


def _keys(scope: Scope) -> Iterator[Statement]:
    """The use of keys, only through what is encrypted with them."""
    if key(scope) is None:
        return
    arn = Text(("arn:aws:kms:*:", ACCOUNT, ":key/*"))
    through: dict[str, Value] = {"kms:ViaService": [f"{service}.*.amazonaws.com" for service in _KEY_USERS]}
    yield allow(
        "KeyThroughServices", ["kms:Decrypt", "kms:GenerateDataKey", "kms:RetireGrant"], arn, {"StringLike": through}
    )
    lent: dict[str, Value] = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    yield allow("KeyGrants", ["kms:CreateGrant"], arn, lent)


def _read_secrets(ours: Ours) -> Iterator[Statement]:
    """The passwords that Terraform reads out of one secret to write them into a database, never into its state."""
    by_address = {one.address: one for one in ours.resources}
    read = [
        one.arguments["secret_id"]
        for one in ours.resources
        if one.type == "aws_secretsmanager_secret_version" and one.mode == "ephemeral"
    ]
    arns: list[Value] = [
        Text(("arn:aws:secretsmanager:*:", ACCOUNT, f":secret:{name}-??????"))
        for name in sorted({_secret_name(secret, by_address) for secret in read})
    ]
    if arns:
        yield allow("Passwords", ["secretsmanager:GetSecretValue"], arns)


def _secret_name(secret: Value, resources: Mapping[str, Resource]) -> str:
    """The name behind a reference to a version of the secret, or to the secret itself."""
    if not isinstance(secret, Ref):
        return str(secret)
    resource = resources[secret.address]
    return _secret_name(resource.arguments["name" if "name" in resource.arguments else "secret_id"], resources)


def _not_itself(scope: Scope) -> Statement:
    """Looking is allowed: Terraform compares them, and a person applies what has changed."""
    roles = [scope.name("ci", job, limit=ROLE) for job in ("deploy", "plan", "apply")]
    arns: list[Value] = [Text(("arn:aws:iam::", ACCOUNT, f":role/{name}")) for name in roles]
    arns.append(Text(("arn:aws:iam::", ACCOUNT, f":policy/{scope.name()}-*")))
    return {"Sid": "NotItself", "Effect": "Deny", "NotAction": ["iam:Get*", "iam:List*"], "Resource": arns}
