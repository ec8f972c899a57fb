"""Tasks that really run."""

from __future__ import annotations

import os
import signal
import stat
import time

import pytest

from localcloud.testing.ecs_shop import Shop
from localcloud.testing.waiting import until

pytestmark = pytest.mark.real
FOREVER = ("sh", "-c", "echo up; exec sleep 1000")


def lines(shop: Shop) -> list[str]:
    return [line for stream in shop.cloud.logs.lines.values() for line in stream]


LOGGED = {
    "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/app", "awslogs-stream-prefix": "p"}}
}


def test_a_task_runs_ends_and_tells_its_exit_code(shop: Shop) -> None:
    """PROVISIONING to STOPPED, with AWS's stop code and reason, and what it wrote in its log stream."""
    arn = shop.run(shop.define("sh", "-c", "echo hello; printf unfinished; exit 3", **LOGGED))

    task = shop.await_status(arn, "STOPPED")

    assert task["stopCode"] == "EssentialContainerExited"
    assert task["stoppedReason"] == "Essential container in task exited"
    assert task["containers"][0]["exitCode"] == 3
    assert task["createdAt"] <= task["pullStartedAt"] <= task["startedAt"] <= task["stoppingAt"] <= task["stoppedAt"]
    assert shop.cloud.logs.lines == {("/app", f"p/web/{arn[-32:]}"): ["hello", "unfinished"]}


