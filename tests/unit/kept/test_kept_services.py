"""Services that keep what they are told: asked without HTTP, with a journal of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from localcloud.api import Answer, ApiError, Caller, Params
from localcloud.clock import Clock
from localcloud.journal.tables import Journal
from localcloud.services.autoscaling import ApplicationAutoScaling
from localcloud.services.cloudfront import CloudFront
from localcloud.services.cost import Budgets
from localcloud.services.functions import Functions

CALLER = Caller(account="123456789012", region="us-east-1")
OTHER_REGION = Caller(account="123456789012", region="us-west-2")
CLOCK = Clock(10)


class Answering:
    """Neighbours that answer each operation with one fixed answer, or refuse."""

    def __init__(self, **answers: Answer) -> None:
        self._answers = answers

    def call(self, caller: Caller, service: str, operation: str, params: Params) -> Answer:
        if operation not in self._answers:
            raise ApiError("ResourceNotFoundException", f"{service}:{operation}")
        return self._answers[operation]


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "records.sqlite")


# --- Application Auto Scaling

TARGET = {
    "ServiceNamespace": "ecs",
    "ResourceId": "service/shop/web",
    "ScalableDimension": "ecs:service:DesiredCount",
}
RUNNING = Answering(DescribeServices={"services": [{"status": "ACTIVE"}]})


def test_a_target_goes_with_its_policies_and_scheduled_actions(journal: Journal):
    """As on AWS: whoever registers it again starts anew."""
    scaling = ApplicationAutoScaling(journal, CLOCK, RUNNING)
    scaling.register_scalable_target(CALLER, {**TARGET, "MinCapacity": 1, "MaxCapacity": 3})
    scaling.put_scaling_policy(CALLER, {**TARGET, "PolicyName": "cpu", "PolicyType": "StepScaling"})
    scaling.put_scheduled_action(CALLER, {**TARGET, "ScheduledActionName": "night", "Schedule": "rate(1 day)"})

    scaling.deregister_scalable_target(CALLER, TARGET)

    asked = {"ServiceNamespace": "ecs"}
    assert {"ScalableTargets": []} == scaling.describe_scalable_targets(CALLER, asked)
    assert {"ScalingPolicies": []} == scaling.describe_scaling_policies(CALLER, asked)
    assert {"ScheduledActions": []} == scaling.describe_scheduled_actions(CALLER, asked)


def test_what_a_second_registration_leaves_out_stays(journal: Journal):
    """Only the limits that it names change; the target remains the same one."""
    scaling = ApplicationAutoScaling(journal, CLOCK, RUNNING)
    first = scaling.register_scalable_target(CALLER, {**TARGET, "MinCapacity": 1, "MaxCapacity": 3})
    second = scaling.register_scalable_target(CALLER, {**TARGET, "MaxCapacity": 9})

    (target,) = scaling.describe_scalable_targets(CALLER, TARGET)["ScalableTargets"]
    assert first == second
    assert (1, 9) == (target["MinCapacity"], target["MaxCapacity"])
    assert [] == scaling.describe_scalable_targets(OTHER_REGION, TARGET)["ScalableTargets"]


@pytest.mark.parametrize(
    ("neighbours", "limits", "reason"),
    [
        (Answering(), {"MinCapacity": 1, "MaxCapacity": 2}, "doesn't exist"),
        (RUNNING, {"MinCapacity": 3, "MaxCapacity": 2}, "cannot be less"),
        (RUNNING, {"MinCapacity": 3}, "are required"),
    ],
)
def test_targets_that_aws_would_refuse(journal: Journal, neighbours: Answering, limits: dict[str, int], reason: str):
    """A service that is not there, limits that contradict each other, a new target without limits."""
    with pytest.raises(ApiError, match=reason):
        ApplicationAutoScaling(journal, CLOCK, neighbours).register_scalable_target(CALLER, {**TARGET, **limits})


# --- CloudFront

DISTRIBUTION: dict[str, Any] = {
    "CallerReference": "one",
    "Enabled": True,
    "Origins": {"Quantity": 1, "Items": [{"Id": "site", "DomainName": "site.s3.amazonaws.com"}]},
    "DefaultCacheBehavior": {"TargetOriginId": "site", "ViewerProtocolPolicy": "https-only"},
    "Aliases": {"Quantity": 1, "Items": ["shop.example.com"]},
}


def test_a_distribution_shows_what_was_asked_and_what_cloudfront_fills_in(journal: Journal):
    """Clients dereference the lists that AWS always sends."""
    edge = CloudFront(journal, CLOCK)
    made = edge.create_distribution(CALLER, {"DistributionConfig": DISTRIBUTION})["Distribution"]

    config = edge.get_distribution_config(CALLER, {"Id": made["Id"]})["DistributionConfig"]
    assert DISTRIBUTION["Aliases"] == config["Aliases"]
    assert [{"Quantity": 0}] * 3 == [
        config[name] for name in ("OriginGroups", "CacheBehaviors", "CustomErrorResponses")
    ]
    assert 3 == config["Origins"]["Items"][0]["ConnectionAttempts"]


def test_a_distribution_is_changed_by_who_has_seen_it_and_deleted_when_disabled(journal: Journal):
    """An ETag of yesterday changes nothing."""
    edge = CloudFront(journal, CLOCK)
    made = edge.create_distribution(CALLER, {"DistributionConfig": DISTRIBUTION})
    known = {"Id": made["Distribution"]["Id"], "IfMatch": made["ETag"]}
    with pytest.raises(ApiError, match="has not been disabled"):
        edge.delete_distribution(CALLER, known)

    disabled = {**DISTRIBUTION, "Enabled": False}
    changed = edge.update_distribution(CALLER, {**known, "DistributionConfig": disabled})
    with pytest.raises(ApiError, match="preconditions"):
        edge.delete_distribution(CALLER, known)
    edge.delete_distribution(CALLER, {**known, "IfMatch": changed["ETag"]})

    with pytest.raises(ApiError, match="NoSuchDistribution"):
        edge.get_distribution(CALLER, known)


def test_an_alias_is_one_distributions(journal: Journal):
    """The second is refused by the first's id."""
    edge = CloudFront(journal, CLOCK)
    edge.create_distribution(CALLER, {"DistributionConfig": DISTRIBUTION})

    with pytest.raises(ApiError, match="CNAMEAlreadyExists"):
        edge.create_distribution(CALLER, {"DistributionConfig": {**DISTRIBUTION, "CallerReference": "two"}})


