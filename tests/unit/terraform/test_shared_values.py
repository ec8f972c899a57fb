"""What is said once, because several resources say it."""

from __future__ import annotations

from typing import Any

from aerostat.graph import Json, Ref, Resource
from aerostat.terraform.writing import Settings, project
from tests.unit.terraform.graphs import REGIONS, expect, graph, resource, written


def a_role(address: str, service: str = "lambda.amazonaws.com", **more: Any) -> Resource:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    trust = Json({"Statement": [statement]})
    return resource(f"aws_iam_role.{address}", name=address, assume_role_policy=trust, **more)


def test_who_may_take_roles_is_said_above_the_first_of_them() -> None:
    """Under the name of the service; a role that is alone in what it says, says it itself."""
    assert expect("""
        locals {
          lambda_trust = jsonencode({
            Statement = [{
              Effect    = "Allow"
              Principal = { Service = "lambda.amazonaws.com" }
              Action    = "sts:AssumeRole"
            }]
          })
        }

        resource "aws_iam_role" "a" {
          name               = "a"
          assume_role_policy = local.lambda_trust
        }

        resource "aws_iam_role" "b" {
          name               = "b"
          assume_role_policy = local.lambda_trust
        }

        resource "aws_iam_role" "c" {
          name = "c"

          assume_role_policy = jsonencode({
            Statement = [{
              Effect    = "Allow"
              Principal = { Service = "backup.amazonaws.com" }
              Action    = "sts:AssumeRole"
            }]
          })
        }
    """) == written(graph(a_role("a"), a_role("b"), a_role("c", "backup.amazonaws.com")), "us-east-1/things.tf")


def test_a_value_is_said_in_one_file_of_a_module_only() -> None:
    """Terraform knows one local value of a name in a module."""
    of = graph(a_role("a"), a_role("b", family="others"), a_role("c", family="others"))

    assert "locals {" in written(of, "us-east-1/things.tf")
    assert "locals {" not in written(of, "us-east-1/others.tf")
    assert 2 == written(of, "us-east-1/others.tf").count("local.lambda_trust")


def test_every_module_says_it_for_itself() -> None:
    """What stands in another module is not seen."""
    regions = ("", "eu_west_1")
    roles = [a_role(name, module=module) for module in regions for name in ("a", "b")]

    files = project(graph(*roles, regions=REGIONS), Settings())

    for region in ("eu-central-1", "eu-west-1"):
        assert "lambda_trust = jsonencode(" in files[f"{region}/things.tf"]


def test_what_differs_has_names_that_differ() -> None:
    """Two trusts of one service: two values."""
    of_us = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Condition": {"Bool": {"a": "b"}}}
    others = [
        resource(f"aws_iam_role.{name}", name=name, assume_role_policy=Json({"Statement": [of_us]})) for name in "cd"
    ]

    text = written(graph(a_role("a"), a_role("b"), *others), "us-east-1/things.tf")

    assert (2, 2) == (text.count("= local.lambda_trust\n"), text.count("= local.lambda_trust_2\n"))


def test_documents_about_different_things_stay_apart() -> None:
    policies = [
        resource(f"aws_vpc_endpoint.{name}", policy=Json({"Resource": Ref(f"aws_vpc.{name}", "arn")})) for name in "ab"
    ]
    of = graph(resource("aws_vpc.a"), resource("aws_vpc.b"), *policies)

    assert "locals" not in written(of, "us-east-1/things.tf")
