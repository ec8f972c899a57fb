"""What an apply that was killed had made and not written down."""

import json

from aerostat.terraform.running.leftovers import leftovers


def a_line(kind, address, action="create", id=""):
    hook = {"resource": {"addr": address, "resource_type": address.split(".")[0]}, "action": action}
    return json.dumps({"type": kind, "hook": {**hook, **({"id_key": "id", "id_value": id} if id else {})}})


def test_what_was_complete_and_is_not_recorded_can_be_taken_over():
    found = leftovers(
        [
            a_line("apply_start", "aws_vpc.main"),
            a_line("apply_start", "aws_sqs_queue.orders"),
            a_line("apply_complete", "aws_vpc.main", id="vpc-1"),
            a_line("apply_start", "aws_iam_role.web"),
            a_line("apply_complete", "aws_iam_role.web", id="web"),
            '{"type": "apply_comp',
        ],
        recorded={"aws_iam_role.web"},
    )

    assert (("aws_vpc.main", "vpc-1"),) == found.made
    assert ("aws_sqs_queue.orders",) == found.started


def test_what_failed_or_was_deleted_is_not_there():
    found = leftovers(
        [
            a_line("apply_start", "aws_vpc.main"),
            a_line("apply_errored", "aws_vpc.main"),
            a_line("apply_start", "aws_subnet.a"),
            a_line("apply_complete", "aws_subnet.a", id="subnet-1"),
            a_line("apply_start", "aws_subnet.a", "delete"),
            a_line("apply_complete", "aws_subnet.a", "delete"),
        ],
        recorded=set(),
    )

    assert ((), ()) == (found.made, found.started)


def test_a_replacement_that_was_made_anew_is_known_by_its_new_id():
    found = leftovers(
        [
            a_line("apply_complete", "aws_vpc.main", "delete", id="vpc-1"),
            a_line("apply_start", "aws_vpc.main"),
            a_line("apply_complete", "aws_vpc.main", id="vpc-2"),
        ],
        recorded=set(),
    )

    assert (("aws_vpc.main", "vpc-2"),) == found.made
