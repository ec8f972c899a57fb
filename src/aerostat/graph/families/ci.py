"""
The roles that GitHub Actions take, without stored keys: one to deploy, one to plan, one to apply.

Who may take a role is decided by the token's subject, compared as a whole: this repository, and either this
environment of it or a pull request. The identity provider is the account's and not the environment's;
``aerostat bootstrap`` makes it.

None of the three has the permissions boundary: it is made for what the application's own roles may need, and this is
something else. None may change itself, another of them, or the boundary either; that remains a person's business.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from aerostat.graph import names
from aerostat.graph.families.ci_apply import apply_statements
from aerostat.graph.families.ci_deploy import deploy_statements
from aerostat.graph.families.ci_plan import plan_statements, read_statements
from aerostat.graph.families.ours import Ours
from aerostat.graph.names import label
from aerostat.graph.policies import policy_document
from aerostat.graph.policy_sizes import cut
from aerostat.graph.resource import Json, Ref, Resource, Value
from aerostat.graph.scope import Scope
from aerostat.model import Ci

GITHUB = "token.actions.githubusercontent.com"
_AUDIENCE = "sts.amazonaws.com"
_PROVIDER = Ref("aws_iam_openid_connect_provider.github", "arn")
#: A distribution takes half an hour, a database with replicas longer.
_LONGEST_APPLY = timedelta(hours=2)


def ci(scope: Scope, resources: Sequence[Resource]) -> Iterator[Resource]:
    """
    Once for the whole environment.

    Args:
        resources: all others of the environment: what the roles may do follows from them.
    """
    wanted = scope.environment.ci
    if wanted is None or scope.is_local:
        return
    ours = Ours(scope=scope, resources=resources)
    yield Resource(
        type="aws_iam_openid_connect_provider",
        name="github",
        arguments={"url": f"https://{GITHUB}"},
        mode="data",
        origin="ci",
        comment="`aerostat bootstrap` makes it: an account has one for all that run there.",
    )
    deployed = f"repo:{wanted.repository}:environment:{scope.environment.name}"
    planned = f"repo:{wanted.repository}:pull_request"
    yield _role(scope, wanted, "deploy", [deployed])
    yield _role(scope, wanted, "plan", [planned, deployed])
    yield _role(scope, wanted, "apply", [deployed], _LONGEST_APPLY)
    yield from _policies(scope, "deploy", deploy_statements(ours), ["deploy"])
    yield from _policies(scope, "read", read_statements(ours), ["plan", "apply"])
    yield from _policies(scope, "plan", plan_statements(ours), ["plan"])
    yield from _policies(scope, "apply", apply_statements(ours), ["apply"])


def _role(scope: Scope, wanted: Ci, job: str, subjects: list[str], longest: timedelta = timedelta(hours=1)) -> Resource:
    return Resource(
        type="aws_iam_role",
        name=label("ci", job),
        arguments={
            "name": scope.name("ci", job, limit=names.ROLE),
            "description": f"GitHub Actions of {wanted.repository}: {job} {scope.environment.name}",
            "assume_role_policy": _trust(subjects),
            "max_session_duration": int(longest.total_seconds()),
            "tags": scope.tags(),
        },
        origin="ci",
    )


def _trust(subjects: list[str]) -> Json:
    """Both claims exactly: a token for another audience, repository, branch or environment is worth nothing here."""
    subject: Value = subjects[0] if len(subjects) == 1 else subjects
    return policy_document(
        [
            {
                "Effect": "Allow",
                "Principal": {"Federated": _PROVIDER},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {"StringEquals": {f"{GITHUB}:aud": _AUDIENCE, f"{GITHUB}:sub": subject}},
            }
        ]
    )


def _policies(
    scope: Scope, name: str, statements: Sequence[Mapping[str, Value]], jobs: Sequence[str]
) -> Iterator[Resource]:
    """As many managed policies as the statements need, and their attachments to the roles of these jobs."""
    parts = cut(statements)
    for number, part in enumerate(parts, 1):
        counted = [] if len(parts) == 1 else [str(number)]
        yield Resource(
            type="aws_iam_policy",
            name=label("ci", name, *counted),
            arguments={
                "name": scope.name("ci", name, *counted),
                "description": f"What GitHub Actions may do: {name}",
                "policy": policy_document(list(part)),
                "tags": scope.tags(),
            },
            origin="ci",
        )
        for job in jobs:
            yield Resource(
                type="aws_iam_role_policy_attachment",
                name=label("ci", job, name if job != name else "", *counted),
                arguments={
                    "role": Ref(f"aws_iam_role.{label('ci', job)}", "name"),
                    "policy_arn": Ref(f"aws_iam_policy.{label('ci', name, *counted)}", "arn"),
                },
                origin="ci",
            )
