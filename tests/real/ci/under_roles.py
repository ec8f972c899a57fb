"""An environment's life in the hands of its pipeline, on a cloud that refuses what the roles lack."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import boto3

from aerostat.graph import compile_graph
from aerostat.terraform.writing import addresses
from tests.real.aws_provider import newest, numbers
from tests.real.ci.web_identity import taken
from tests.real.terraform_gate2.on_aws import OnAws, Ran
from tests.unit.graph.policy_documents import ACCOUNT

#: Before it the provider reads the value of every secret that it has written, and nobody uses it:
#: https://github.com/hashicorp/terraform-provider-aws/issues/44876
_READS_NO_SECRETS = "6.26.0"
_OLD = "-older-provider"
_READING = [
    {
        "Effect": "Allow",
        "Action": "secretsmanager:GetSecretValue",
        "Resource": f"arn:aws:secretsmanager:*:{ACCOUNT}:secret:*",
    },
    {
        "Effect": "Allow",
        "Action": "kms:Decrypt",
        "Resource": f"arn:aws:kms:*:{ACCOUNT}:key/*",
        "Condition": {"StringLike": {"kms:ViaService": "secretsmanager.*.amazonaws.com"}},
    },
]


@dataclass(kw_only=True)
class Life:
    """
    Attributes:
        ran: the commands by the role that ran them and their name.
        changes: what the second plan would change, by address.
        left: addresses of what the applying role could not destroy.
        emptied: buckets that had objects, which a person then deleted.
        refused: by role, what the cloud refused it: action and resource.
        judged: how many requests of each role were judged.
    """

    place: OnAws
    ran: dict[str, Ran] = field(default_factory=dict)
    changes: Mapping[str, Any] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    emptied: list[str] = field(default_factory=list)
    refused: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    judged: dict[str, int] = field(default_factory=dict)

    @property
    def seconds(self) -> Mapping[str, float]:
        return {command: round(one.seconds, 1) for command, one in self.ran.items()}

    @property
    def a_persons_business(self) -> list[str]:
        """Addresses of what no role of the pipeline may change: the roles themselves, and the boundaries."""
        graph = compile_graph(self.place.environment, {})
        found = addresses(graph)
        return sorted(
            address
            for address, one in found.items()
            if one.mode == "managed" and (one.origin == "ci" or one.type == "aws_iam_policy")
        )


def live(place: OnAws) -> Life:
    """
    A person makes the roles; then the pipeline applies, plans again and destroys what it may.

    Objects are not the pipeline's to delete: a person empties the buckets, and the pipeline goes on.
    """
    life = Life(place=place)
    _run(life, "person", "bootstrap")
    _run(life, "person", "plan")
    place.terraform("apply", "-input=false", "-auto-approve", *(f"-target={one}" for one in life.a_persons_business))
    if _is_old(place):
        _let_read_secrets(place)
    if _run(life, "apply", "apply", "--yes").code == 0 and _run(life, "plan", "plan").code == 0:
        life.changes = place.planned_changes()
    destroy = ("destroy", "--delete-data", "--confirm", place.owner)
    _run(life, "apply", *destroy)
    life.emptied = [arn for action, arn in life.refused["apply destroy"] if action == "s3:ListBucketVersions"]
    if life.emptied:
        _empty(place, life.emptied)
        _run(life, "apply", *destroy)
    life.left = sorted(place.managed())
    return life


def _run(life: Life, who: str, command: str, *options: str) -> Ran:
    """One command of the program, as the person or in a role."""
    place, before = life.place, _report(life.place)
    place.credentials = {} if who == "person" else _session(place, who)
    ran = life.ran[f"{who} {command}"] = place.aerostat(command, *options)
    place.credentials = {}
    after = _report(place)
    life.judged[f"{who} {command}"] = after["judged"] - before["judged"]
    latest = after["latest"][-(after["denied"] - before["denied"]) :] if after["denied"] > before["denied"] else []
    life.refused[f"{who} {command}"] = sorted({(one["action"], one["resource"]) for one in latest})
    return ran


def _report(place: OnAws) -> Any:
    with urllib.request.urlopen(f"{place.endpoint}/_localcloud/iam", timeout=20) as answer:
        return json.load(answer)


def _session(place: OnAws, job: str) -> Mapping[str, str]:
    environment = place.environment
    assert environment.ci is not None
    subject = f"repo:{environment.ci.repository}:environment:{environment.name}"
    role = f"{place.owner}-ci-{job}"
    return taken(_client(place, "sts"), role if job != "plan" or not _is_old(place) else f"{role}{_OLD}", subject)


def _empty(place: OnAws, buckets: Sequence[str]) -> None:
    s3 = _client(place, "s3")
    for bucket in (arn.rpartition(":")[2] for arn in buckets):
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            for one in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                s3.delete_object(Bucket=bucket, Key=one["Key"], VersionId=one["VersionId"])


def _is_old(place: OnAws) -> bool:
    return numbers(newest(place.mirror)) < numbers(_READS_NO_SECRETS)


def _let_read_secrets(place: OnAws) -> None:
    """
    What an older provider needs besides, and a person may give it: the applying role may read secrets, and beside the
    planning role is one that is not denied them.
    """
    iam, plan = _client(place, "iam"), f"{place.owner}-ci-plan"
    trust = iam.get_role(RoleName=plan)["Role"]["AssumeRolePolicyDocument"]
    iam.create_role(RoleName=f"{plan}{_OLD}", AssumeRolePolicyDocument=json.dumps(trust))
    for number, statements in enumerate(_policies(iam, plan)):
        kept = [one for one in statements if one.get("Sid") != "NoSecrets"]
        arn = iam.create_policy(PolicyName=f"{plan}{_OLD}-{number}", PolicyDocument=_document(kept))["Policy"]["Arn"]
        iam.attach_role_policy(RoleName=f"{plan}{_OLD}", PolicyArn=arn)
    for role in (f"{plan}{_OLD}", f"{place.owner}-ci-apply"):
        iam.put_role_policy(RoleName=role, PolicyName="secrets", PolicyDocument=_document(_READING))


def _policies(iam: Any, role: str) -> Iterator[list[dict[str, Any]]]:
    """The statements of each managed policy of a role."""
    for one in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        version = iam.get_policy(PolicyArn=one["PolicyArn"])["Policy"]["DefaultVersionId"]
        document = iam.get_policy_version(PolicyArn=one["PolicyArn"], VersionId=version)["PolicyVersion"]["Document"]
        yield document["Statement"]


def _document(statements: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def _client(place: OnAws, service: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=place.endpoint,
        region_name=place.environment.region,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
