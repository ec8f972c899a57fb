"""The real provider accepts what we write: the projects of the examples, and one that spans regions."""

from __future__ import annotations

from pathlib import Path

import pytest

from aerostat import checks
from aerostat.graph import Graph, Json, Ref, Text, compile_graph
from aerostat.model import StateStorage
from aerostat.terraform.writing import Ledger, Settings, project, write
from tests.real.aws_provider import mirror as provider_mirror
from tests.real.terraform_writing.terraform import needs_terraform, provider_version, terraform
from tests.unit.terraform.graphs import REGIONS, graph, resource

pytestmark = [
    pytest.mark.real,
    needs_terraform,
    pytest.mark.skipif(provider_mirror() is None, reason="no mirror of Terraform providers has hashicorp/aws"),
]

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*/aerostat.yaml"))
STATE = StateStorage(bucket="states", key="prod/terraform.tfstate")

OVERRIDE = """terraform {{
  required_providers {{
    aws = {{
      source  = "hashicorp/aws"
      version = "{version}"
    }}
  }}
}}
"""


@pytest.mark.parametrize("blueprint", EXAMPLES, ids=lambda file: file.parent.name)
def test_an_example_is_valid(blueprint: Path, tmp_path: Path) -> None:
    """With nothing but the provider's version changed."""
    environment = checks.environment(blueprint, "prod")

    validate(project(compile_graph(environment, {}), Settings(state=STATE)), tmp_path)


def test_a_project_of_several_regions_is_valid(tmp_path: Path) -> None:
    """With all that crosses their borders: attributes, lists, dependencies, ephemeral values, inputs; and a move."""
    old = Ledger({"eu_central_1 aws_kms_key from keys": "module.eu_central_1.aws_kms_key.before"})

    files = project(several_regions(), Settings(state=STATE, account="123456789012"), old)

    assert "moved.tf" in files
    validate(files, tmp_path)


def validate(files: dict[str, str], folder: Path) -> None:
    mirror = provider_mirror()
    assert mirror
    write(files, folder)
    assert "" == terraform("fmt", "-check", "-diff", "-recursive", folder=folder)
    override = OVERRIDE.format(version=provider_version(mirror))
    for module in {(folder / path).parent for path in files}:
        (module / "zz_override.tf").write_text(override)
    terraform("init", "-backend=false", "-input=false", folder=folder, mirror=mirror)
    terraform("validate", folder=folder, mirror=mirror)


def several_regions() -> Graph:
    token = Ref("variable.token", "value")
    password = Ref("aws_secretsmanager_random_password.password", "random_password")
    trust = {"Version": "2012-10-17", "Statement": []}
    return graph(
        resource("variable.token", mode="input", environment_variable="API_TOKEN"),
        resource("aws_availability_zones.all", mode="data", state="available"),
        resource("aws_secretsmanager_random_password.password", mode="ephemeral", password_length=20),
        resource("aws_kms_key.main", description="Keeps things", origin="keys", tags={"Owner": "me"}),
        resource("aws_ssm_parameter.token", name="/token", type="SecureString", value_wo=token, value_wo_version=1),
        resource("aws_lb.main", internal=True, subnets=["subnet-1", "subnet-2"], tags={"Owner": "me", "Name": "main"}),
        resource(
            "aws_ssm_parameter.copy",
            module="eu_west_1",
            name="/copy",
            type="SecureString",
            value_wo=Text((token, "-", password)),
            value_wo_version=1,
            depends_on=("aws_kms_key.main",),
            tags={"Owner": "me"},
        ),
        resource(
            "aws_iam_role.there",
            module="eu_west_1",
            name="there",
            assume_role_policy=Json({**trust, "Zones": Ref("aws_availability_zones.all", "names")}),
        ),
        resource("aws_lb.main", module="eu_west_1", internal=False, subnets=["subnet-3", "subnet-4"]),
        resource("aws_route53_zone.main", module="global", name="example.com", tags={"Owner": "me"}),
        resource(
            "aws_route53_record.app",
            module="global",
            zone_id=Ref("module.global.aws_route53_zone.main", "zone_id"),
            name="shop",
            type="A",
            alias={
                "name": Ref("module.eu_west_1.aws_lb.main", "dns_name"),
                "zone_id": Ref("module.eu_west_1.aws_lb.main", "zone_id"),
                "evaluate_target_health": True,
            },
        ),
        regions=REGIONS,
    )
