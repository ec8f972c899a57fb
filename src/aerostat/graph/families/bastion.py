"""
The bastion: a small host in a public subnet, reached by SSH from named ranges, or by Session Manager.

It has no key pair. EC2 Instance Connect puts a key there for the one connection, and IAM says who may.
"""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph import names
from aerostat.graph.families.keys import key
from aerostat.graph.families.roles import managed_policy, service_role
from aerostat.graph.families.security import BASTION, has_bastion
from aerostat.graph.families.security_groups import group
from aerostat.graph.resource import Ref, Resource, Value
from aerostat.graph.scope import Scope
from aerostat.model import Bastion

_IMAGES = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default"
_ROLE = f"aws_iam_role.{BASTION}"
_EXEMPT = {"CKV_AWS_126": "metrics of every five minutes, which cost nothing, are enough for a host that waits"}


def bastion(scope: Scope) -> Iterator[Resource]:
    host = scope.environment.network.bastion
    if host is None or not has_bastion(scope):
        return
    yield Resource(
        type="aws_ssm_parameter",
        name=BASTION,
        arguments={"name": f"{_IMAGES}-{_processor(host)}"},
        mode="data",
        origin="network.bastion",
        comment="Amazon's newest image for this processor.",
    )
    yield from _identity(scope)
    yield _instance(scope, host)
    yield _address(scope)


def _instance(scope: Scope, host: Bastion) -> Resource:
    own = key(scope)
    encryption: dict[str, Value] = {"encrypted": True} if own is None else {"encrypted": True, "kms_key_id": own}
    return Resource(
        type="aws_instance",
        name=BASTION,
        arguments={
            "ami": Ref(f"aws_ssm_parameter.{BASTION}", "insecure_value"),
            "instance_type": host.instance,
            "subnet_id": Ref("aws_subnet.public_1", "id"),
            "vpc_security_group_ids": [group(BASTION)],
            "iam_instance_profile": Ref(f"aws_iam_instance_profile.{BASTION}", "name"),
            "ebs_optimized": True,
            "metadata_options": {"http_tokens": "required", "http_put_response_hop_limit": 1},
            "root_block_device": {"volume_type": "gp3", **encryption},
            "tags": scope.tags(scope.name(BASTION)),
        },
        governed=frozenset({"ami"}),
        depends_on=("aws_internet_gateway.main",),
        origin="network.bastion",
        comment="A newer image does not replace it; `terraform apply -replace` does.",
        exempt=_EXEMPT,
    )


def _address(scope: Scope) -> Resource:
    return Resource(
        type="aws_eip",
        name=BASTION,
        arguments={
            "domain": "vpc",
            "instance": Ref(f"aws_instance.{BASTION}", "id"),
            "tags": scope.tags(scope.name(BASTION)),
        },
        depends_on=("aws_internet_gateway.main",),
        origin="network.bastion",
        comment="An address that stays when the host is stopped or replaced.",
    )


def _identity(scope: Scope) -> Iterator[Resource]:
    """What lets Session Manager's agent register the host."""
    origin = "network.bastion"
    yield service_role(scope, BASTION, [BASTION], "ec2.amazonaws.com", origin, condition=None)
    yield managed_policy(BASTION, BASTION, "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore", origin)
    yield Resource(
        type="aws_iam_instance_profile",
        name=BASTION,
        arguments={
            "name": scope.worldwide(BASTION, limit=names.ROLE),
            "role": Ref(_ROLE, "name"),
            "tags": scope.tags(),
        },
        origin="network.bastion",
    )


def _processor(host: Bastion) -> str:
    """Graviton's families carry a ``g`` behind their generation: t4g, m7g, c8gn."""
    family = host.instance.split(".")[0]
    return "arm64" if "g" in family.lstrip("abcdefghijklmnopqrstuvwxyz") else "x86_64"
