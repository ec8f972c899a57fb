"""Who may deploy, plan and apply from outside, and what: decided by the local cloud's evaluator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from aerostat.graph import Graph, compile_graph
from aerostat.graph.actions import needs
from aerostat.graph.families.ci_plan import terraform_types
from aerostat.graph.families.granting import granted
from aerostat.graph.families.ours import Ours
from aerostat.graph.scope import worldwide_scope
from aerostat.model import Environment, StateStorage
from tests.unit.graph.blueprints import shop
from tests.unit.graph.deciding import Actor, actor, may_take, read_boundary
from tests.unit.graph.everything import everything
from tests.unit.graph.policy_audit import overlap
from tests.unit.graph.policy_documents import ACCOUNT, arn, documents, resolved

DEPLOY, PLAN, APPLY = (f"module.global.aws_iam_role.ci_{job}" for job in ("deploy", "plan", "apply"))
ECS = f"arn:aws:ecs:us-east-1:{ACCOUNT}"
IAM = f"arn:aws:iam::{ACCOUNT}"
CLUSTER = f"{ECS}:cluster/fitness-prod"
BOUNDARY = f"{IAM}:policy/fitness-prod-boundary"


@cache
def graph() -> Graph:
    return compile_graph(everything(), {})


@cache
def role(address: str) -> Actor:
    return actor(graph(), address)


def token(subject: str, audience: str = "sts.amazonaws.com") -> dict[str, str]:
    return {"aud": audience, "sub": f"repo:{subject}"}


# Who


@pytest.mark.parametrize("address", [DEPLOY, PLAN, APPLY])
@pytest.mark.parametrize(
    "claims",
    [
        token("example/fitness:environment:staging"),
        token("example/fitness:environment:production"),
        token("example/fitness:ref:refs/heads/main"),
        token("example/fitness-fork:environment:prod"),
        token("somebody/fitness:environment:prod"),
        token("example/fitness:environment:prod", audience="https://github.com/example"),
        {"aud": "sts.amazonaws.com"},
    ],
)
def test_a_token_of_somebody_else_opens_no_role(address: str, claims: dict[str, str]) -> None:
    """Another repository, environment, branch or audience, or no subject at all."""
    assert not may_take(graph(), address, claims)


def test_a_pull_request_may_plan_and_no_more() -> None:
    """Whoever can write a branch sees what would change; changing it takes the environment and its reviewers."""
    pull_request, environment = token("example/fitness:pull_request"), token("example/fitness:environment:prod")

    assert [True, True, True] == [may_take(graph(), address, environment) for address in (DEPLOY, PLAN, APPLY)]
    assert [False, True, False] == [may_take(graph(), address, pull_request) for address in (DEPLOY, PLAN, APPLY)]


@pytest.mark.parametrize("environment", [replace(everything(), ci=None), shop("local")])
def test_without_a_repository_there_is_no_role_for_one(environment: Environment) -> None:
    assert not [one for one in compile_graph(environment, {}).resources if ".ci_" in one or "openid" in one]


# Deploying


def test_deploying_moves_this_environments_services() -> None:
    """In each region where they run, and in this cluster."""
    deploy = role(DEPLOY)

    assert deploy.may("ecs:UpdateService", f"{ECS}:service/fitness-prod/fitness-prod-api", ecs__cluster=CLUSTER)
    assert not deploy.may("ecs:UpdateService", f"{ECS}:service/fitness-staging/fitness-staging-api")
    assert not deploy.may("ecs:DeleteService", f"{ECS}:service/fitness-prod/fitness-prod-api", ecs__cluster=CLUSTER)
    elsewhere = f"{ECS}:cluster/fitness-staging"
    family = f"{ECS}:task-definition/fitness-prod-api:7"
    assert deploy.may("ecs:RunTask", family, ecs__cluster=CLUSTER)
    assert not deploy.may("ecs:RunTask", family, ecs__cluster=elsewhere)
    there = "arn:aws:ecs:eu-west-1:{}:{}/fitness-prod"
    assert deploy.may(
        "ecs:DescribeServices",
        f"{there.format(ACCOUNT, 'service')}/fitness-prod-auth",
        ecs__cluster=there.format(ACCOUNT, "cluster"),
    )


@pytest.mark.parametrize(
    ("action", "resource", "other"),
    [
        ("ecr:PutImage", "ecr:us-east-1:A:repository/fitness-prod-api", "ecr:us-east-1:A:repository/fitness-dev-api"),
        (
            "ecr:PutImage",
            "ecr:ap-southeast-1:A:repository/fitness-prod-api",
            "ecr:us-west-2:A:repository/fitness-prod-api",
        ),
        (
            "ecs:RegisterTaskDefinition",
            "ecs:us-east-1:A:task-definition/fitness-prod-api:*",
            "ecs:us-east-1:A:task-definition/b:*",
        ),
        (
            "lambda:UpdateFunctionCode",
            "lambda:us-east-1:A:function:fitness-prod-send",
            "lambda:us-east-1:A:function:send",
        ),
        (
            "logs:GetLogEvents",
            "logs:us-east-1:A:log-group:/ecs/fitness/prod/api:log-stream:a",
            "logs:us-east-1:A:log-group:/b:log-stream:a",
        ),
    ],
)
def test_deploying_is_limited_to_what_is_deployed(action: str, resource: str, other: str) -> None:
    ours, theirs = (f"arn:aws:{text.replace(':A:', f':{ACCOUNT}:')}" for text in (resource, other))

    assert role(DEPLOY).may(action, ours)
    assert not role(DEPLOY).may(action, theirs)


def test_deploying_hands_out_the_roles_of_tasks_to_tasks_only() -> None:
    deploy = role(DEPLOY)
    tasks, functions = "ecs-tasks.amazonaws.com", "lambda.amazonaws.com"

    assert deploy.may("iam:PassRole", f"{IAM}:role/fitness-prod-api-task", iam__PassedToService=tasks)
    assert not deploy.may("iam:PassRole", f"{IAM}:role/fitness-prod-api-task", iam__PassedToService=functions)
    for other in ("fitness-prod-ci-apply", "fitness-prod-send-function", "fitness-staging-api-task", "Admin"):
        assert not deploy.may("iam:PassRole", f"{IAM}:role/{other}", iam__PassedToService=tasks)


# Planning


def test_planning_reads_what_terraform_reads_and_writes_a_lock() -> None:
    """Of all that is written for any type, planning may do nothing."""
    found = needs(terraform_types(list(graph().resources.values())))
    plan = role(PLAN)

    assert [] == [name for name in sorted(found.reads) if not any(plan.may(name, one) for one in ours_of(name))]
    assert [] == [name for name in sorted(found.writes) if any(plan.may(name, one) for one in ours_of(name))]
    state = "arn:aws:s3:::fitness-terraform-state/prod/terraform.tfstate"
    assert plan.may("s3:GetObject", state)
    assert not plan.may("s3:PutObject", state)
    assert plan.may("s3:PutObject", f"{state}.tflock")
    assert not plan.may("s3:GetObject", "arn:aws:s3:::fitness-terraform-state/dev/terraform.tfstate")


def test_planning_sees_no_secret_and_no_object() -> None:
    """Not even where the secret's or the bucket's own policy lets the whole account in."""
    open_to_all = role(APPLY).identity
    plan = replace(role(PLAN), identity=[*role(PLAN).identity, *open_to_all])

    secret = f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:fitness/prod/database/password-AbCdEf"
    assert role(APPLY).may("secretsmanager:GetSecretValue", secret)
    assert not plan.may("secretsmanager:GetSecretValue", secret)
    assert not plan.may("s3:GetObject", f"arn:aws:s3:::fitness-prod-videos-{ACCOUNT}/a.mp4")


def test_a_state_in_a_table_is_locked_there() -> None:
    """The older lock, where the blueprint asks for it."""
    state = StateStorage(bucket="b", key="k", lock="dynamodb", table="locks")
    plan = actor(compile_graph(replace(everything(), state=state), {}), PLAN)

    assert plan.may("dynamodb:PutItem", f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/locks")
    assert not plan.may("s3:PutObject", "arn:aws:s3:::b/k.tflock")


# Applying


def test_applying_may_do_all_that_terraform_does() -> None:
    found = needs(terraform_types(list(graph().resources.values())))

    refused = [name for name in sorted(found.writes | found.reads) if not role_may_somewhere(name)]

    assert [] == refused


def role_may_somewhere(name: str) -> bool:
    return any(role(APPLY).may(name, one) for one in ours_of(name))


def test_applying_leaves_what_other_environments_are_called_alone() -> None:
    """Wherever a name tells whose a resource is."""
    apply = role(APPLY)
    writes = needs(terraform_types(list(graph().resources.values()))).writes
    named = [(name, one) for name in sorted(writes) for one in ours_of(name) if "fitness" in one]
    assert len(named) > 150
    for name, ours in named:
        theirs = ours.replace("fitness-prod", "fitness-staging").replace("fitness/prod", "fitness/staging")
        assert not apply.may(name, theirs), f"{name} on {theirs}"


def test_applying_leaves_what_carries_another_environments_tags_alone() -> None:
    """Where AWS gives ids, the tags tell."""
    vpc = f"arn:aws:ec2:us-east-1:{ACCOUNT}:vpc/vpc-1"
    tags = {"aws__ResourceTag_1ManagedBy": "aerostat", "aws__ResourceTag_1Application": "fitness"}

    assert role(APPLY).may("ec2:DeleteVpc", vpc)
    assert role(APPLY).may("ec2:DeleteVpc", vpc, **tags, aws__ResourceTag_1Environment="prod")
    assert not role(APPLY).may("ec2:DeleteVpc", vpc, **tags, aws__ResourceTag_1Environment="staging")
    other = {**tags, "aws__ResourceTag_1Application": "shop", "aws__ResourceTag_1Environment": "prod"}
    assert not role(APPLY).may("ec2:DeleteVpc", vpc, **other)


def test_applying_stays_in_the_environments_regions() -> None:
    subnet = f"arn:aws:ec2:sa-east-1:{ACCOUNT}:subnet/*"

    assert role(APPLY).may("ec2:CreateSubnet", subnet.replace("sa-east-1", "eu-west-1"), region="eu-west-1")
    assert not role(APPLY).may("ec2:CreateSubnet", subnet, region="sa-east-1")


@pytest.mark.parametrize(
    ("action", "resource", "context"),
    [
        ("iam:CreateRole", "role/fitness-prod-api-task", {}),
        ("iam:CreateRole", "role/fitness-prod-api-task", {"iam__PermissionsBoundary": f"{IAM}:policy/mine"}),
        ("iam:CreateRole", "role/Admin", {"iam__PermissionsBoundary": BOUNDARY}),
        ("iam:DeleteRolePermissionsBoundary", "role/fitness-prod-api-task", {"iam__PermissionsBoundary": BOUNDARY}),
        ("iam:PutRolePolicy", "role/fitness-prod-ci-apply", {"iam__PermissionsBoundary": BOUNDARY}),
        ("iam:UpdateAssumeRolePolicy", "role/fitness-prod-ci-deploy", {}),
        ("iam:CreatePolicyVersion", "policy/fitness-prod-boundary", {}),
        ("iam:CreatePolicyVersion", "policy/fitness-prod-ci-apply-1", {}),
        ("iam:CreateUser", "user/fitness-prod-somebody", {}),
        (
            "iam:AttachRolePolicy",
            "role/fitness-prod-api-task",
            {"iam__PermissionsBoundary": BOUNDARY, "iam__PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess"},
        ),
        ("iam:PassRole", "role/fitness-prod-api-task", {"iam__PassedToService": "glue.amazonaws.com"}),
        ("iam:PassRole", "role/fitness-prod-ci-apply", {"iam__PassedToService": "lambda.amazonaws.com"}),
        ("iam:CreateServiceLinkedRole", "role/aws-service-role/x", {"iam__AWSServiceName": "support.amazonaws.com"}),
    ],
)
def test_applying_cannot_give_itself_more(action: str, resource: str, context: dict[str, str]) -> None:
    """Every way up that IAM has: new roles, old roles, its own policies, the boundary."""
    assert not role(APPLY).may(action, f"{IAM}:{resource}", **context)


def test_applying_makes_the_applications_roles_within_the_boundary() -> None:
    apply, task = role(APPLY), f"{IAM}:role/fitness-prod-api-task"

    assert apply.may("iam:CreateRole", task, iam__PermissionsBoundary=BOUNDARY)
    assert apply.may("iam:PutRolePolicy", task, iam__PermissionsBoundary=BOUNDARY)
    assert apply.may("iam:PassRole", task, iam__PassedToService="ecs-tasks.amazonaws.com")
    assert apply.may("iam:GetRole", f"{IAM}:role/fitness-prod-ci-apply")


@pytest.mark.parametrize("application", ["fitness", "internal-tools", "a-rather-long-name-for-an-application"])
def test_every_name_of_the_graph_is_ours(application: str) -> None:
    """Also those that are cut short and end in a hash."""
    environment = replace(everything(), application=application)
    whole = compile_graph(environment, {})
    ours = Ours(scope=worldwide_scope(environment, {}), resources=list(whole.resources.values()))
    for type, kind in KINDS.items():
        patterns = [resolved(whole, one) for one in ours.arns([kind])]
        for one in whole.resources.values():
            if one.type == type and one.mode == "managed" and ".ci_" not in one.address:
                found = arn(whole, one)
                assert any(overlap(pattern, found) for pattern in patterns), f"{found} is none of {patterns}"


#: The kind of resource that a type makes, of those with names.
KINDS = {
    "aws_backup_vault": "backup:backupVault",
    "aws_cloudwatch_log_group": "logs:log-group",
    "aws_db_instance": "rds:db",
    "aws_ecr_repository": "ecr:repository",
    "aws_ecs_cluster": "ecs:cluster",
    "aws_ecs_task_definition": "ecs:task-definition",
    "aws_iam_role": "iam:role",
    "aws_lambda_function": "lambda:function",
    "aws_opensearch_domain": "es:domain",
    "aws_s3_bucket": "s3:bucket",
    "aws_secretsmanager_secret": "secretsmanager:Secret",
    "aws_ses_domain_identity": "ses:identity",
    "aws_sns_topic": "sns:topic",
    "aws_sqs_queue": "sqs:queue",
    "aws_ssm_parameter": "ssm:parameter",
}


# The boundary


def test_every_role_of_the_application_has_the_boundary() -> None:
    """Those for CI have none, since theirs is another purpose; on the laptop there is nobody to keep in."""
    roles = [one for one in graph().resources.values() if one.type == "aws_iam_role"]
    free = [one.address for one in roles if "permissions_boundary" not in one.arguments]

    assert [DEPLOY, PLAN, APPLY] == free
    assert not [one for one in compile_graph(shop("local"), {}).resources.values() if "boundary" in str(one.arguments)]


def test_the_boundary_lets_every_role_do_its_work() -> None:
    """What the application's own policies allow is within it, each action on each resource."""
    refused = [
        (document.address, action, resource)
        for document in documents(graph())
        if document.kind == "identity" and ".aws_iam_policy." not in document.address
        for statement in document.statements
        for action in statement["Action"]
        for resource in _listed(statement["Resource"])
        if not _within_boundary(action, resource, _context(statement))
    ]

    assert [] == refused


