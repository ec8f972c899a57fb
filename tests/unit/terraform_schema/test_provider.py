"""The decisions of the Python provider: plans, invented answers, refusals, and the protocol that they travel in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aerostat.terraform.schema import Block, Body, aws
from aerostat.testing.provider import values
from aerostat.testing.provider.inventing import ACCOUNT, imported, invent, refreshed
from aerostat.testing.provider.planning import Planned, Surroundings, plan
from aerostat.testing.provider.protocol import message
from aerostat.testing.provider.reading import NotFound, open_ephemeral, read_data
from aerostat.testing.provider.rules import Refusal, refusals
from aerostat.testing.provider.servicer import Servicer
from aerostat.testing.provider.values import UNKNOWN

AROUND = Surroundings(region="eu-west-1", default_tags={"Application": "shop"})


def body_of(type: str) -> Body:
    body = aws().body("resources", type)
    assert body is not None
    return body


def proposed(type: str, **given: Any) -> dict[str, Any]:
    """What Terraform would propose for a new resource: absent blocks are empty, absent values null."""
    return {name: given.get(name, [] if isinstance(part, Block) else None) for name, part in body_of(type).items()}


def planned(type: str, prior: Any = None, **given: Any) -> Planned:
    return plan(type, body_of(type), prior, proposed(type, **given), AROUND)


def applied(type: str, **given: Any) -> dict[str, Any]:
    return invent(type, body_of(type), planned(type, **given).value, AROUND)


def test_only_aws_knows_what_it_will_answer() -> None:
    """What is computed is unknown, what is given is planned, the region is the provider's, tags are merged."""
    value = planned("aws_sqs_queue", name="orders", tags={"Team": "a"}).value

    assert "orders" == value["name"]
    assert UNKNOWN == value["arn"]
    assert "eu-west-1" == value["region"]
    assert {"Application": "shop", "Team": "a"} == value["tags_all"]


def test_write_only_values_are_never_planned() -> None:
    """A password that is written only is in no plan."""
    value = planned("aws_db_instance", instance_class="db.t4g.micro", password_wo="hunter2").value

    assert value["password_wo"] is None
    assert "hunter2" not in repr(value)


def test_what_was_applied_and_is_asked_for_again_stays() -> None:
    """The second plan of the same configuration is the record itself."""
    record = applied("aws_sqs_queue", name="orders")

    again = plan("aws_sqs_queue", body_of("aws_sqs_queue"), record, dict(record), AROUND)

    assert Planned(record) == again


def test_some_arguments_cannot_be_changed_in_place() -> None:
    """A new name replaces the queue, a new delay does not."""
    record = applied("aws_sqs_queue", name="orders", delay_seconds=1)

    renamed = plan("aws_sqs_queue", body_of("aws_sqs_queue"), record, {**record, "name": "jobs"}, AROUND)
    delayed = plan("aws_sqs_queue", body_of("aws_sqs_queue"), record, {**record, "delay_seconds": 2}, AROUND)

    assert (("name",),) == renamed.replaced_for
    assert () == delayed.replaced_for


def test_replacements_are_found_inside_blocks() -> None:
    """The path leads through the block's number to the argument."""
    record = applied("aws_ecs_service", name="web", deployment_controller=[{"type": "ECS"}])
    changed = {**record, "deployment_controller": [{"type": "EXTERNAL"}]}

    assert (("deployment_controller", 0, "type"),) == plan(
        "aws_ecs_service", body_of("aws_ecs_service"), record, changed, AROUND
    ).replaced_for


def test_a_block_that_may_not_go_replaces_when_it_goes() -> None:
    """OpenSearch does not leave a network; which subnets it has there may change."""
    type = "aws_opensearch_domain"
    record = applied(type, domain_name="search", vpc_options=[{"subnet_ids": ["subnet-1"]}])

    def replaced_for(vpc_options: Any) -> object:
        return plan(type, body_of(type), record, {**record, "vpc_options": vpc_options}, AROUND).replaced_for

    assert (("vpc_options",),) == replaced_for([])
    assert () == replaced_for([{**record["vpc_options"][0], "subnet_ids": ["subnet-2"]}])


