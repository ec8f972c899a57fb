"""The provider's process: it starts only for Terraform, and does not outlive it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from localcloud.testing.waiting import PATIENCE_SECONDS, until

pytestmark = [pytest.mark.real, pytest.mark.timeout(240)]

COMMAND = [sys.executable, "-m", "aerostat.testing.provider"]

#: Starts the provider as Terraform would, tells its process id, and waits for its end.
PARENT = f"""
import subprocess
provider = subprocess.Popen({COMMAND!r}, stdout=subprocess.PIPE)
provider.stdout.readline()
print(provider.pid, flush=True)
provider.wait()
"""


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_provider_whose_terraform_was_killed_ends() -> None:
    """Nothing is left behind by a Terraform that had no time to say goodbye."""
    environment = {**os.environ, "TF_PLUGIN_MAGIC_COOKIE": "any"}
    parent = subprocess.Popen([sys.executable, "-c", PARENT], env=environment, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    provider = int(parent.stdout.readline())

    parent.kill()
    parent.communicate()

    until(lambda: not is_running(provider), f"provider {provider} ends after its Terraform")


def test_a_provider_is_not_for_people() -> None:
    """Started by hand, it says who starts it."""
    told = subprocess.run(COMMAND, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)

    assert 1 == told.returncode
    assert "Terraform starts it" in told.stderr
