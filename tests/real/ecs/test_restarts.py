"""The control plane dies at any moment: tasks run on, are adopted, and what was begun comes to its end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from localcloud.running import processes
from localcloud.testing.ecs import EcsCloud
from localcloud.testing.ecs_shop import Shop
from localcloud.testing.waiting import until

pytestmark = pytest.mark.real
SPEED = 100.0

#: A control plane of its own: it serves v1, and on a line on stdin begins to exchange it for v2.
CONTROL_PLANE = """
import sys
from pathlib import Path
from localcloud.testing.ecs import EcsCloud
from localcloud.testing.ecs_shop import Shop
with EcsCloud(Path(sys.argv[1]), speed=float(sys.argv[3])) as cloud:
    shop = Shop(cloud, Path(sys.argv[2]))
    cloud.call("create_cluster")
    shop.serve(shop.define("sh", "-c", "echo v1; exec sleep 1001"), count=3, balanced=False)
    shop.await_steady()
    print("steady", flush=True)
    sys.stdin.readline()
    shop.update(taskDefinition=shop.define("sh", "-c", "echo v2; exec sleep 1002"))
    print("updated", flush=True)
    sys.stdin.readline()
"""


class ControlPlane:
    """The process that will be killed."""

    def __init__(self, state: Path, app: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", CONTROL_PLANE, str(state), str(app), str(SPEED)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.await_line("steady")

    def await_line(self, line: str) -> None:
        assert self._process.stdout
        assert self._process.stdout.readline().strip() == line

    def begin_update(self) -> None:
        assert self._process.stdin
        self._process.stdin.write("go\n")
        self._process.stdin.flush()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture
def dying(tmp_path: Path, app: Path) -> Iterator[ControlPlane]:
    plane = ControlPlane(tmp_path / "state", app)
    yield plane
    plane.kill()


def keepers(cloud: EcsCloud) -> list[str]:
    """Labels of everything that runs for this cloud."""
    return sorted(found.label for found in processes.labelled(cloud.room.rooms.label))


def test_running_tasks_are_adopted_untouched(tmp_path: Path, app: Path, dying: ControlPlane) -> None:
    """Same processes, same tasks, no events; and their deaths are noticed again."""
    dying.kill()
    with EcsCloud(tmp_path / "state", speed=SPEED) as cloud:
        shop = Shop(cloud, app)
        before = {task["taskArn"]: shop.pid(task["taskArn"]) for task in shop.tasks()}
        events = len(shop.events)
        assert len(before) == 3

        victim = next(iter(before))
        os.kill(before[victim], signal.SIGKILL)
        task = shop.await_status(victim, "STOPPED")

        assert task["containers"][0]["exitCode"] == 137
        until(lambda: shop.service["runningCount"] == 3, "three tasks again")
        now = {task["taskArn"]: shop.pid(task["taskArn"]) for task in shop.tasks()}
        assert len(now.items() & before.items()) == 2
        assert len(shop.events) >= events + 1


def test_a_death_during_our_absence_is_told_with_its_exit_code(tmp_path: Path, app: Path, dying: ControlPlane) -> None:
    """The keeper wrote it down; the scheduler refills."""
    dying.kill()
    first = EcsCloud(tmp_path / "state", speed=SPEED)
    shop = Shop(first, app)
    victim = shop.tasks()[0]["taskArn"]
    pid = shop.pid(victim)
    first.journal.close()
    os.kill(pid, signal.SIGTERM)
    until(lambda: not Path(f"/proc/{pid}").exists(), "the end of the task's process")

    with EcsCloud(tmp_path / "state", speed=SPEED) as cloud:
        shop = Shop(cloud, app)
        task = shop.await_status(victim, "STOPPED")
        assert (task["stopCode"], task["containers"][0]["exitCode"]) == ("EssentialContainerExited", 143)
        until(lambda: shop.service["runningCount"] == 3, "three tasks again")


@pytest.mark.parametrize("moment", [0.0, 0.004, 0.01, 0.02, 0.04, 0.1, 0.3, 0.45, 0.5, 0.6])
def test_a_deployment_goes_on_to_the_same_end(tmp_path: Path, app: Path, dying: ControlPlane, moment: float) -> None:
    """Killed so many seconds after the update began: three tasks of v2, no orphan, no double."""
    dying.begin_update()
    dying.await_line("updated")
    threading.Event().wait(moment)
    dying.kill()

    with EcsCloud(tmp_path / "state", speed=SPEED) as cloud:
        shop = Shop(cloud, app)
        until(lambda: shop.deployment()["status"] == "SUCCESSFUL", lambda: f"{shop.deployment()} {shop.events}")
        until(lambda: len(keepers(cloud)) == 3, lambda: f"three processes, there are {keepers(cloud)}")

        arns = {task["taskArn"][-32:] for task in shop.tasks()}
        assert {label.split("/")[2] for label in keepers(cloud)} == arns
        assert {task["taskDefinitionArn"] for task in shop.tasks()} == {shop.service["taskDefinition"]}
        assert shop.deployment()["sourceServiceRevisions"]
        assert len(cloud.call("list_service_deployments", service="web")["serviceDeployments"]) == 2


def test_a_process_that_was_started_but_not_recorded_is_ended(tmp_path: Path, app: Path, dying: ControlPlane) -> None:
    """Its label gives it away."""
    dying.kill()
    unstarted = EcsCloud(tmp_path / "state", speed=SPEED)
    label = f"{unstarted.room.rooms.label}{'0' * 32}/web"
    unstarted.journal.close()
    stray = processes.spawn(["sleep", "1000"], env={"PATH": "/usr/bin:/bin"}, cwd=app, log=app / "log", label=label)

    with EcsCloud(tmp_path / "state", speed=SPEED) as cloud:
        until(lambda: not processes.is_alive(stray), "the end of the stray process")
        until(lambda: len(keepers(cloud)) == 3, "the three that belong here")


def test_a_task_whose_container_was_started_but_not_recorded_is_ended_once(tmp_path: Path, app: Path) -> None:
    """It might have done half of its work: it is not run a second time, and says why it ended."""
    first = EcsCloud(tmp_path / "state", speed=SPEED)
    shop = Shop(first, app)
    first.call("create_cluster")
    arn = shop.run(shop.define("sleep", "1000"))
    [life] = first.room.engine._all_lives()
    shop.await_status(arn, "RUNNING")
    life.abandon()
    store = first.room.rooms.store
    store.change_task(arn, {"lastStatus": "ACTIVATING"}, {"handles": {}})
    first.journal.close()

    with EcsCloud(tmp_path / "state", speed=SPEED) as cloud:
        task = Shop(cloud, app).await_status(arn, "STOPPED")
        assert task["stopCode"] == "TaskFailedToStart"
        assert task["stoppedReason"].startswith("The control plane was stopped while it started")
        until(lambda: not keepers(cloud), "the end of the unrecorded container")


def test_shutting_down_ends_every_task_and_starting_again_refills(tmp_path: Path, app: Path) -> None:
    """Nothing is left running; the service comes back with new tasks."""
    with EcsCloud(tmp_path / "state", speed=SPEED) as cloud:
        shop = Shop(cloud, app)
        cloud.call("create_cluster")
        shop.serve(shop.define("sleep", "1000"), balanced=False)
        shop.await_steady()
        old = [task["taskArn"] for task in shop.tasks()]
        label = cloud.room.rooms.label
    assert not list(processes.labelled(label))

    with EcsCloud(tmp_path / "state", speed=SPEED) as cloud:
        shop = Shop(cloud, app)
        until(lambda: shop.service["runningCount"] == 2, "two tasks again")
        assert not set(old) & {task["taskArn"] for task in shop.tasks()}
        assert shop.task(old[0])["stoppedReason"] == "The local cloud was stopped"
        assert shop.service["deployments"][0]["failedTasks"] == 0


def test_what_was_written_while_nobody_watched_is_in_the_logs(tmp_path: Path, app: Path) -> None:
    """Lines of the time between two control planes are forwarded, none twice, none lost."""
    logged = {"logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/app"}}}
    first = EcsCloud(tmp_path / "state", speed=SPEED)
    first.__enter__()
    shop = Shop(first, app)
    first.call("create_cluster")
    arn = shop.run(
        shop.define("sh", "-c", "for n in 1 2 3 4 5 6; do echo $n; sleep 0.2; done; exec sleep 1000", **logged)
    )
    until(lambda: first.logs.lines, "the first line")
    first.abandon()
    log = tmp_path / "state" / "tasks" / arn[-32:] / "web" / "log"
    until(lambda: log.read_text().endswith("6\n"), "the last line in the file")

    with EcsCloud(tmp_path / "state", speed=SPEED) as second:
        stream = ("/app", arn[-32:])
        until(lambda: "6" in second.logs.lines.get(stream, ()), "the last line")
        assert first.logs.lines[stream] + second.logs.lines[stream] == ["1", "2", "3", "4", "5", "6"]
