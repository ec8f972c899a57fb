"""Tasks by a container engine. The engine here is a small stand-in that runs commands on this machine."""

from __future__ import annotations

import signal
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from localcloud.running.images import CannotPull, ImageUnsuitable, PulledImage
from localcloud.running.tasks_engine import Engine, ImagesWithEngine, Runners
from localcloud.testing.ecs import EcsCloud
from localcloud.testing.ecs_shop import Shop
from localcloud.testing.waiting import until

pytestmark = pytest.mark.real

#: Understands what we ask of docker: version, pull, image inspect, run, exec, kill, rm.
STAND_IN = r"""#!/bin/sh
here=$(dirname "$0")
echo "$@" >> "$here/calls"
verb=$1; shift
case $verb in
  pull) case "$*" in *missing*) echo "manifest unknown" >&2; exit 1;; esac;;
  image) echo '["shop/web@sha256:abc"]';;
  run)
    while true; do case $1 in
      --name) name=$2; shift 2;;
      --env-file) set -a; . "$2"; set +a; shift 2;;
      --network|--workdir|--user|--entrypoint|--publish) shift 2;;
      --*) shift;;
      *) break;;
    esac; done
    shift
    echo $$ > "$here/$name"
    exec "$@";;
  exec) shift; exec "$@";;
  kill) kill -9 "$(cat "$here/$1")";;
esac
"""


class OperatingSystems:
    """A registry whose images all bring an operating system."""

    def pull(self, reference: str) -> PulledImage:
        raise ImageUnsuitable(reference, "the image brings an operating system")

    def collect(self, in_use: Iterable[str]) -> None:
        """There is nothing here to collect."""


@pytest.fixture
def stand_in(tmp_path: Path) -> Engine:
    program = tmp_path / "engine" / "docker"
    program.parent.mkdir()
    program.write_text(STAND_IN)
    program.chmod(0o755)
    return Engine(str(program))


@pytest.fixture
def contained(tmp_path: Path, app: Path, stand_in: Engine) -> Iterator[Shop]:
    images = ImagesWithEngine(OperatingSystems(), lambda: stand_in)
    with EcsCloud(tmp_path / "state", images=images, runner=Runners(lambda: stand_in)) as cloud:
        cloud.call("create_cluster")
        yield Shop(cloud, app)


def calls(stand_in: Engine) -> list[str]:
    return (Path(stand_in.program).parent / "calls").read_text().splitlines()


def test_an_image_with_an_operating_system_runs_by_the_engine(contained: Shop, stand_in: Engine) -> None:
    """By its digest, with its variables in a file, and its output and exit code as of any container."""
    logged = {"logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/app"}}}
    secret = [{"name": "TOKEN", "value": "s3cret"}]
    arn = contained.run(
        contained.define("sh", "-c", "echo $TOKEN; exit 3", image="shop/web:1", environment=secret, **logged)
    )

    task = contained.await_status(arn, "STOPPED")

    assert task["containers"][0]["exitCode"] == 3
    assert task["containers"][0]["imageDigest"] == "sha256:abc"
    assert contained.cloud.logs.lines == {("/app", arn[-32:]): ["s3cret"]}
    [run] = [call for call in calls(stand_in) if call.startswith("run ")]
    assert "shop/web@sha256:abc sh -c" in run
    assert "s3cret" not in run


@pytest.mark.parametrize(
    ("command", "code"),
    [("echo ready; exec sleep 1000", 143), ("trap '' TERM; echo ready; while true; do sleep 0.1; done", 137)],
)
def test_it_is_stopped_as_any_other(contained: Shop, command: str, code: int) -> None:
    """SIGTERM, and the engine's kill after stopTimeout."""
    arn = contained.run(contained.define("sh", "-c", command, image="shop/web:1", stopTimeout=5))
    contained.await_output(arn, "ready")

    contained.cloud.call("stop_task", task=arn)

    assert contained.await_status(arn, "STOPPED")["containers"][0]["exitCode"] == code


def test_its_health_check_runs_inside(contained: Shop, stand_in: Engine) -> None:
    """By the engine's exec."""
    check = {"command": ["CMD", "true"], "interval": 5}
    arn = contained.run(contained.define("sleep", "1000", image="shop/web:1", healthCheck=check))

    until(lambda: contained.task(arn)["healthStatus"] == "HEALTHY", "a healthy task")

    assert any(call.startswith("exec localcloud-") and call.endswith(" true") for call in calls(stand_in))


def test_an_image_that_the_engine_cannot_pull_is_named(contained: Shop) -> None:
    """With the engine's own words."""
    task = contained.await_status(contained.run(contained.define("true", image="missing:1")), "STOPPED")

    assert task["stoppedReason"] == (
        "CannotPullContainerError: pull image manifest has been retried 1 time(s): manifest unknown"
    )


def test_without_an_engine_the_task_says_what_it_needs() -> None:
    """The process runner's own refusal."""
    with pytest.raises(CannotPull, match="brings an operating system"):
        ImagesWithEngine(OperatingSystems(), lambda: None).pull("shop/web:1")


def test_an_unknown_signal_target_is_no_error(stand_in: Engine) -> None:
    """A container that has ended is not signalled."""
    handle = {"pid": 2**22, "started": "never/0", "folder": "/", "engine": "gone"}

    Runners(lambda: stand_in).signal(handle, signal.SIGTERM)
