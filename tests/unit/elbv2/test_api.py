"""The API's records and refusals, without any traffic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from localcloud.api import ApiError, Caller
from localcloud.behaviour.target_health import HEALTHY, TargetHealth
from localcloud.journal.tables import Journal
from localcloud.services.elbv2.service import ElasticLoadBalancing
from localcloud.services.elbv2.store import Store

CALLER = Caller(account="123456789012", region="eu-west-1")
ARN = "arn:aws:elasticloadbalancing:eu-west-1:123456789012"


class NoTraffic:
    """Traffic that only remembers targets."""

    def __init__(self) -> None:
        self.targets: dict[tuple[str, int], TargetHealth] = {}

    def host_of(self, load_balancer_arn: str) -> str:
        return "127.77.1.1"

    def register(self, target_group_arn: str, address: str, port: int, zone: str = "") -> None:
        self.targets[address, port] = HEALTHY

    def deregister(self, target_group_arn: str, address: str, port: int) -> None:
        del self.targets[address, port]

    def health(self, target_group_arn: str) -> Mapping[tuple[str, int], TargetHealth]:
        return dict(self.targets)

    def zone_of(self, target_group_arn: str, target: tuple[str, int]) -> str:
        return ""

    def has_room(self) -> bool:
        return True

    def refresh(self) -> None: ...
    def open(self, listener_arn: str) -> None: ...
    def forget(self, load_balancer_arn: str) -> None: ...
    def forget_group(self, target_group_arn: str) -> None: ...
    def group_changed(self, target_group_arn: str) -> None: ...


class Subnets:
    def call(self, caller: Caller, service: str, operation: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
        identifier = params["SubnetIds"][0]
        if identifier == "subnet-x":
            raise ApiError("InvalidSubnetID.NotFound", "")
        return {"Subnets": [{"AvailabilityZone": f"eu-west-1{identifier[-1]}", "VpcId": "vpc-1"}]}


class Api:
    def __init__(self, journal: Journal) -> None:
        self.service = ElasticLoadBalancing(Store(journal), NoTraffic(), Subnets())

    def __call__(self, operation: str, **params: Any) -> Any:
        return getattr(self.service, operation)(CALLER, params)

    def refused(self, operation: str, **params: Any) -> tuple[str, str]:
        with pytest.raises(ApiError) as refusal:
            self(operation, **params)
        return refusal.value.code, refusal.value.message

    def balancer(self, name: str = "web", **more: Any) -> str:
        answer = self("create_load_balancer", Name=name, Subnets=["subnet-a", "subnet-b"], **more)
        return answer["LoadBalancers"][0]["LoadBalancerArn"]

    def group(self, name: str = "web", **more: Any) -> str:
        params = {"Protocol": "HTTP", "Port": 80, "VpcId": "vpc-1", "TargetType": "ip", **more}
        return self("create_target_group", Name=name, **params)["TargetGroups"][0]["TargetGroupArn"]

    def listener(self, balancer: str, group: str, port: int = 80) -> str:
        action = {"Type": "forward", "TargetGroupArn": group}
        answer = self("create_listener", LoadBalancerArn=balancer, Protocol="HTTP", Port=port, DefaultActions=[action])
        return answer["Listeners"][0]["ListenerArn"]

    def rule(self, listener: str, priority: int, **more: Any) -> str:
        answer = self("create_rule", **a_rule(listener, priority, **more))
        return answer["Rules"][0]["RuleArn"]


def a_rule(listener: str, priority: int, **more: Any) -> dict[str, Any]:
    return {
        "ListenerArn": listener,
        "Priority": priority,
        "Conditions": [{"Field": "path-pattern", "Values": ["/x"]}],
        "Actions": [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200"}}],
        **more,
    }


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    journal = Journal(tmp_path / "records.sqlite")
    yield Api(journal)
    journal.close()


def test_arns_are_formed_as_on_aws(api: Api) -> None:
    """Listener and rule ARNs repeat those above them."""
    balancer = api.balancer()
    listener = api.listener(balancer, api.group())
    rule = api.rule(listener, 1)

    assert balancer.startswith(f"{ARN}:loadbalancer/app/web/")
    assert listener.startswith(f"{balancer.replace('loadbalancer', 'listener')}/")
    assert rule.startswith(f"{listener.replace(':listener/', ':listener-rule/')}/")


def test_rules_come_in_the_order_in_which_they_are_tried(api: Api) -> None:
    """By number, the default rule last."""
    listener = api.listener(api.balancer(), api.group())
    for priority in (30, 9, 100):
        api.rule(listener, priority)

    rules = api("describe_rules", ListenerArn=listener)["Rules"]

    assert ["9", "30", "100", "default"] == [rule["Priority"] for rule in rules]
    assert [False, False, False, True] == [rule["IsDefault"] for rule in rules]


def test_a_forward_is_shown_in_both_of_its_forms(api: Api) -> None:
    """One target group appears as TargetGroupArn and in ForwardConfig."""
    group = api.group()
    listener = api.listener(api.balancer(), group)

    (action,) = api("describe_listeners", ListenerArns=[listener])["Listeners"][0]["DefaultActions"]

    assert group == action["TargetGroupArn"]
    assert [{"TargetGroupArn": group, "Weight": 1}] == action["ForwardConfig"]["TargetGroups"]


def test_creating_the_same_again_answers_what_is_there(api: Api) -> None:
    """Both creations are idempotent; other settings under the same name are refused."""
    assert api.balancer() == api.balancer()
    assert api.group() == api.group()
    assert "DuplicateLoadBalancerName" == api.refused(
        "create_load_balancer", Name="web", Subnets=["subnet-a", "subnet-b"], Scheme="internal"
    )[0]  # fmt: skip
    params = {"Name": "web", "Protocol": "HTTP", "Port": 81, "VpcId": "vpc-1", "TargetType": "ip"}
    assert "DuplicateTargetGroupName" == api.refused("create_target_group", **params)[0]


def test_what_is_in_use_cannot_be_deleted_or_taken_twice(api: Api) -> None:
    """AWS's own words for a target group in use, a port, a priority and an association taken."""
    balancer, group = api.balancer(), api.group()
    listener = api.listener(balancer, group)
    api.rule(listener, 5)
    action = {"Type": "forward", "TargetGroupArn": group}
    second = {"LoadBalancerArn": balancer, "Protocol": "HTTP", "Port": 80, "DefaultActions": [action]}

    assert ("ResourceInUse", f"Target group '{group}' is currently in use by a listener or a rule") == api.refused(
        "delete_target_group", TargetGroupArn=group
    )
    assert "DuplicateListener" == api.refused("create_listener", **second)[0]
    assert ("PriorityInUse", "Priority '5' is currently in use") == api.refused("create_rule", **a_rule(listener, 5))
    elsewhere = {**second, "LoadBalancerArn": api.balancer("other")}
    assert "TargetGroupAssociationLimit" == api.refused("create_listener", **elsewhere)[0]


