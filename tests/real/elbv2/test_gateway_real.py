"""Strangers' clients: boto3 and its waiters, through the gateway."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from localcloud.cloud import Cloud
from localcloud.settings import Settings

pytestmark = pytest.mark.real


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Cloud]:
    running = Cloud(Settings(state=tmp_path / "state", port=0))
    running.start()
    yield running
    running.stop()


def _client(cloud: Cloud, service: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=cloud.settings.endpoint_url,
        region_name="us-east-1",
        aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
        aws_secret_access_key="secret",
    )


def test_boto3_waits_for_what_it_has_asked_for(cloud: Cloud) -> None:
    """Created, available, in service, answering, deregistered, deleted: each by boto3's own waiter."""
    ec2, elb = _client(cloud, "ec2"), _client(cloud, "elbv2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{n}.0/24", AvailabilityZone=zone)["Subnet"]["SubnetId"]
        for n, zone in enumerate(("us-east-1a", "us-east-1b"))
    ]
    balancer = elb.create_load_balancer(Name="shop", Subnets=subnets)["LoadBalancers"][0]
    group = elb.create_target_group(
        Name="web", Protocol="HTTP", Port=8000, VpcId=vpc, TargetType="ip", Matcher={"HttpCode": "200-499"}
    )["TargetGroups"][0]["TargetGroupArn"]
    action = {"Type": "forward", "TargetGroupArn": group}
    arn = balancer["LoadBalancerArn"]
    elb.create_listener(LoadBalancerArn=arn, Protocol="HTTP", Port=18080, DefaultActions=[action])
    elb.get_waiter("load_balancer_available").wait(Names=["shop"])
    api = [{"Id": "127.0.0.1", "Port": cloud.settings.port}]
    quick = {"Delay": 1, "MaxAttempts": 90}

    elb.register_targets(TargetGroupArn=group, Targets=api)
    elb.get_waiter("target_in_service").wait(TargetGroupArn=group, Targets=api, WaiterConfig=quick)
    answer = urllib.request.urlopen(f"http://{balancer['DNSName']}:18080/_localcloud/health", timeout=60)
    assert 200 == answer.status

    delay = [{"Key": "deregistration_delay.timeout_seconds", "Value": "10"}]
    elb.modify_target_group_attributes(TargetGroupArn=group, Attributes=delay)
    elb.deregister_targets(TargetGroupArn=group, Targets=api)
    elb.get_waiter("target_deregistered").wait(TargetGroupArn=group, Targets=api, WaiterConfig=quick)
    elb.delete_load_balancer(LoadBalancerArn=arn)
    elb.get_waiter("load_balancers_deleted").wait(LoadBalancerArns=[arn], WaiterConfig=quick)


def test_refusals_are_boto3s_exceptions(cloud: Cloud) -> None:
    """A stranger's `except` clause works."""
    elb = _client(cloud, "elbv2")

    with pytest.raises(elb.exceptions.LoadBalancerNotFoundException):
        elb.describe_load_balancers(Names=["nothing"])
    with pytest.raises(elb.exceptions.TargetGroupNotFoundException):
        elb.describe_target_groups(Names=["nothing"])