def test_a_policy_in_use_is_not_deleted(journal: Journal):
    """CloudFront's own policies are there in every account."""
    edge = CloudFront(journal, CLOCK)
    policy = edge.create_cache_policy(CALLER, {"CachePolicyConfig": {"Name": "pages", "MinTTL": 0}})
    identifier = policy["CachePolicy"]["Id"]
    behavior = {**DISTRIBUTION["DefaultCacheBehavior"], "CachePolicyId": identifier}
    edge.create_distribution(CALLER, {"DistributionConfig": {**DISTRIBUTION, "DefaultCacheBehavior": behavior}})

    with pytest.raises(ApiError, match="CachePolicyInUse"):
        edge.delete_cache_policy(CALLER, {"Id": identifier, "IfMatch": policy["ETag"]})
    listed = edge.list_cache_policies(CALLER, {"Type": "managed"})["CachePolicyList"]["Items"]
    assert "Managed-CachingDisabled" in {one["CachePolicy"]["CachePolicyConfig"]["Name"] for one in listed}


def test_a_function_is_live_once_it_is_published(journal: Journal):
    """Changes after that stay in development."""
    edge = CloudFront(journal, CLOCK)
    asked = {"Name": "index", "FunctionConfig": {"Comment": "", "Runtime": "cloudfront-js-2.0"}, "FunctionCode": b"1"}
    made = edge.create_function(CALLER, asked)
    live = {"Name": "index", "Stage": "LIVE"}
    with pytest.raises(ApiError, match="has not been published"):
        edge.describe_function(CALLER, live)

    edge.publish_function(CALLER, {"Name": "index", "IfMatch": made["ETag"]})
    edge.update_function(CALLER, {**asked, "FunctionCode": b"2", "IfMatch": made["ETag"]})

    codes = [
        edge.get_function(CALLER, {"Name": "index", "Stage": stage})["FunctionCode"]
        for stage in ("LIVE", "DEVELOPMENT")
    ]
    assert [b"1", b"2"] == codes