def test_a_container_sees_its_own_environment_only(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Definition, overrides, secrets, region, endpoint, port: and nothing of ours."""
    monkeypatch.setenv("OUR_OWN_SECRET", "leaked")
    shop.cloud.secrets["arn:x"] = "from a secret"
    definition = shop.define(
        "env",
        environment=[{"name": "A", "value": "defined"}, {"name": "B", "value": "defined"}],
        secrets=[{"name": "S", "valueFrom": "arn:x"}],
        **LOGGED,
    )
    override = {"containerOverrides": [{"name": "web", "environment": [{"name": "B", "value": "overridden"}]}]}

    shop.await_status(shop.run(definition, overrides=override), "STOPPED")

    environment = dict(line.split("=", 1) for line in lines(shop))
    assert environment["A"] == "defined"
    assert environment["B"] == "overridden"
    assert environment["S"] == "from a secret"
    assert environment["AWS_REGION"] == environment["AWS_DEFAULT_REGION"] == "us-east-1"
    assert environment["PORT"] == environment["PORT_8000"]
    assert "AWS_CONTAINER_CREDENTIALS_FULL_URI" not in environment
    assert "OUR_OWN_SECRET" not in environment


def test_a_task_has_an_address_of_its_subnet_that_leads_to_its_process(shop: Shop) -> None:
    """The API tells the private address; the address book knows the real port."""
    arn = shop.run(shop.define(*FOREVER))

    task = shop.await_status(arn, "RUNNING")

    details = {each["name"]: each["value"] for each in task["attachments"][0]["details"]}
    address = task["containers"][0]["networkInterfaces"][0]["privateIpv4Address"]
    assert details["privateIPv4Address"] == address
    assert address.startswith({"subnet-a": "10.0.1.", "subnet-b": "10.0.2."}[details["subnetId"]])
    assert task["availabilityZone"] == f"us-east-1{details['subnetId'][-1]}"
    assert 20000 <= shop.cloud.book.resolve(address, 8000).port < 32000


def test_ten_tasks_start_together(shop: Shop) -> None:
    """RunTask starts them in parallel, spread over the zones."""
    definition = shop.define(*FOREVER)

    answer = shop.cloud.call(
        "run_task",
        taskDefinition=definition,
        count=10,
        networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-a", "subnet-b"]}},
    )

    arns = [task["taskArn"] for task in answer["tasks"]]
    until(lambda: all(shop.task(arn)["lastStatus"] == "RUNNING" for arn in arns), "ten running tasks")
    zones = [task["availabilityZone"] for task in answer["tasks"]]
    assert (zones.count("us-east-1a"), zones.count("us-east-1b")) == (5, 5)


def test_a_request_repeated_with_its_client_token_starts_nothing_more(shop: Shop) -> None:
    """RunTask is idempotent by clientToken."""
    definition = shop.define(*FOREVER)

    first = shop.run(definition, clientToken="once")
    second = shop.run(definition, clientToken="once")

    assert first == second


def test_a_stopped_task_gets_sigterm(shop: Shop) -> None:
    """143, and the user's reason."""
    arn = shop.run(shop.define(*FOREVER))
    shop.await_status(arn, "RUNNING")

    shop.cloud.call("stop_task", task=arn, reason="enough")

    task = shop.await_status(arn, "STOPPED")
    assert (task["stopCode"], task["stoppedReason"]) == ("UserInitiated", "enough")
    assert task["containers"][0]["exitCode"] == 143


def test_a_task_that_ignores_sigterm_is_killed_after_its_stop_timeout(shop: Shop) -> None:
    """137, no earlier than stopTimeout."""
    arn = shop.run(shop.define("sh", "-c", "trap '' TERM; echo ready; while true; do sleep 0.1; done", stopTimeout=20))
    shop.await_output(arn, "ready")

    began = time.monotonic()
    shop.cloud.call("stop_task", task=arn)
    task = shop.await_status(arn, "STOPPED")

    assert task["containers"][0]["exitCode"] == 137
    assert time.monotonic() - began >= shop.cloud.clock.allowance(20) - 0.1


def test_children_of_a_container_do_not_outlive_it(shop: Shop) -> None:
    """As with a container's process namespace."""
    arn = shop.run(shop.define("sh", "-c", "sleep 1000 & echo $!; exit 0", **LOGGED))

    shop.await_status(arn, "STOPPED")

    child = int(lines(shop)[0])
    until(lambda: not _runs(child), "the end of the child")


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(
    ("command", "text"),
    [
        (("nosuchprogram",), 'exec: "nosuchprogram": executable file not found in $PATH: unknown'),
        (("/no/such/program",), 'exec: "/no/such/program": stat /no/such/program: no such file or directory: unknown'),
        (("./plain.txt",), 'exec: "./plain.txt": permission denied: unknown'),
    ],
)
def test_a_command_that_does_not_exist_is_named(shop: Shop, command: tuple[str, ...], text: str) -> None:
    """TaskFailedToStart with CannotStartContainerError, as a container engine words it."""
    (shop.app / "plain.txt").write_text("no program")

    task = shop.await_status(shop.run(shop.define(*command)), "STOPPED")

    assert task["stopCode"] == "TaskFailedToStart"
    assert task["stoppedReason"].startswith("CannotStartContainerError: Error response from daemon:")
    assert task["stoppedReason"].endswith(text)
    assert task["containers"][0]["reason"] == task["stoppedReason"]


@pytest.mark.parametrize(
    ("container", "text"),
    [
        ({"image": "nowhere/app:1"}, "failed to resolve ref nowhere/app:1: not found"),
        ({"secrets": [{"name": "S", "valueFrom": "arn:gone"}]}, "ResourceInitializationError: there is no arn:gone"),
        (
            {"logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/gone"}}},
            "ResourceNotFoundException: The specified log group does not exist. : exit status 1",
        ),
    ],
)
def test_what_a_task_lacks_is_named_and_nothing_is_started(shop: Shop, container: dict[str, object], text: str) -> None:
    """Image, secret, log group: each before any container runs."""
    task = shop.await_status(shop.run(shop.define(*FOREVER, **container)), "STOPPED")

    assert task["stopCode"] == "TaskFailedToStart"
    assert task["stoppedReason"].endswith(text)
    assert "startedAt" not in task


def test_a_log_group_is_created_when_asked_for(shop: Shop) -> None:
    """awslogs-create-group."""
    options = {"awslogs-group": "/new", "awslogs-create-group": "true"}
    definition = shop.define("echo", "hello", logConfiguration={"logDriver": "awslogs", "options": options})

    arn = shop.run(definition)
    shop.await_status(arn, "STOPPED")

    assert shop.cloud.logs.lines == {("/new", arn[-32:]): ["hello"]}


