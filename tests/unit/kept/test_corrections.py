"""What is asked of moto's services is what they show, through the one door that the cloud uses for them."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from localcloud.api import Caller
from localcloud.moto_host.host import Moto

CALLER = Caller(account="123456789012", region="us-east-1")
WEST = Caller(account="123456789012", region="us-west-2")


@pytest.fixture(scope="module")
def moto() -> Moto:
    return Moto()


def ask(moto: Moto, service: str, operation: str, caller: Caller = CALLER, **params: Any) -> dict[str, Any]:
    return moto.call(service, operation, params, caller)


@pytest.fixture
def vpc(moto: Moto) -> str:
    return str(ask(moto, "ec2", "CreateVpc", CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"])


def test_a_rule_for_another_group_keeps_its_description_and_can_be_revoked_without_it(moto: Moto, vpc: str):
    """The description is shown, and is no part of what makes a rule that rule."""
    one, other = (
        ask(moto, "ec2", "CreateSecurityGroup", GroupName=f"{vpc}-{name}", Description="x", VpcId=vpc)["GroupId"]
        for name in ("one", "other")
    )
    rule = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80}
    described = {**rule, "UserIdGroupPairs": [{"GroupId": other, "Description": "from the other"}]}
    ask(moto, "ec2", "AuthorizeSecurityGroupIngress", GroupId=one, IpPermissions=[described])

    wanted = [{"Name": "group-id", "Values": [one]}]
    rules = ask(moto, "ec2", "DescribeSecurityGroupRules", Filters=wanted)["SecurityGroupRules"]
    assert ["from the other"] == [entry["Description"] for entry in rules if not entry["IsEgress"]]

    plain = {**rule, "UserIdGroupPairs": [{"GroupId": other}]}
    ask(moto, "ec2", "RevokeSecurityGroupIngress", GroupId=one, IpPermissions=[plain])
    rules = ask(moto, "ec2", "DescribeSecurityGroupRules", Filters=wanted)["SecurityGroupRules"]
    assert [] == [entry for entry in rules if not entry["IsEgress"]]


def test_amazons_images_make_machines_whose_volumes_have_a_size(moto: Moto, vpc: str):
    """An image that a public parameter names can be described and started; detailed monitoring can be switched."""
    name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-arm64"
    image = ask(moto, "ssm", "GetParameter", Name=name)["Parameter"]["Value"]
    assert "arm64" == ask(moto, "ec2", "DescribeImages", ImageIds=[image])["Images"][0]["Architecture"]

    subnet = ask(moto, "ec2", "CreateSubnet", VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    group = ask(moto, "ec2", "CreateSecurityGroup", GroupName="host", Description="x", VpcId=vpc)["GroupId"]
    started = ask(
        moto,
        "ec2",
        "RunInstances",
        ImageId=image,
        MinCount=1,
        MaxCount=1,
        NetworkInterfaces=[{"DeviceIndex": 0, "SubnetId": subnet, "Groups": [group]}],
        BlockDeviceMappings=[{"DeviceName": "/dev/xvda", "Ebs": {"VolumeType": "gp3"}}],
    )["Instances"][0]
    identifier = started["InstanceId"]
    volumes = ask(moto, "ec2", "DescribeVolumes", Filters=[{"Name": "attachment.instance-id", "Values": [identifier]}])[
        "Volumes"
    ]
    assert [8] == [volume["Size"] for volume in volumes]

    ask(moto, "ec2", "MonitorInstances", InstanceIds=[identifier])
    shown = ask(moto, "ec2", "DescribeInstances", InstanceIds=[identifier])["Reservations"][0]["Instances"][0]
    assert "enabled" == shown["Monitoring"]["State"]
    assert [group] == [one["GroupId"] for one in shown["SecurityGroups"]]


def test_a_deleted_network_leaves_no_list_behind(moto: Moto):
    """Its default network ACL, which nobody can delete, goes with it."""
    vpc = ask(moto, "ec2", "CreateVpc", CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    wanted = [{"Name": "vpc-id", "Values": [vpc]}]
    assert ask(moto, "ec2", "DescribeNetworkAcls", Filters=wanted)["NetworkAcls"]

    ask(moto, "ec2", "DeleteVpc", VpcId=vpc)

    assert [] == ask(moto, "ec2", "DescribeNetworkAcls", Filters=wanted)["NetworkAcls"]


def test_a_replica_key_has_its_own_description_tags_and_aliases(moto: Moto):
    """An alias may have the same name in each region, and the primary stays the primary."""
    key = ask(moto, "kms", "CreateKey", MultiRegion=True, Description="first")["KeyMetadata"]["KeyId"]
    ask(moto, "kms", "CreateAlias", AliasName="alias/shop", TargetKeyId=key)
    tags = [{"TagKey": "Region", "TagValue": "west"}]
    ask(moto, "kms", "ReplicateKey", KeyId=key, ReplicaRegion="us-west-2", Description="second", Tags=tags)

    ask(moto, "kms", "CreateAlias", WEST, AliasName="alias/shop", TargetKeyId=key)

    here = ask(moto, "kms", "DescribeKey", KeyId=key)["KeyMetadata"]
    there = ask(moto, "kms", "DescribeKey", WEST, KeyId=key)["KeyMetadata"]
    assert ("first", "second") == (here["Description"], there["Description"])
    kinds = [one["MultiRegionConfiguration"]["MultiRegionKeyType"] for one in (here, there)]
    assert ["PRIMARY", "REPLICA"] == kinds
    assert tags == ask(moto, "kms", "ListResourceTags", WEST, KeyId=key)["Tags"]
    assert [] == ask(moto, "kms", "ListResourceTags", KeyId=key)["Tags"]


def test_a_key_says_how_often_it_rotates(moto: Moto):
    """As asked, else each year, as on AWS."""
    asked, silent = (ask(moto, "kms", "CreateKey")["KeyMetadata"]["KeyId"] for _ in range(2))
    ask(moto, "kms", "EnableKeyRotation", KeyId=asked, RotationPeriodInDays=180)
    ask(moto, "kms", "EnableKeyRotation", KeyId=silent)

    periods = [ask(moto, "kms", "GetKeyRotationStatus", KeyId=key)["RotationPeriodInDays"] for key in (asked, silent)]

    assert [180, 365] == periods


def test_rotation_is_set_and_the_secret_keeps_its_value(moto: Moto):
    """No function runs: the settings are shown, and no version is added or takes the current one's place."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("handler.py", "def rotate(event, context): pass")
    trust = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{}}]}'
    role = ask(moto, "iam", "CreateRole", RoleName="rotation", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    function = ask(
        moto,
        "lambda",
        "CreateFunction",
        FunctionName="rotation",
        Runtime="python3.13",
        Role=role,
        Handler="handler.rotate",
        Code={"ZipFile": packed.getvalue()},
    )["FunctionArn"]
    secret = ask(moto, "secretsmanager", "CreateSecret", Name="key", SecretString="value")["ARN"]

    rules = {"AutomaticallyAfterDays": 30}
    ask(moto, "secretsmanager", "RotateSecret", SecretId=secret, RotationLambdaARN=function, RotationRules=rules)

    shown = ask(moto, "secretsmanager", "DescribeSecret", SecretId=secret)
    assert (True, function, 30) == (
        shown["RotationEnabled"],
        shown["RotationLambdaARN"],
        shown["RotationRules"]["AutomaticallyAfterDays"],
    )
    assert [["AWSCURRENT"]] == list(shown["VersionIdsToStages"].values())
    assert "value" == ask(moto, "secretsmanager", "GetSecretValue", SecretId=secret)["SecretString"]


def test_a_replica_of_a_secret_names_its_own_key(moto: Moto):
    """The key that was asked for in the other region, not the default one."""
    replicas = [{"Region": "us-west-2", "KmsKeyId": "alias/west"}]
    answer = ask(moto, "secretsmanager", "CreateSecret", Name="both", SecretString="x", AddReplicaRegions=replicas)

    assert ["alias/west"] == [one["KmsKeyId"] for one in answer["ReplicationStatus"]]


def test_a_replica_of_a_secret_is_found_as_the_secret_is(moto: Moto):
    """By its name, its ARN, and its ARN without what Secrets Manager appends; until it is removed."""
    replicas = [{"Region": "us-west-2"}]
    made = ask(moto, "secretsmanager", "CreateSecret", Name="a/b", SecretString="x", AddReplicaRegions=replicas)["ARN"]
    whole = made.replace("us-east-1", "us-west-2")
    for one in ("a/b", whole, whole.rpartition("-")[0]):
        assert "x" == ask(moto, "secretsmanager", "GetSecretValue", WEST, SecretId=one)["SecretString"]

    ask(moto, "secretsmanager", "RemoveRegionsFromReplication", SecretId=made, RemoveReplicaRegions=["us-west-2"])
    assert [] == [one for one in ask(moto, "secretsmanager", "ListSecrets", WEST)["SecretList"] if one["Name"] == "a/b"]


def test_a_nat_gateway_is_found_by_its_tags(moto: Moto, vpc: str):
    """Only those that have all of them; and one that nobody called private is public."""
    subnet = ask(moto, "ec2", "CreateSubnet", VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    made = {}
    for name in ("first", "second"):
        tags = [{"Key": "Name", "Value": name}, {"Key": "Application", "Value": vpc}]
        address = ask(moto, "ec2", "AllocateAddress", Domain="vpc")["AllocationId"]
        asked = {"TagSpecifications": [{"ResourceType": "natgateway", "Tags": tags}], "AllocationId": address}
        answer = ask(moto, "ec2", "CreateNatGateway", SubnetId=subnet, **asked)["NatGateway"]
        made[name] = answer["NatGatewayId"]
        assert "public" == answer["ConnectivityType"]

    wanted = [{"Name": "tag:Application", "Values": [vpc]}, {"Name": "tag:Name", "Values": ["second"]}]
    found = ask(moto, "ec2", "DescribeNatGateways", Filter=wanted)["NatGateways"]
    assert [made["second"]] == [one["NatGatewayId"] for one in found]


def test_composite_alarms_are_kept_apart_from_metric_alarms(moto: Moto):
    """The rule is shown again, under composite alarms."""
    ask(moto, "cloudwatch", "PutCompositeAlarm", AlarmName="page", AlarmRule="ALARM(one) AND ALARM(two)")

    shown = ask(moto, "cloudwatch", "DescribeAlarms", AlarmTypes=["CompositeAlarm"])
    assert ["ALARM(one) AND ALARM(two)"] == [alarm["AlarmRule"] for alarm in shown["CompositeAlarms"]]
    assert [] == shown["MetricAlarms"]


def test_every_domain_has_three_dkim_tokens_that_stay(moto: Moto):
    """Easy DKIM: the records to make are known at once and are the same when asked again."""
    made = ask(moto, "sesv2", "CreateEmailIdentity", EmailIdentity="shop.example.com")["DkimAttributes"]
    shown = ask(moto, "sesv2", "GetEmailIdentity", EmailIdentity="shop.example.com")["DkimAttributes"]

    assert 3 == len(set(made["Tokens"]))
    assert made["Tokens"] == shown["Tokens"]


def test_a_domain_has_other_dkim_tokens_in_another_region(moto: Moto):
    """Each region signs with keys of its own, so a zone holds the records of both."""
    here, there = (
        ask(moto, "sesv2", "CreateEmailIdentity", caller, EmailIdentity="two.example.com")["DkimAttributes"]["Tokens"]
        for caller in (CALLER, WEST)
    )

    assert set(here).isdisjoint(there)


def test_both_apis_tell_the_same_dkim_tokens(moto: Moto):
    """VerifyDomainDkim is how Terraform asks for them."""
    new = ask(moto, "sesv2", "CreateEmailIdentity", EmailIdentity="both.example.com")["DkimAttributes"]["Tokens"]

    assert new == ask(moto, "ses", "VerifyDomainDkim", Domain="both.example.com")["DkimTokens"]
    shown = ask(moto, "ses", "GetIdentityDkimAttributes", Identities=["both.example.com"])["DkimAttributes"]
    assert new == shown["both.example.com"]["DkimTokens"]


def test_the_zone_of_a_namespace_has_its_name_and_goes_with_it(moto: Moto, vpc: str):
    """Nothing of a deleted namespace is left in Route 53."""
    ask(moto, "servicediscovery", "CreatePrivateDnsNamespace", Name="shop.internal", Vpc=vpc)
    (namespace,) = ask(moto, "servicediscovery", "ListNamespaces")["Namespaces"]
    zones = ask(moto, "route53", "ListHostedZones")["HostedZones"]
    assert ["shop.internal."] == [zone["Name"] for zone in zones]

    ask(moto, "servicediscovery", "DeleteNamespace", Id=namespace["Id"])

    assert [] == ask(moto, "route53", "ListHostedZones")["HostedZones"]


def test_trails_and_projects_are_deleted_by_their_arn(moto: Moto):
    """As by their name."""
    ask(moto, "s3", "CreateBucket", Bucket="trail")
    trail = ask(moto, "cloudtrail", "CreateTrail", Name="trail", S3BucketName="trail")["TrailARN"]
    project = ask(
        moto,
        "codebuild",
        "CreateProject",
        name="build",
        source={"type": "CODEPIPELINE"},
        artifacts={"type": "CODEPIPELINE"},
        environment={"type": "LINUX_CONTAINER", "image": "x", "computeType": "BUILD_GENERAL1_SMALL"},
        serviceRole="arn:aws:iam::123456789012:role/service-role/build",
    )["project"]["arn"]

    ask(moto, "cloudtrail", "DeleteTrail", Name=trail)
    ask(moto, "codebuild", "DeleteProject", name=project)

    assert [] == ask(moto, "cloudtrail", "DescribeTrails")["trailList"]
    assert [] == ask(moto, "codebuild", "ListProjects").get("projects", [])


@pytest.mark.parametrize(
    ("statement", "may"),
    [
        ({"Principal": {"Service": "logging.s3.amazonaws.com"}, "Action": "s3:PutObject"}, True),
        ({"Principal": {"Service": ["a", "logging.s3.amazonaws.com"]}, "Action": ["s3:Put*"]}, True),
        ({"Principal": {"Service": "logging.s3.amazonaws.com"}, "Action": "s3:GetObject"}, False),
        ({"Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "s3:PutObject"}, False),
        ({"Principal": "*", "Action": "s3:PutObject"}, False),
    ],
)
def test_logs_need_a_policy_that_lets_them_in(moto: Moto, statement: dict[str, Any], may: bool):
    """Any way to write the statement counts, if the logging service may put objects under the prefix."""
    from localcloud.moto_host.corrections.s3 import _allows

    whole = {"Effect": "Allow", "Resource": "arn:aws:s3:::logs/s3/*", **statement}

    assert may == _allows(whole, "arn:aws:s3:::logs/s3/uploads/log")
