"""The program itself, from a blueprint to a plan of the real provider."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.real.aws_provider import mirror

pytestmark = [
    pytest.mark.real,
    pytest.mark.timeout(300),
    pytest.mark.skipif(shutil.which("terraform") is None, reason="there is no terraform on this machine"),
    pytest.mark.skipif(mirror() is None, reason="no filesystem mirror has the AWS provider"),
]

AEROSTAT = Path(sys.executable).parent / "aerostat"
BLUEPRINT = """\
application: shop
queues: {orders: {}}
environments: {prod: {}}
"""
#: The mirror may have another version than the one that is asked for.
OVERRIDE = """\
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100"
    }
  }
}
"""


def test_a_blueprint_is_planned_and_not_applied_without_a_yes(cloud, tmp_path):
    """The plan names the place in the blueprint; files of the user's own are part of it and stay."""
    (tmp_path / "aerostat.yaml").write_text(BLUEPRINT)
    (tmp_path / "terraform.rc").write_text(
        f'provider_installation {{\n  filesystem_mirror {{ path = "{mirror()}" }}\n}}\n'
    )
    project = tmp_path / "terraform" / "prod"
    for folder in (project, project / "us-east-1", project / "global"):
        folder.mkdir(parents=True)
        (folder / "zz_override.tf").write_text(OVERRIDE)

    def aerostat(*words):
        done = subprocess.run(
            [AEROSTAT, *words, "--env", "prod", "--json"],
            cwd=tmp_path,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(tmp_path),
                "TF_CLI_CONFIG_FILE": "terraform.rc",
                "AWS_ENDPOINT_URL": cloud.endpoint,
                "AWS_ACCESS_KEY_ID": "test",
                "AWS_SECRET_ACCESS_KEY": "test",
                "AWS_EC2_METADATA_DISABLED": "true",
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        return done.returncode, json.loads(done.stdout.splitlines()[-1])

    broken = project / "us-east-1" / "broken_override.tf"
    broken.write_text('resource "aws_sqs_queue" "orders" {\n  visibility_timeout_seconds = 99999\n}\n')
    code, told = aerostat("plan")
    assert (1, "terraform-error") == (code, told["error"])
    assert told["because"][0].startswith("aerostat.yaml:2 queues.orders, "), told["because"]
    assert "expected visibility_timeout_seconds to be in the range (0 - 43200), got 99999" in told["because"][0]
    broken.unlink()

    code, told = aerostat("plan", "--expect-no-changes")
    assert 1 == code
    plan = told["result"]
    (queue,) = [one for one in plan["changes"] if one["type"] == "aws_sqs_queue"]
    assert ("queues.orders", "create", "messaging") == (queue["origin"], queue["change"], queue["group"])
    assert len(plan["changes"]) == plan["counts"]["create"]
    assert OVERRIDE == (project / "zz_override.tf").read_text()
    assert "*.tfstate\n" in (project.parent / ".gitignore").read_text()
    assert "*\n" == (tmp_path / ".aerostat" / ".gitignore").read_text()

    code, told = aerostat("apply", "--planned")
    assert (1, "usage-error") == (code, told["error"])
    assert "`--yes`" in told["hint"]