def test_containers_start_in_the_order_of_their_dependencies(shop: Shop) -> None:
    """An init container must succeed, a proxy be healthy, before the application starts."""
    base = {"image": f"file://{shop.app}"} | LOGGED
    definition = shop.define_all(
        base | {"name": "init", "essential": False, "command": ["sh", "-c", "sleep 0.1; echo init; touch ready"]},
        base
        | {
            "name": "proxy",
            "command": ["sh", "-c", "echo proxy; exec sleep 1000"],
            "dependsOn": [{"containerName": "init", "condition": "SUCCESS"}],
            "healthCheck": {"command": ["CMD-SHELL", 'test -f ready && test -n "$HOME"'], "interval": 5},
        },
        base
        | {
            "name": "app",
            "command": ["sh", "-c", "echo app; exec sleep 1000"],
            "dependsOn": [{"containerName": "proxy", "condition": "HEALTHY"}],
        },
    )

    arn = shop.run(definition)
    task = shop.await_status(arn, "RUNNING")

    until(lambda: len(lines(shop)) == 3, "three lines")
    assert lines(shop) == ["init", "proxy", "app"]
    assert {each["name"]: each["lastStatus"] for each in task["containers"]} == {
        "init": "STOPPED",
        "proxy": "RUNNING",
        "app": "RUNNING",
    }


def test_a_dependency_that_fails_ends_the_task(shop: Shop) -> None:
    """The container that waits for its success never starts."""
    base = {"image": f"file://{shop.app}"}
    definition = shop.define_all(
        base | {"name": "init", "essential": False, "command": ["false"]},
        base
        | {"name": "web", "command": list(FOREVER), "dependsOn": [{"containerName": "init", "condition": "SUCCESS"}]},
    )

    task = shop.await_status(shop.run(definition), "STOPPED")

    assert task["stopCode"] == "TaskFailedToStart"
    assert "dependency container init did not reach SUCCESS (exit code 1)" in task["stoppedReason"]


def test_the_end_of_an_essential_container_stops_the_others(shop: Shop) -> None:
    """And the end of one that is not stops nothing."""
    base = {"image": f"file://{shop.app}"}
    definition = shop.define_all(
        base | {"name": "web", "command": ["sh", "-c", "sleep 0.3; exit 7"]},
        base | {"name": "sidecar", "command": ["sleep", "1000"], "essential": False},
        base | {"name": "once", "command": ["true"], "essential": False},
    )

    task = shop.await_status(shop.run(definition), "STOPPED")

    codes = {each["name"]: each["exitCode"] for each in task["containers"]}
    assert codes == {"web": 7, "sidecar": 143, "once": 0}


def test_a_container_check_decides_about_the_tasks_health(shop: Shop) -> None:
    """The command runs in the container's folder; its verdict is in DescribeTasks."""
    check = {"command": ["CMD-SHELL", "test -f well"], "interval": 5, "retries": 1, "timeout": 5}
    (shop.app / "well").touch()
    arn = shop.run(shop.define(*FOREVER, healthCheck=check))

    until(lambda: shop.task(arn)["healthStatus"] == "HEALTHY", "a healthy task")
    (shop.app / "well").unlink()

    until(lambda: shop.task(arn)["healthStatus"] == "UNHEALTHY", "an unhealthy task")
    assert shop.task(arn)["containers"][0]["healthStatus"] == "UNHEALTHY"


def test_the_environment_of_a_task_is_nobody_elses_to_read(shop: Shop) -> None:
    """It holds secrets: mode 0600, and gone with the task."""
    arn = shop.run(shop.define(*FOREVER))
    shop.await_status(arn, "RUNNING")
    file = shop.cloud.settings.state / "tasks" / arn[-32:] / "web" / "environment.json"

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    shop.cloud.call("stop_task", task=arn)
    shop.await_status(arn, "STOPPED")
    until(lambda: not file.exists(), "the removal of the environment")


def test_a_death_is_noticed(shop: Shop) -> None:
    """A kill from outside, with its exit code."""
    arn = shop.run(shop.define(*FOREVER))
    shop.await_status(arn, "RUNNING")

    os.kill(shop.pid(arn), signal.SIGKILL)
    task = shop.await_status(arn, "STOPPED")

    assert task["containers"][0]["exitCode"] == 137
