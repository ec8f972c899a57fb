"""Lines that Terraform 1.11 wrote, and what they say."""

import json

import pytest

from aerostat.terraform.running.stream import Diagnostic, Said, Worked, message

RESOURCE = {
    "addr": "aws_vpc.main",
    "module": "",
    "resource": "aws_vpc.main",
    "implied_provider": "aws",
    "resource_type": "aws_vpc",
    "resource_name": "main",
    "resource_key": None,
}


def a_line(kind, **members):
    return json.dumps({"@level": "info", "@message": "…", "@module": "terraform.ui", "type": kind, **members})


@pytest.mark.parametrize(
    ("kind", "moment"),
    [
        ("apply_start", "started"),
        ("apply_progress", "waiting"),
        ("apply_complete", "completed"),
        ("apply_errored", "failed"),
    ],
)
def test_the_moments_of_a_change(kind, moment):
    hook = {"resource": RESOURCE, "action": "create", "elapsed_seconds": 26, "id_key": "id", "id_value": "vpc-1"}

    assert Worked(
        address="aws_vpc.main", type="aws_vpc", moment=moment, change="create", seconds=26.0, id="vpc-1"
    ) == message(a_line(kind, hook=hook))


def test_reading_data_is_not_told():
    assert message(a_line("apply_start", hook={"resource": RESOURCE, "action": "read"})) is None


def test_a_diagnostic_has_its_resource_and_its_place():
    told = {
        "severity": "error",
        "summary": "creating SQS Queue (orders)",
        "detail": "InvalidParameterValue",
        "address": "aws_sqs_queue.orders",
        "range": {"filename": "messaging.tf", "start": {"line": 16, "column": 35, "byte": 352}},
    }

    assert Diagnostic(
        severity="error",
        summary="creating SQS Queue (orders)",
        detail="InvalidParameterValue",
        address="aws_sqs_queue.orders",
        file="messaging.tf",
        line=16,
    ) == message(a_line("diagnostic", diagnostic=told))


def test_a_mistake_found_before_addresses_are_known_still_names_its_resource():
    """Validation says only which block it looked at."""
    told = {"severity": "error", "summary": "x", "snippet": {"context": 'resource "aws_sqs_queue" "orders"'}}

    assert "aws_sqs_queue.orders" == message(a_line("diagnostic", diagnostic=told)).address


@pytest.mark.parametrize("line", ["", "   ", a_line("version"), a_line("a_kind_of_next_year"), a_line("outputs")])
def test_what_says_nothing_is_passed_over(line):
    assert message(line) is None


@pytest.mark.parametrize("line", ["Segmentation fault", "[1, 2]", '"text"', '{"broken'])
def test_what_is_no_message_is_told_as_it_is(line):
    assert Said(text=line) == message(line)