def test_deleting_a_load_balancer_frees_its_target_groups(api: Api) -> None:
    """Listeners and rules go with it; a second deletion is no error."""
    balancer, group = api.balancer(), api.group()
    listener = api.listener(balancer, group)

    api("delete_load_balancer", LoadBalancerArn=balancer)
    api("delete_load_balancer", LoadBalancerArn=balancer)

    assert [] == api("describe_target_groups")["TargetGroups"][0]["LoadBalancerArns"]
    assert "ListenerNotFound" == api.refused("describe_rules", ListenerArn=listener)[0]
    assert "LoadBalancerNotFound" == api.refused("describe_load_balancers", Names=["web"])[0]


def test_priorities_can_be_swapped_but_not_doubled(api: Api) -> None:
    """SetRulePriorities looks at the result, not at the steps."""
    listener = api.listener(api.balancer(), api.group())
    first, second = api.rule(listener, 1), api.rule(listener, 2)
    swap = [{"RuleArn": first, "Priority": 2}, {"RuleArn": second, "Priority": 1}]

    api("set_rule_priorities", RulePriorities=swap)

    assert [second, first] == [rule["RuleArn"] for rule in api("describe_rules", ListenerArn=listener)["Rules"][:2]]
    double = [{"RuleArn": first, "Priority": 1}]
    assert "PriorityInUse" == api.refused("set_rule_priorities", RulePriorities=double)[0]


def test_the_default_rule_is_changed_through_its_listener(api: Api) -> None:
    """It can be neither deleted nor modified itself, and follows the listener's default actions."""
    listener = api.listener(api.balancer(), api.group())
    fixed = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
    (rule,) = api("describe_rules", ListenerArn=listener)["Rules"]

    assert "OperationNotPermitted" == api.refused("delete_rule", RuleArn=rule["RuleArn"])[0]
    assert "OperationNotPermitted" == api.refused("modify_rule", RuleArn=rule["RuleArn"], Actions=[fixed])[0]
    api("modify_listener", ListenerArn=listener, DefaultActions=[fixed])
    assert [fixed] == api("describe_rules", ListenerArn=listener)["Rules"][0]["Actions"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"Name": "-web"}, "ValidationError"),
        ({"Name": "internal-web"}, "ValidationError"),
        ({"Name": "w" * 33}, "ValidationError"),
        ({"Subnets": ["subnet-a"]}, "ValidationError"),
        ({"Subnets": []}, "ValidationError"),
        ({"Subnets": ["subnet-a", "subnet-x"]}, "SubnetNotFound"),
        ({"Type": "gateway"}, "NotImplemented"),
    ],
)
def test_load_balancers_that_are_refused(api: Api, more: dict[str, Any], code: str) -> None:
    """Names, subnets and kinds that AWS or this cloud does not accept."""
    assert (
        code == api.refused("create_load_balancer", **{"Name": "web", "Subnets": ["subnet-a", "subnet-b"], **more})[0]
    )


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"HealthCheckTimeoutSeconds": 30}, "ValidationError"),
        ({"HealthCheckIntervalSeconds": 4}, "ValidationError"),
        ({"HealthCheckPath": "health"}, "ValidationError"),
        ({"Matcher": {"HttpCode": "200-500"}}, "ValidationError"),
        ({"Matcher": {"HttpCode": "ok"}}, "ValidationError"),
        ({"Protocol": "GENEVE"}, "NotImplemented"),
        ({"ProtocolVersion": "GRPC"}, "NotImplemented"),
        ({"TargetType": "lambda"}, "NotImplemented"),
    ],
)
def test_target_groups_that_are_refused(api: Api, more: dict[str, Any], code: str) -> None:
    """Health checks out of range, and kinds that this cloud does not have."""
    params = {"Name": "web", "Protocol": "HTTP", "Port": 80, "VpcId": "vpc-1", "TargetType": "ip", **more}
    assert code == api.refused("create_target_group", **params)[0]