@pytest.mark.parametrize(
    ("action", "resource", "region"),
    [
        ("iam:CreateUser", f"{IAM}:user/fitness-prod-x", "us-east-1"),
        ("iam:PutRolePolicy", f"{IAM}:role/fitness-prod-api-task", "us-east-1"),
        ("organizations:LeaveOrganization", "*", "us-east-1"),
        ("sqs:SendMessage", f"arn:aws:sqs:us-east-1:{ACCOUNT}:fitness-staging-emails", "us-east-1"),
        ("sqs:SendMessage", f"arn:aws:sqs:us-west-2:{ACCOUNT}:fitness-prod-emails", "us-west-2"),
        ("sqs:DeleteQueue", f"arn:aws:sqs:us-east-1:{ACCOUNT}:fitness-prod-emails", "us-east-1"),
        ("ec2:RunInstances", f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/*", "us-east-1"),
    ],
)
def test_nothing_goes_beyond_the_boundary(action: str, resource: str, region: str) -> None:
    """Even a role that may do everything: no IAM, no other region, no other environment."""
    anything = replace(role(APPLY), identity=[_everything()], boundary=_boundary("boundary"))

    assert not anything.may(action, resource, region=region)
    assert replace(anything, boundary=None).may(action, resource, region=region)


def _boundary(name: str):  # type: ignore[no-untyped-def]
    return read_boundary(graph(), f"module.global.aws_iam_policy.{name}")


def _everything():  # type: ignore[no-untyped-def]
    from localcloud.behaviour.iam import policy

    allow = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'
    return policy(allow, "everything")


def _within_boundary(action: str, resource: str, context: dict[str, str]) -> bool:
    anything = replace(role(APPLY), identity=[_everything()], boundary=_boundary("boundary"))
    return anything.may(action, resource, **context)


def _context(statement) -> dict[str, str]:  # type: ignore[no-untyped-def]
    """What the statement itself asks for, one value of each."""
    keys = {key: value for operator in statement.get("Condition", {}).values() for key, value in operator.items()}
    return {key.replace(":", "__"): _listed(value)[0] for key, value in keys.items()}


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def ours_of(name: str) -> Iterator[str]:
    """Resources of this environment on which an action may be tried: an invented name or id of each kind."""
    scope = worldwide_scope(everything(), {})
    (statement,) = granted(Ours(scope=scope, resources=list(graph().resources.values())), [name], condition=None)
    for pattern in _listed(resolved(graph(), statement["Resource"])):
        yield pattern if pattern == "*" else pattern.replace("*", "x").replace(":x:", ":us-east-1:", 1)