# --- Budgets


def test_a_budget_has_subscribers_for_each_of_its_notifications(journal: Journal):
    """A notification is known by its type, its comparison and its threshold."""
    budgets = Budgets(journal, CLOCK)
    notice = {"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 80.0}
    subscriber = {"SubscriptionType": "EMAIL", "Address": "finance@example.com"}
    limit = {"Amount": "200", "Unit": "USD"}
    budget = {"BudgetName": "monthly", "BudgetType": "COST", "TimeUnit": "MONTHLY", "BudgetLimit": limit}
    budgets.create_budget(
        CALLER,
        {"Budget": budget, "NotificationsWithSubscribers": [{"Notification": notice, "Subscribers": [subscriber]}]},
    )

    shown = budgets.describe_budget(OTHER_REGION, {"BudgetName": "monthly"})["Budget"]
    assert (limit, 1) == (shown["BudgetLimit"], shown["TimePeriod"]["Start"].day)
    named = {"BudgetName": "monthly", "Notification": {**notice, "ThresholdType": "PERCENTAGE"}}
    assert [subscriber] == budgets.describe_subscribers_for_notification(CALLER, named)["Subscribers"]
    with pytest.raises(ApiError, match="DuplicateRecordException"):
        budgets.create_budget(CALLER, {"Budget": budget})


# --- Lambda


class NoRest:
    """Everything of Lambda's that is not ours is missing."""

    def call(self, service: str, operation_name: str, params: Params, caller: Caller) -> Answer:
        raise ApiError("ResourceNotFoundException", operation_name)


def test_no_function_is_ever_invoked(journal: Journal):
    """Nothing that a function should have done is taken for done."""
    functions = Functions(journal, CLOCK, Answering(), NoRest())

    with pytest.raises(ApiError, match="NotImplemented"):
        functions.invoke(CALLER, {"FunctionName": "thumbnails"})


def test_a_mapping_needs_a_function_and_a_queue(journal: Journal):
    """It is shown as it was asked for, under the function's ARN."""
    arn = "arn:aws:lambda:us-east-1:123456789012:function:thumbnails"
    queue = "arn:aws:sqs:us-east-1:123456789012:jobs"
    known = {"GetFunction": {"Configuration": {"FunctionArn": arn}}}
    asked = {"FunctionName": "thumbnails", "EventSourceArn": queue, "BatchSize": 5}
    with pytest.raises(ApiError, match="does not exist"):
        Functions(journal, CLOCK, Answering(**known), NoRest()).create_event_source_mapping(CALLER, asked)

    functions = Functions(journal, CLOCK, Answering(**known, GetQueueUrl={"QueueUrl": "http://x"}), NoRest())
    made = functions.create_event_source_mapping(CALLER, asked)

    assert made == functions.get_event_source_mapping(CALLER, {"UUID": made["UUID"]})
    assert (arn, 5, "Enabled") == (made["FunctionArn"], made["BatchSize"], made["State"])
    by_name = functions.list_event_source_mappings(CALLER, {"FunctionName": "thumbnails"})
    assert [made] == by_name["EventSourceMappings"]