@pytest.mark.parametrize(
    "more",
    [
        {"Priority": 0},
        {"Priority": 50001},
        {"Conditions": []},
        {"Conditions": [{"Field": "path-pattern", "Values": ["/a", "/b", "/c", "/d", "/e", "/f"]}]},
        {"Conditions": [{"Field": "path-pattern", "Values": ["/ü"]}]},
        {"Conditions": [{"Field": "path-pattern", "PathPatternConfig": {"RegexValues": ["("]}}]},
        {"Conditions": [{"Field": "source-ip", "SourceIpConfig": {"Values": ["10.0.0.1/8"]}}]},
        {"Conditions": [{"Field": "weather", "Values": ["sun"]}]},
        {"Actions": []},
        {"Actions": [{"Type": "forward"}]},
        {"Actions": [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "301"}}]},
        {"Actions": [{"Type": "redirect", "RedirectConfig": {"StatusCode": "HTTP_301"}}]},
        {"Actions": [{"Type": "authenticate-oidc"}]},
    ],
)
def test_rules_that_are_refused(api: Api, more: dict[str, Any]) -> None:
    """Each is refused with a typed error, and no rule remains."""
    listener = api.listener(api.balancer(), api.group())

    api.refused("create_rule", **a_rule(listener, 1) | more)

    assert 1 == len(api("describe_rules", ListenerArn=listener)["Rules"])


def test_attributes_are_checked_and_kept(api: Api) -> None:
    """Unknown names and values out of range are refused; others are answered in full."""
    group = api.group()

    def modify(key: str, value: str) -> dict[str, Any]:
        return {"TargetGroupArn": group, "Attributes": [{"Key": key, "Value": value}]}

    assert "ValidationError" == api.refused("modify_target_group_attributes", **modify("colour", "red"))[0]
    delay = "deregistration_delay.timeout_seconds"
    assert "ValidationError" == api.refused("modify_target_group_attributes", **modify(delay, "3601"))[0]
    api("modify_target_group_attributes", **modify(delay, "5"))
    attributes = api("describe_target_group_attributes", TargetGroupArn=group)["Attributes"]
    assert "5" == {one["Key"]: one["Value"] for one in attributes}[delay]


def test_tags_belong_to_every_kind_of_resource(api: Api) -> None:
    """They are added, replaced, removed and described."""
    balancer, group = api.balancer(Tags=[{"Key": "a", "Value": "1"}]), api.group()
    arns = [balancer, group, api.listener(balancer, group)]

    api("add_tags", ResourceArns=arns, Tags=[{"Key": "a", "Value": "2"}, {"Key": "b", "Value": ""}])
    api("remove_tags", ResourceArns=arns[1:], TagKeys=["a"])

    told = api("describe_tags", ResourceArns=arns)["TagDescriptions"]
    assert [{"a": "2", "b": ""}, {"b": ""}, {"b": ""}] == [
        {tag["Key"]: tag["Value"] for tag in one["Tags"]} for one in told
    ]
    assert "TargetGroupNotFound" == api.refused("describe_tags", ResourceArns=[group + "0"])[0]


def test_a_target_that_is_not_registered_is_unused(api: Api) -> None:
    """DescribeTargetHealth answers for the targets asked for."""
    group = api.group()
    api("register_targets", TargetGroupArn=group, Targets=[{"Id": "10.0.0.1"}, {"Id": "10.0.0.1", "Port": 81}])

    targets = [{"Id": "10.0.0.1"}, {"Id": "10.0.0.2"}]
    told = api("describe_target_health", TargetGroupArn=group, Targets=targets)["TargetHealthDescriptions"]

    assert [("10.0.0.1", 80, "healthy"), ("10.0.0.1", 81, "healthy"), ("10.0.0.2", 80, "unused")] == [
        (one["Target"]["Id"], one["Target"]["Port"], one["TargetHealth"]["State"]) for one in told
    ]
    assert "Target.NotRegistered" == told[2]["TargetHealth"]["Reason"]
