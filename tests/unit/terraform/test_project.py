"""The files of a project, and what crosses the borders of its modules."""

from __future__ import annotations

import re

import pytest

from aerostat.errors import AerostatBug
from aerostat.graph import Ref
from aerostat.model import StateStorage
from aerostat.terraform.writing import Settings, addresses, project, variables
from tests.unit.terraform.graphs import REGIONS, expect, graph, resource, several_regions, written


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
          description = "`arn` of aws_db_instance.orders, for other modules"
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


def test_what_crosses_is_called_by_the_end_of_its_path() -> None:
    """By the whole of it only where two paths end alike."""

    def names(*attributes: str) -> list[str]:
        records = [Ref("aws_acm_certificate.main", one) for one in attributes]
        of = graph(
            resource("aws_acm_certificate.main"),
            resource("aws_route53_record.proof", module="global", records=records),
            regions=REGIONS,
        )
        return re.findall(r'variable "eu_central_1_acm_certificate_main_(.*)"', written(of, "global/variables.tf"))

    proof = "domain_validation_options.*.resource_record_name"
    assert ["arn", "resource_record_name"] == names("arn", f"{proof}[0]")
    assert [f"domain_validation_options_resource_record_name_{number}" for number in range(2)] == (
        names(f"{proof}[0]", f"{proof}[1]")
    )


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


def test_a_reference_to_nothing_is_a_bug_of_ours() -> None:
    """Told with the place that it comes from."""
    lost = resource("aws_eip.one", instance=Ref("aws_instance.gone", "id"), origin="network")

    with pytest.raises(AerostatBug, match=r"aws_eip.one refers to aws_instance.gone") as told:
        project(graph(lost), Settings())

    assert ("it comes from network",) == told.value.because
