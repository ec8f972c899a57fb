"""What becomes of resources: their blocks, their order, and what crosses the borders of modules."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from aerostat.errors import AerostatBug
from aerostat.graph import Graph, Json, Ref, Resource, Text
from aerostat.model import StateStorage
from aerostat.terraform.writing import Settings, addresses, project, variables
from aerostat.terraform.writing.outputs import KINDS
from tests.unit.terraform.graphs import REGIONS, graph, resource

HEADER = "# Written by Aerostat from aerostat.yaml; add your own files beside it.\n\n"


def written(of: Graph, path: str, settings: Settings = Settings()) -> str:  # noqa: B008
    """A file without its header."""
    text = project(of, settings)[path]
    assert text.startswith(HEADER)
    return text.removeprefix(HEADER)


def block(one: Resource, *others: Resource) -> str:
    return written(graph(one, *others), "us-east-1/things.tf")


def expect(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


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


def several_regions() -> Graph:
    """A database with a replica elsewhere, DNS that belongs nowhere, and a value that the deployer brings."""
    return graph(
        resource("variable.token", environment_variable="API_TOKEN", mode="input", origin="secrets.API_TOKEN"),
        resource("aws_kms_key.main", tags={"Owner": "me"}),
        resource("aws_ssm_parameter.token", name="/token", value_wo=Ref("variable.token", "value")),
        resource("aws_db_instance.orders", family="database", tags={"Owner": "me", "Name": "orders"}),
        resource("aws_lb.main", family="load_balancer"),
        resource(
            "aws_db_instance.orders",
            family="database",
            module="eu_west_1",
            replicate_source_db=Ref("aws_db_instance.orders", "arn"),
            depends_on=("aws_kms_key.main",),
            tags={"Owner": "me"},
        ),
        resource("aws_lb.main", family="load_balancer", module="eu_west_1"),
        resource(
            "aws_route53_record.app",
            module="global",
            name="shop.example.com",
            type="CNAME",
            records=[Ref("aws_lb.main", "dns_name"), Ref("module.eu_west_1.aws_lb.main", "dns_name")],
        ),
        regions=REGIONS,
    )


def several_regions_file(path: str) -> str:
    return written(several_regions(), path)


def test_each_region_is_a_module() -> None:
    """In a folder of its own, and `global` besides; each has what Terraform needs to know of a module."""
    files = project(several_regions(), Settings())

    assert {
        "eu-central-1/database.tf",
        "eu-central-1/versions.tf",
        "eu-west-1/database.tf",
        "eu-west-1/variables.tf",
        "global/things.tf",
        "main.tf",
        "providers.tf",
        "variables.tf",
    } <= files.keys()
    assert "backend.tf" not in files
    assert "moved.tf" not in files


def test_the_root_connects_what_crosses_regions() -> None:
    """Every value goes from the one module's output to the other's variable, with the provider of its region."""
    assert expect("""
        module "eu_central_1" {
          source = "./eu-central-1"

          token = var.token
        }

        module "eu_west_1" {
          source    = "./eu-west-1"
          providers = { aws = aws.eu_west_1 }

          eu_central_1_db_instance_orders_arn = module.eu_central_1.db_instance_orders_arn
          eu_central_1_kms_key_main_id        = module.eu_central_1.kms_key_main_id
        }

        module "global" {
          source    = "./global"
          providers = { aws = aws.us_east_1 }

          eu_central_1_lb_main_dns_name = module.eu_central_1.lb_main_dns_name
          eu_west_1_lb_main_dns_name    = module.eu_west_1.lb_main_dns_name
        }
    """) == several_regions_file("main.tf")


def test_a_module_declares_what_it_is_given_and_what_it_gives() -> None:
    """With types and descriptions."""
    assert expect("""
        variable "eu_central_1_db_instance_orders_arn" {
          description = "`arn` of aws_db_instance.orders in eu-central-1"
          type        = string
        }

        variable "eu_central_1_kms_key_main_id" {
          description = "`id` of aws_kms_key.main in eu-central-1"
          type        = string
        }
    """) == several_regions_file("eu-west-1/variables.tf")
    assert expect("""
        output "db_instance_orders_arn" {
          description = "`arn` of aws_db_instance.orders, for other regions"
          value       = aws_db_instance.orders.arn
        }
    """) in several_regions_file("eu-central-1/outputs.tf")


@pytest.mark.parametrize(
    ("attribute", "type"),
    [
        ("arn", "string"),
        ("subject_alternative_names", "set(string)"),
        ("domain_validation_options.*.resource_record_name[0]", "string"),
        ("domain_validation_options[*].resource_record_name", "list(string)"),
        ("domain_validation_options", "any"),
        ("nonsense", "any"),
    ],
)
def test_what_crosses_has_the_type_that_the_provider_says(attribute: str, type: str) -> None:
    """Objects have none that could be written shortly."""
    of = graph(
        resource("aws_acm_certificate.main"),
        resource("aws_route53_record.proof", module="global", records=Ref("aws_acm_certificate.main", attribute)),
        regions=REGIONS,
    )

    assert f"  type        = {type}\n" in written(of, "global/variables.tf")


def test_a_resource_of_another_region_is_named_by_its_variable() -> None:
    """Also where no argument refers to it."""
    assert expect("""
        resource "aws_db_instance" "orders" {
          replicate_source_db = var.eu_central_1_db_instance_orders_arn

          depends_on = [var.eu_central_1_kms_key_main_id]
        }
    """) == several_regions_file("eu-west-1/database.tf")


def test_what_the_deployer_brings_stays_out_of_the_state() -> None:
    """A variable that feeds write-only arguments alone is ephemeral; any other is only hidden."""
    assert expect("""
        variable "token" {
          description = "Value of secrets.API_TOKEN"
          type        = string
          sensitive   = true
          ephemeral   = true

          validation {
            condition     = length(var.token) > 0
            error_message = "API_TOKEN has no value; set it in the environment of whoever runs Terraform."
          }
        }
    """) == several_regions_file("variables.tf")
    recorded = graph(
        resource("variable.token", environment_variable="API_TOKEN", mode="input"),
        resource("aws_ssm_parameter.token", value=Ref("variable.token", "value")),
    )
    assert "ephemeral" not in written(recorded, "variables.tf")
    assert {"token": "API_TOKEN"} == variables(recorded)


def test_every_region_has_its_provider_with_the_tags_that_all_share() -> None:
    """One without an alias for the primary region; where there is one region only, the tags stand in it."""
    assert expect("""
        locals {
          tags = { Owner = "me" }
        }

        provider "aws" {
          region              = "eu-central-1"
          allowed_account_ids = ["123456789012"]

          default_tags {
            tags = local.tags
          }
        }

        provider "aws" {
          alias               = "eu_west_1"
          region              = "eu-west-1"
          allowed_account_ids = ["123456789012"]

          default_tags {
            tags = local.tags
          }
        }

        provider "aws" {
          alias               = "us_east_1"
          region              = "us-east-1"
          allowed_account_ids = ["123456789012"]

          default_tags {
            tags = local.tags
          }
        }
    """) == written(several_regions(), "providers.tf", Settings(account="123456789012"))
    assert expect("""
        provider "aws" {
          region = "us-east-1"

          default_tags {
            tags = { Owner = "me" }
          }
        }
    """) == written(graph(resource("aws_vpc.main", tags={"Owner": "me"})), "providers.tf")


def test_the_worldwide_region_shares_the_primary_provider_when_they_are_the_same() -> None:
    """No alias for a region that has a provider already."""
    of = graph(
        resource("aws_lb.main"),
        resource("aws_route53_zone.main", module="global"),
        regions={"": "us-east-1", "global": "us-east-1"},
    )

    assert "alias" not in written(of, "providers.tf")
    assert "providers" not in written(of, "main.tf")


@pytest.mark.parametrize(
    ("state", "lock"),
    [
        (StateStorage(bucket="states", key="prod/terraform.tfstate"), "use_lockfile = true"),
        (
            StateStorage(bucket="states", key="prod/terraform.tfstate", lock="dynamodb", table="locks"),
            'dynamodb_table = "locks"',
        ),
    ],
)
def test_the_state_is_in_s3_with_the_lock_that_the_blueprint_asks_for(state: StateStorage, lock: str) -> None:
    """Encrypted, in the primary region unless it says another."""
    text = written(graph(resource("aws_vpc.main")), "backend.tf", Settings(state=state))

    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert ['bucket = "states"', 'key = "prod/terraform.tfstate"', 'region = "us-east-1"', "encrypt = true", lock] == (
        lines[2:7]
    )


def test_outputs_are_what_people_ask_for() -> None:
    """Plain for what there is one of, by name for the rest, and again at the root."""
    of = graph(
        resource("aws_lb.main"),
        resource("aws_ecr_repository.web"),
        resource("aws_ecr_repository.worker"),
        resource("aws_iam_openid_connect_provider.github"),
        resource("aws_iam_role.web_task", assume_role_policy=Json({"Principal": "ecs"})),
        resource(
            "aws_iam_role.deploy",
            assume_role_policy=Json({"Principal": {"Federated": Ref("aws_iam_openid_connect_provider.github", "arn")}}),
        ),
    )

    text = written(of, "us-east-1/outputs.tf")

    assert 'value       = "http://${aws_lb.main.dns_name}"' in text
    assert (
        expect("""
        output "repository_urls" {
          description = "Repositories that images are pushed to"
          value = {
            web    = aws_ecr_repository.web.repository_url
            worker = aws_ecr_repository.worker.repository_url
          }
        }
    """)
        in text
    )
    assert "pipeline_role_arns" in text
    assert "aws_iam_role.deploy.arn" in text
    assert "web_task" not in text
    assert "value       = module.us_east_1.repository_urls" in written(of, "outputs.tf")


def test_every_output_is_described() -> None:
    """In the reference, where people look for it."""
    page = (Path(__file__).parents[3] / "docs" / "reference" / "terraform-project.md").read_text()
    names = {"url"} | {kind.name for kind in KINDS} | {kind.only[0] for kind in KINDS if kind.only}

    assert [] == [name for name in sorted(names) if f"`{name}`" not in page]


def test_another_region_renames_no_output() -> None:
    """Outputs of the primary region keep their names; those of the others say which region."""
    text = several_regions_file("outputs.tf")

    assert 'output "load_balancer_dns_name" {' in text
    assert 'output "eu_west_1_load_balancer_dns_name" {' in text


def test_with_tls_the_load_balancers_own_name_is_no_url() -> None:
    """Its certificate is for another name: that of the record which leads to it."""
    of = graph(
        resource("aws_lb.main"),
        resource("aws_lb_listener.https", protocol="HTTPS"),
        resource("aws_route53_record.app", alias={"name": Ref("aws_lb.main", "dns_name")}),
        resource("aws_route53_record.proof", records=[Ref("aws_lb.main", "dns_name")]),
    )

    text = written(of, "us-east-1/outputs.tf")

    assert "http://" not in text
    assert 'app = "https://${aws_route53_record.app.fqdn}"' in text
    assert "proof" not in text


def test_terraforms_addresses_lead_to_the_resources() -> None:
    """As plans and states name them; the primary region's module has the region's name."""
    of = several_regions()

    assert of.resources["aws_kms_key.main"] == addresses(of)["module.eu_central_1.aws_kms_key.main"]
    assert of.resources["module.global.aws_route53_record.app"] == addresses(of)["module.global.aws_route53_record.app"]
    assert len(of.resources) - 1 == len(addresses(of))


def test_asking_twice_gives_the_same_files() -> None:
    """The project is a function of the graph."""
    assert project(several_regions(), Settings()) == project(several_regions(), Settings())


def test_a_family_cannot_take_the_name_of_a_file_that_every_module_has() -> None:
    """It would be written over."""
    with pytest.raises(AerostatBug, match="variables"):
        project(graph(resource("aws_vpc.main", family="variables")), Settings())