def test_a_set_replaces_for_what_cannot_be_changed_inside() -> None:
    """A disk of another name is another disk; a larger one is the same."""
    disk = {"device_name": "/dev/sdf", "volume_size": 10}
    record = applied("aws_instance", ebs_block_device=[disk])

    def replaced_for(**change: Any) -> object:
        disks = [{**record["ebs_block_device"][0], **change}]
        changed = {**record, "ebs_block_device": disks}
        return plan("aws_instance", body_of("aws_instance"), record, changed, AROUND).replaced_for

    assert (("ebs_block_device",),) == replaced_for(device_name="/dev/sdg")
    assert () == replaced_for(volume_size=20)


def test_an_import_replaces_nothing() -> None:
    """What an import could not tell is set in place; what it is called by is known."""
    body = body_of("aws_lb_target_group")
    record = refreshed("aws_lb_target_group", body, imported("aws_lb_target_group", body, "arn:x"), AROUND)

    assert "arn:x" == record["arn"] == record["id"]
    assert () == plan("aws_lb_target_group", body, record, {**record, "port": 80, "name": "web"}, AROUND).replaced_for


def test_a_certificate_tells_its_names_before_it_exists() -> None:
    """The validation records can be planned: one for each name, the values of which AWS will tell."""
    value = planned(
        "aws_acm_certificate", domain_name="a.b", subject_alternative_names=["c.b"], validation_method="DNS"
    ).value

    assert ["a.b", "c.b"] == [one["domain_name"] for one in value["domain_validation_options"]]


@given(st.sampled_from(aws().types("resources")))
def test_nothing_unknown_is_left_after_an_apply(type: str) -> None:
    """Every type can be made from nothing, the same way twice, and is then found unchanged."""
    made = applied(type)

    assert values.is_known_throughout(made)
    assert made == applied(type)
    assert Planned(made) == plan(type, body_of(type), made, dict(made), AROUND)


