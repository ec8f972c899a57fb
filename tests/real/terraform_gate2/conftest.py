"""One local cloud for all examples; four of them at work side by side, since most of their time is spent waiting."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from threading import Lock

import pytest

from tests.real.aws_provider import mirror
from tests.real.terraform_apply.leftovers import Account
from tests.real.terraform_gate2.life import Life, live
from tests.real.terraform_gate2.on_aws import OnAws

_PROGRAMS = Path(sys.executable).parent
_AT_ONCE = 4
#: Those begin first.
_LONGEST = ("fitness", "web-worker", "shop")
#: Both send mail as example.com, an identity that an account has once: the one would destroy the other's.
_ONE_IDENTITY = ("web-worker", "shop")
#: Of one command that hangs. The longest destroys `fitness`, in a quarter of an hour on a quiet machine: the provider
#: looks at an OpenSearch domain for the first time after ten minutes.
_DEADLINE_SECONDS = 3000
#: Faster, and a task on a busy machine does not come up within its grace period, a minute on AWS: at five times the
#: speed, those are twelve seconds, and some programs take five on a quiet machine.
_SPEED = "2"
#: Of all examples.
_REGIONS = ("us-east-1", "us-west-2", "eu-west-1", "ap-southeast-1")


@pytest.fixture(scope="session")
def provider_mirror() -> Path:
    """Where the provider is. Machines without Terraform or without the provider say so and go on."""
    if shutil.which("terraform") is None:
        pytest.skip("terraform is not on this machine: install it to take the examples to AWS's stand-in")
    found = mirror()
    if found is None:
        pytest.skip(
            "the AWS provider is not on this machine: let AEROSTAT_TERRAFORM_MIRROR name a filesystem mirror "
            "that has hashicorp/aws"
        )
    return found


@pytest.fixture(scope="session")
def account(tmp_path_factory: pytest.TempPathFactory, provider_mirror: Path) -> Iterator[Account]:
    """The account of a local cloud of its own."""
    folder = tmp_path_factory.mktemp("gate-cloud")
    folder.chmod(0o755)  # the databases' own user passes through
    state = folder / "state"
    start = [_PROGRAMS / "localcloud", "start", "--state", state, "--port", "0", "--speed", _SPEED, "--detach"]
    subprocess.run(start, check=True, stdout=subprocess.DEVNULL)
    yield Account(json.loads((state / "cloud.json").read_text())["endpoint"], _REGIONS)
    subprocess.run([_PROGRAMS / "localcloud", "stop", "--state", state], check=True, stdout=subprocess.DEVNULL)


@pytest.fixture(scope="session")
def lives(
    account: Account, provider_mirror: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Callable[[str], Life]]:
    """``lives(example)``: what became of it. Those that tests of this run ask for are under way."""
    asked = {
        item.callspec.params["example"]
        for item in request.session.items
        if "lives" in getattr(item, "fixturenames", ()) and not _is_skipped(item)
    }
    folder = tmp_path_factory.mktemp("gate-examples")
    identity = Lock()

    def one(example: str) -> Life:
        place = OnAws(
            example,
            folder / example,
            endpoint=account.endpoint,
            mirror=provider_mirror,
            deadline_seconds=_DEADLINE_SECONDS,
        )
        with identity if example in _ONE_IDENTITY else nullcontext():
            return live(place, images=folder / "images")

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        futures: dict[str, Future[Life]] = {example: pool.submit(one, example) for example in sorted(asked, key=_rank)}
        yield lambda example: futures[example].result()
        pool.shutdown(cancel_futures=True)


def _is_skipped(item: pytest.Item) -> bool:
    return any(mark.args[0] for mark in item.iter_markers("skipif"))


def _rank(example: str) -> int:
    return _LONGEST.index(example) if example in _LONGEST else len(_LONGEST)
