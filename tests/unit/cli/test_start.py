"""What a command loads before it does anything: nothing that only another one needs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SHOP = Path(__file__).parents[3] / "examples" / "shop" / "aerostat.yaml"

#: Runs the command line and prints what is loaded then, on a line of its own.
PROGRAM = """
import json, sys
from aerostat.cli.main import main
code = main(sys.argv[1:])
print()
print(json.dumps({"code": code, "modules": sorted(sys.modules)}))
"""

#: What speaks to AWS; it takes longer to load than all that `aerostat --help` needs.
OF_AWS = {"boto3", "botocore.session", "botocore.client", "urllib3"}
OF_BLUEPRINTS = {"aerostat.blueprint", "aerostat.checks", "aerostat.graph", "aerostat.model", "yaml", "ruamel.yaml"}
OF_DEEDS = {
    "aerostat.bootstrap",
    "aerostat.delivery.deployer",
    "aerostat.images",
    "aerostat.provision",
    "aerostat.workflows",
    "localcloud",
}
OF_TERRAFORM = {"aerostat.terraform.reading", "aerostat.terraform.running", "aerostat.terraform.writing"}


def loaded(*arguments):
    """Names of the modules that a fresh interpreter has loaded when the command is done."""
    command = [sys.executable, "-c", PROGRAM, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    assert 0 == told["code"], done.stdout + done.stderr
    return set(told["modules"])


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["plan", "--help"], ["deploy", "--help"]])
def test_help_loads_nothing_that_a_command_works_with(arguments):
    """Its words and options are all that a command's module brings."""
    modules = loaded(*arguments)

    assert "aerostat.cli.plan" in modules
    assert set() == modules & (OF_AWS | OF_BLUEPRINTS | OF_DEEDS | OF_TERRAFORM)


def test_a_check_speaks_to_nobody():
    """Checking a blueprint loads the checks, and neither AWS's clients nor Terraform nor a deployer."""
    modules = loaded("check", "--file", str(SHOP))

    assert "aerostat.checks" in modules
    assert set() == modules & (OF_AWS | OF_DEEDS | OF_TERRAFORM)
