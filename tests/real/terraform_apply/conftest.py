"""One local cloud for all projects, and the projects at work side by side: most of their time is the provider's."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import boto3
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from leftovers import Account
from terraform_project import Run, Terraform

from tests.real.aws_provider import mirror

_PROGRAMS = Path(sys.executable).parent
#: Of one command that hangs. The slowest takes two minutes on a quiet machine, and four where each core has ten others
#: to serve: Terraform computes for ten seconds to plan a web ACL.
_DEADLINE_SECONDS = 1000
#: All of them: a provider that waits needs memory and no processor.
_AT_ONCE = 9
#: Those that the provider waits longest for begin first.
_LONGEST_FIRST = ("replicas", "databases", "storage", "load_balancing", "edge", "functions")


@dataclass(kw_only=True)
class Cycle:
    """What became of one project: created, looked at again, destroyed."""

    apply: Run
    resources: list[str]
    plan: Run | None = None
    changes: dict[str, object] | None = None
    destroy: Run | None = None
    left: list[str] | None = None


@pytest.fixture(scope="session")
def provider_mirror() -> Path:
    """Where the provider is. Machines without Terraform or without the provider say so and go on."""
    if shutil.which("terraform") is None:
        pytest.skip("terraform is not on this machine: install it to run the AWS provider against the local cloud")
    found = mirror()
    if found is None:
        pytest.skip(
            "the AWS provider is not on this machine: let AEROSTAT_TERRAFORM_MIRROR name a filesystem mirror "
            "that has hashicorp/aws"
        )
    return found


@pytest.fixture(scope="session")
def account(tmp_path_factory: pytest.TempPathFactory, provider_mirror: Path) -> Iterator[Account]:
    """A local cloud, with a DB instance that is there before any project is."""
    folder = tmp_path_factory.mktemp("terraform-cloud")
    folder.chmod(0o755)
    state = folder / "state"
    start = [_PROGRAMS / "localcloud", "start", "--state", state, "--port", "0", "--speed", "20", "--detach"]
    subprocess.run(start, check=True, stdout=subprocess.DEVNULL)
    card = json.loads((state / "cloud.json").read_text())
    _order_followed_database(card["endpoint"])
    yield Account(card["endpoint"])
    subprocess.run([_PROGRAMS / "localcloud", "stop", "--state", state], check=True, stdout=subprocess.DEVNULL)


@pytest.fixture(scope="session")
def cycles(
    account: Account, provider_mirror: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[dict[str, Future[Cycle]]]:
    """The cycles of the projects whose tests were asked for, under way."""
    asked = {
        item.callspec.params["project"]
        for item in request.session.items
        if hasattr(item, "callspec") and "project" in item.callspec.params
    }
    folder = tmp_path_factory.mktemp("projects")
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield {
            project: pool.submit(
                _run,
                Terraform(
                    project,
                    folder / project,
                    endpoint=account.endpoint,
                    mirror=provider_mirror,
                    deadline_seconds=_DEADLINE_SECONDS,
                ),
            )
            for project in sorted(asked, key=_rank)
        }
        pool.shutdown(cancel_futures=True)


def _run(terraform: Terraform) -> Cycle:
    """Create, look again, destroy; what was created is destroyed in any case."""
    init = terraform.init()
    if init.code != 0:
        return Cycle(apply=init, resources=[])
    cycle = Cycle(apply=terraform.apply(), resources=terraform.resources())
    if cycle.apply.code == 0:
        cycle.plan = terraform.plan()
        cycle.changes = terraform.planned_changes() if cycle.plan.code == 2 else {}
    cycle.destroy = terraform.destroy()
    cycle.left = terraform.resources()
    return cycle


def _rank(project: str) -> tuple[int, str]:
    return (_LONGEST_FIRST.index(project) if project in _LONGEST_FIRST else len(_LONGEST_FIRST), project)


def _order_followed_database(endpoint: str) -> None:
    """What the read replicas of the project ``replicas`` follow."""
    rds = boto3.client(
        "rds",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    rds.create_db_instance(
        DBInstanceIdentifier="followed",
        Engine="postgres",
        DBInstanceClass="db.t4g.micro",
        AllocatedStorage=20,
        MasterUsername="keeper",
        MasterUserPassword="not-a-real-one",
        DBName="shop",
        StorageEncrypted=True,
        BackupRetentionPeriod=1,
    )
    rds.get_waiter("db_instance_available").wait(
        DBInstanceIdentifier="followed", WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )
