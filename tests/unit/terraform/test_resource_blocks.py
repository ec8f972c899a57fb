"""What becomes of a resource: its block, and the order in it."""

from __future__ import annotations

from aerostat.graph import Json, Ref, Resource, Text
from aerostat.terraform.writing import Settings
from tests.unit.terraform.graphs import expect, graph, resource, written


def block(one: Resource, *others: Resource) -> str:
    return written(graph(one, *others), "us-east-1/things.tf")


def test_a_resource_is_written_in_the_order_in_which_readers_look() -> None:
    """Exemptions, scalars, long values, nested blocks, tags, lifecycle, dependencies; its reason stands above."""
    service = resource(
        "aws_ecs_service.web",
        network_configuration={"subnets": ["a", "b"], "assign_public_ip": False},
        name="shop-web",
        load_balancer=[
            {"container_name": "web", "container_port": 80},
            {"container_name": "web", "container_port": 81},
        ],
        tags={"Name": "web"},
        desired_count=2,
        health_check_grace_period_seconds=None,
        governed=frozenset({"desired_count"}),
        is_replaced_first=True,
        depends_on=("aws_lb.main",),
        comment="Why it is " + "so " * 40,
        exempt={"CKV_AWS_1": "said aloud"},
    )

    assert expect("""
        # Why it is so so so so so so so so so so so so so so so so so so so so so so so so so so so so so
        # so so so so so so so so so so so
        resource "aws_ecs_service" "web" {
          #checkov:skip=CKV_AWS_1:said aloud

          name          = "shop-web"
          desired_count = 2

          network_configuration {
            subnets          = ["a", "b"]
            assign_public_ip = false
          }

          load_balancer {
            container_name = "web"
            container_port = 80
          }

          load_balancer {
            container_name = "web"
            container_port = 81
          }

          tags = { Name = "web" }

          lifecycle {
            create_before_destroy = true

            # Set here once; from then on deployments, scaling or traffic shifts move it.
            ignore_changes = [desired_count]
          }

          depends_on = [aws_lb.main]
        }

        resource "aws_lb" "main" {}
    """) == block(service, resource("aws_lb.main"))


def test_the_schema_tells_blocks_from_attributes() -> None:
    """Maps stay attributes at any depth; attributes made of objects may be written as blocks, but not when empty."""
    function = resource("aws_lambda_function.f", environment={"variables": {"A": "1", "B": "2"}})
    table = resource("aws_route_table.t", route=[{"cidr_block": "0.0.0.0/0"}])
    nothing = resource("aws_default_security_group.none", ingress=[], egress=[])
    distribution = resource("aws_cloudfront_distribution.d", enabled=True, ordered_cache_behavior=[])

    assert expect("""
        resource "aws_lambda_function" "f" {
          environment {
            variables = {
              A = "1"
              B = "2"
            }
          }
        }

        resource "aws_route_table" "t" {
          route {
            cidr_block = "0.0.0.0/0"
          }
        }

        resource "aws_default_security_group" "none" {
          ingress = []
          egress  = []
        }

        resource "aws_cloudfront_distribution" "d" {
          enabled = true
        }
    """) == block(function, table, nothing, distribution)


def test_references_name_the_mode_of_what_they_refer_to() -> None:
    """`data.`, `ephemeral.`, or nothing; in texts and documents too."""
    password = resource("aws_secretsmanager_random_password.p", mode="ephemeral")
    zones = resource("aws_availability_zones.z", mode="data")
    secret = resource(
        "aws_secretsmanager_secret_version.s",
        secret_id=Ref("aws_kms_key.k", "arn"),
        secret_string_wo=Json(
            {
                "a": Ref("aws_secretsmanager_random_password.p", "random_password"),
                "b": Text(("x-", Ref("aws_kms_key.k", "id"))),
            }
        ),
        version_stages=[Ref("aws_availability_zones.z", "names[0]")],
    )

    assert expect("""
        resource "aws_secretsmanager_secret_version" "s" {
          secret_id      = aws_kms_key.k.arn
          version_stages = [data.aws_availability_zones.z.names[0]]

          secret_string_wo = jsonencode({
            a = ephemeral.aws_secretsmanager_random_password.p.random_password
            b = "x-${aws_kms_key.k.id}"
          })
        }

        resource "aws_kms_key" "k" {}

        ephemeral "aws_secretsmanager_random_password" "p" {}

        data "aws_availability_zones" "z" {}
    """) == block(secret, resource("aws_kms_key.k"), password, zones)


def test_a_reason_that_neighbours_share_is_given_once() -> None:
    """At the first of them."""
    text = block(*(resource(f"aws_eip.{name}", comment="One in each zone.") for name in ("a", "b")))

    assert 1 == text.count("# One in each zone.")


def test_what_is_protected_cannot_be_destroyed_unless_everything_shall_be() -> None:
    """`prevent_destroy` follows the graph and the settings."""
    bucket = graph(resource("aws_s3_bucket.data", is_protected=True))

    assert "prevent_destroy = true" in written(bucket, "us-east-1/things.tf")
    assert "prevent_destroy" not in written(bucket, "us-east-1/things.tf", Settings(protects=False))


def test_a_secret_is_opened_when_applied_and_not_when_planned() -> None:
    """`timestamp()` is unknown in a plan, so Terraform waits; whoever plans needs no right to see it."""
    stored = resource(
        "aws_secretsmanager_secret_version.stored",
        mode="ephemeral",
        secret_id=Ref("aws_secretsmanager_secret.s", "id"),
    )

    assert expect("""
        ephemeral "aws_secretsmanager_secret_version" "stored" {
          # timestamp() is not known before it is applied, so that a plan needs to see no secret.
          secret_id = timestamp() == "" ? "" : aws_secretsmanager_secret.s.id
        }

        resource "aws_secretsmanager_secret" "s" {}
    """) == block(stored, resource("aws_secretsmanager_secret.s"))