@pytest.mark.parametrize(
    ("type", "given", "expected"),
    [
        ("aws_sqs_queue", {"name": "orders"}, {"url": f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/orders"}),
        ("aws_sqs_queue", {"name": "orders"}, {"id": f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/orders"}),
        ("aws_s3_bucket", {"bucket": "logs"}, {"id": "logs", "arn": "arn:aws:s3:::logs"}),
        ("aws_iam_role", {"name": "web"}, {"arn": f"arn:aws:iam::{ACCOUNT}:role/web"}),
        ("aws_db_instance", {"instance_class": "x"}, {"port": 5432}),
    ],
)
def test_invented_identifiers_look_like_those_of_aws(type: str, given: Any, expected: Mapping[str, Any]) -> None:
    """A policy that is printed from a plan shows ARNs that a reader knows."""
    made = applied(type, **given)

    assert dict(expected) == {name: made[name] for name in expected}


def test_lists_have_as_many_elements_as_at_aws() -> None:
    """A domain has three DKIM tokens, a zone four name servers, each another."""
    assert 3 == len(set(applied("aws_ses_domain_dkim", domain="a.b")["dkim_tokens"]))
    assert 4 == len(set(applied("aws_route53_zone", name="a.b")["name_servers"]))


def data(type: str, **config: Any) -> dict[str, Any]:
    body = aws().body("data", type)
    assert body is not None
    return read_data(type, body, {**dict.fromkeys(body), **config}, AROUND)


def test_zones_are_those_of_the_region() -> None:
    """Three zones or more where the region has them, with its own letters."""
    assert ["eu-west-1a", "eu-west-1b", "eu-west-1c"] == data("aws_availability_zones")["names"]
    assert ["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"] == data(
        "aws_availability_zones", region="ap-northeast-1"
    )["names"]


def test_policy_documents_are_written_out() -> None:
    """The document's JSON has the statements, without what was not said."""
    statement = {"actions": ["s3:GetObject"], "resources": ["*"], "principals": [{"type": "AWS", "identifiers": ["*"]}]}

    document = json.loads(data("aws_iam_policy_document", statement=[statement])["json"])

    assert {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["*"], "Principal": {"AWS": ["*"]}}],
    } == document


def test_managed_policies_have_their_real_ids() -> None:
    """AWS's CloudFront policies are found by name, and only those."""
    assert (
        "658327ea-f89d-4fab-a63d-7e88639e58f6"
        == data("aws_cloudfront_cache_policy", name="Managed-CachingOptimized")["id"]
    )
    with pytest.raises(NotFound):
        data("aws_cloudfront_cache_policy", name="Managed-Caching")


def test_a_password_is_as_long_as_was_asked_for() -> None:
    """An ephemeral password has the length of its argument."""
    body = aws().body("ephemeral", "aws_secretsmanager_random_password")
    assert body is not None
    config = {**dict.fromkeys(body), "password_length": 40}

    opened = open_ephemeral("aws_secretsmanager_random_password", body, config, AROUND)

    assert 40 == len(opened["random_password"])


def refused(type: str, **config: Any) -> list[Refusal]:
    return list(refusals(type, body_of(type), config))


@pytest.mark.parametrize(
    ("type", "config", "path"),
    [
        ("aws_lb", {"name": "internal-web"}, ("name",)),
        ("aws_lb", {"name": "x" * 33}, ("name",)),
        ("aws_lb_target_group", {"name": "-web"}, ("name",)),
        ("aws_lb_target_group", {"health_check": [{"interval": 4}]}, ("health_check", 0, "interval")),
        ("aws_lb_target_group", {"health_check": [{"interval": 10, "timeout": 10}]}, ("health_check", 0, "timeout")),
        ("aws_cloudwatch_log_group", {"retention_in_days": 31}, ("retention_in_days",)),
        ("aws_vpc", {"cidr_block": "10.0.0.1/16"}, ("cidr_block",)),
        ("aws_vpc", {"cidr_block": "10.0.0.0/8"}, ("cidr_block",)),
        ("aws_sqs_queue", {"name": "orders.fifo"}, ("name",)),
        ("aws_iam_role", {"assume_role_policy": "{"}, ("assume_role_policy",)),
        ("aws_db_instance", {"skip_final_snapshot": True, "identifier": "a--b"}, ("identifier",)),
        ("aws_db_instance", {}, ("final_snapshot_identifier",)),
        ("aws_ecs_task_definition", {"container_definitions": '[{"name": "a"}]'}, ("container_definitions",)),
        ("aws_lb", {"arn": "arn:aws:x"}, ("arn",)),
    ],
)
def test_what_aws_would_refuse_is_refused(type: str, config: Any, path: tuple[str | int, ...]) -> None:
    """Each refusal points at the value."""
    assert [path] == [one.path for one in refused(type, **config)]


@pytest.mark.parametrize(
    ("cpu", "memory", "is_right"),
    [
        ("256", "512", True),
        ("256", "1536", False),
        ("512", "1024", True),
        ("1024", "1024", False),
        ("4096", "30720", True),
    ],
)
def test_fargate_has_fixed_sizes(cpu: str, memory: str, is_right: bool) -> None:
    """CPU and memory go together as AWS's table says."""
    config = {"cpu": cpu, "memory": memory, "requires_compatibilities": ["FARGATE"]}

    assert is_right == (not refused("aws_ecs_task_definition", **config))


def test_what_is_not_known_yet_is_let_through() -> None:
    """A name that another resource will tell is judged when it is known."""
    assert [] == refused("aws_lb", name=UNKNOWN)
    assert [] == refused("aws_ecs_task_definition", cpu=UNKNOWN, memory="1", requires_compatibilities=["FARGATE"])


def test_the_protocol_has_what_came_after_its_package() -> None:
    """Write-only attributes and ephemeral resources travel under the protocol's own numbers."""
    attribute = message("Schema.Attribute")(write_only=True)
    response = Servicer(aws()).get_provider_schema(None)

    assert b"\x58\x01" == attribute.SerializeToString()
    assert "aws_secretsmanager_random_password" in response.ephemeral_resource_schemas
    assert set(aws().types("resources")) == set(response.resource_schemas)


def test_unknown_values_keep_what_is_known_of_them() -> None:
    """A refined unknown value comes back as it was: Terraform compares it."""
    refined = values.msgpack.ExtType(12, b"\x81\x01\xc2")

    wire = message("DynamicValue")(msgpack=values.write({"name": refined}))

    assert {"name": refined} == values.read(wire)
