"""A project written by hand lives a whole life on the provider; mistakes are refused at their line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from aerostat.testing.full_cycle import full_cycle
from aerostat.testing.terraform import Mistake, Terraform, TerraformFailed

PROJECT = Path(__file__).parent / "project"
pytestmark = [pytest.mark.real, pytest.mark.timeout(240)]

TOKEN = "a-token-that-nobody-may-keep"
Projects = Callable[..., Terraform]

VERSIONS = """\
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project, to be changed at will."""
    return Path(shutil.copytree(PROJECT, tmp_path / "project"))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """An empty project that asks for the provider."""
    directory = tmp_path / "small"
    directory.mkdir()
    (directory / "versions.tf").write_text(VERSIONS)
    return directory


def edit(file: Path, before: str, after: str) -> None:
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after))


def test_a_project_lives_a_whole_life(project: Path, terraform: Projects) -> None:
    """Made, found unchanged, and gone again; each region has its own zones."""
    cycle = full_cycle(terraform(project, api_token=TOKEN))

    assert 33 == len(cycle.resources)
    assert "module.eu_west_1.aws_s3_bucket.replica" in cycle.resources
    assert ["eu-west-1a", "eu-west-1b", "eu-west-1c"] == cycle.outputs["zones"]["eu_west_1"]
    assert "us-east-1f" == cycle.outputs["zones"]["us_east_1"][-1]
    assert "https://sqs.us-east-1.amazonaws.com/123456789012/shop-prod-orders" == cycle.outputs["queue"]


def test_changes_are_planned_as_aws_would_make_them(project: Path, terraform: Projects) -> None:
    """A new limit is set in place, a new port needs a new target group, and what is governed stays alone."""
    running = terraform(project, api_token=TOKEN)
    running.init()
    running.plan()
    running.apply()
    state = running.state_file.read_text()
    edit(project / "services.tf", "retention_in_days = 30", "retention_in_days = 90")
    edit(project / "services.tf", "desired_count   = 2", "desired_count   = 5")
    edit(project / "main.tf", "default = 8000", "default = 9000")

    plan = running.plan()
    running.apply()

    assert {"aws_lb_target_group.web", "aws_ecs_task_definition.web"} == plan.those("replace")
    assert {"aws_cloudwatch_log_group.web", "aws_ecs_service.web", "aws_lb_listener.http"} == plan.those("update")
    assert 2 == running.attributes("aws_ecs_service.web")["desired_count"]
    assert running.plan().is_empty
    assert TOKEN not in state
    assert "Invented0" not in state, "passwords are written only"
    assert '"Application": "shop"' in state, "default tags are recorded"


MISTAKES = {
    'resource "aws_lb" "one" {\n  idle_timeot = 60\n}\n': (2, "Unsupported argument"),
    'resource "aws_vpc" "one" {\n  cidr_block           = "10.0.0.0/16"\n  enable_dns_hostnames = "often"\n}\n': (
        3,
        "Incorrect attribute value type",
    ),
    'resource "aws_subnet" "one" {\n  cidr_block = "10.0.0.0/24"\n}\n': (1, "Missing required argument"),
    'resource "aws_lb" "one" {\n  access_logs {\n    bucket = "logs"\n    prefx = "web"\n  }\n}\n': (
        4,
        "Unsupported argument",
    ),
    'resource "aws_lb" "one" {\n  access_logs {\n    bucket = "a"\n  }\n  access_logs {\n    bucket = "b"\n  }\n}\n': (
        5,
        "Too many access_logs blocks",
    ),
    'resource "aws_s3_bukket" "one" {}\n': (1, "Invalid resource type"),
    'resource "aws_lb" "one" {\n  arn = "arn:aws:x"\n}\n': (2, "aws_lb: arn"),
    'resource "aws_vpc" "one" {\n  cidr_block = "10.0.0.1/16"\n}\n': (2, "aws_vpc: cidr_block"),
    'resource "aws_cloudwatch_log_group" "one" {\n  retention_in_days = 31\n}\n': (
        2,
        "aws_cloudwatch_log_group: retention_in_days",
    ),
    'resource "aws_lb_target_group" "one" {\n  name = "a-name-that-is-longer-than-thirty-two"\n}\n': (
        2,
        "aws_lb_target_group: name",
    ),
    (
        'resource "aws_ecs_task_definition" "one" {\n  family = "one"\n  cpu    = 256\n  memory = 4096\n'
        '  requires_compatibilities = ["FARGATE"]\n'
        '  container_definitions = jsonencode([{ name = "a", image = "b" }])\n}\n'
    ): (4, "aws_ecs_task_definition: memory"),
    (
        'ephemeral "aws_secretsmanager_random_password" "one" {}\n\nresource "aws_ssm_parameter" "one" {\n'
        '  name  = "/x"\n  type  = "SecureString"\n'
        "  value = ephemeral.aws_secretsmanager_random_password.one.random_password\n}\n"
    ): (6, "Invalid use of ephemeral value"),
}


def test_mistakes_are_refused_at_their_line(small: Path, terraform: Projects) -> None:
    """The schema's mistakes and those of values are told with file and line, all at once."""
    expected = set()
    for number, (text, (line, summary)) in enumerate(MISTAKES.items()):
        file = f"mistake_{number:02}.tf"
        (small / file).write_text(text.replace('"one"', f'"one_{number}"').replace(".one.", f".one_{number}."))
        expected.add((file, line, summary))
    judged = terraform(small)
    judged.init()

    assert expected == {(one.file, one.line, one.summary) for one in judged.mistakes()}


def test_a_mistake_says_what_is_wrong(small: Path, terraform: Projects) -> None:
    """The message of a value's rule says which value, and what is allowed."""
    (small / "one.tf").write_text('resource "aws_sqs_queue" "one" {\n  delay_seconds = 901\n}\n')
    judged = terraform(small)
    judged.init()

    assert [Mistake("one.tf", 2, "aws_sqs_queue: delay_seconds", "901 is not between 0 and 900")] == judged.mistakes()


def test_a_file_that_fmt_would_change_is_refused(small: Path, terraform: Projects) -> None:
    """The gate sees a blank too many."""
    (small / "one.tf").write_text('resource "aws_vpc" "one" {\n  cidr_block  = "10.0.0.0/16"\n}\n')

    with pytest.raises(TerraformFailed, match=r"one\.tf"):
        terraform(small).fmt_check()


def test_what_exists_can_be_imported(small: Path, terraform: Projects) -> None:
    """An imported resource is adapted in place, never replaced for what an import does not tell."""
    (small / "one.tf").write_text('resource "aws_s3_bucket" "one" {\n  bucket = "logs"\n}\n')
    running = terraform(small)
    running.init()
    running.import_resource("aws_s3_bucket.one", "logs")

    plan = running.plan()

    assert {"aws_s3_bucket.one"} == running.recorded()
    assert set() == plan.those("replace")
    assert "logs" == running.attributes("aws_s3_bucket.one")["bucket"]


def test_a_managed_policy_must_exist(small: Path, terraform: Projects) -> None:
    """A misspelt name of one of AWS's CloudFront policies fails the plan."""
    (small / "one.tf").write_text(
        'data "aws_cloudfront_cache_policy" "one" {\n  name = "Managed-CachingOptimised"\n}\n'
    )
    running = terraform(small)
    running.init()

    with pytest.raises(TerraformFailed, match=r"one\.tf:2: .*\"Managed-CachingOptimised\""):
        running.plan()
