"""Services that really roll: real processes, load balancers whose opinion the tests decide."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from localcloud.testing.ecs import Health
from localcloud.testing.ecs_shop import GROUP, Shop
from localcloud.testing.waiting import until

pytestmark = pytest.mark.real
V1 = ("sh", "-c", "echo v1; exec sleep 1001")
V2 = ("sh", "-c", "echo v2; exec sleep 1002")
BROKEN = ("sh", "-c", "echo broken >&2; exit 1")


def short(events: list[str]) -> list[str]:
    """Events without ids, so that runs can be compared."""
    kinds = ("started", "registered", "stopped", "deregistered", "draining", "completed", "steady", "failed", "rolling")
    return [next(kind for kind in kinds if kind in event) for event in events]


def test_a_service_comes_up_and_says_so(shop: Shop) -> None:
    """Two tasks, two targets, deployment COMPLETED, steady state."""
    shop.serve(shop.define(*V1))

    shop.await_steady()

    service = shop.service
    assert (service["runningCount"], service["pendingCount"], service["desiredCount"]) == (2, 0, 2)
    assert shop.deployment()["status"] == "SUCCESSFUL"
    assert {task["availabilityZone"] for task in shop.tasks()} == {"us-east-1a", "us-east-1b"}
    assert len(shop.cloud.targets.health(GROUP)) == 2
    assert short(shop.events)[-2:] == ["completed", "steady"]


def test_an_update_exchanges_all_tasks(shop: Shop) -> None:
    """New ones are healthy before old ones leave; the deployment tells its source and target revisions."""
    shop.serve(shop.define(*V1))
    shop.await_steady()
    old = {task["taskArn"] for task in shop.tasks()}

    updated = shop.update(taskDefinition=shop.define(*V2))

    assert [each["status"] for each in updated["deployments"]] == ["PRIMARY", "ACTIVE"]
    assert updated["currentServiceDeployment"] == shop.deployment()["serviceDeploymentArn"]
    shop.await_steady()
    assert shop.deployment()["status"] == "SUCCESSFUL"
    assert len(shop.deployment()["sourceServiceRevisions"]) == 1
    assert not old & {task["taskArn"] for task in shop.tasks()}
    assert {task["taskDefinitionArn"] for task in shop.tasks()} == {updated["taskDefinition"]}
    assert len(shop.service["deployments"]) == 1


def test_a_broken_revision_is_rolled_back(shop: Shop) -> None:
    """The breaker's texts, status and count; the old tasks were never touched."""
    good = shop.define(*V1)
    shop.serve(good)
    shop.await_steady()
    old = {task["taskArn"] for task in shop.tasks()}

    shop.cloud.targets.first_state = Health("initial")
    shop.update(taskDefinition=shop.define(*BROKEN))
    until(lambda: shop.deployment()["status"] == "ROLLBACK_SUCCESSFUL", lambda: str(shop.deployment()))

    ended = shop.deployment()
    assert ended["statusReason"] == "Service deployment rolled back because the circuit breaker threshold was exceeded."
    assert ended["deploymentCircuitBreaker"]["status"] == "TRIGGERED"
    assert ended["deploymentCircuitBreaker"]["failureCount"] >= ended["deploymentCircuitBreaker"]["threshold"] == 3
    assert shop.service["taskDefinition"] == good
    assert {task["taskArn"] for task in shop.tasks()} == old
    assert any("rolling back to deployment ecs-svc/" in event for event in shop.events)


def test_a_broken_first_deployment_has_no_candidate(shop: Shop) -> None:
    """ROLLBACK_FAILED, and nothing is launched any more."""
    shop.serve(shop.define("nosuchprogram"))

    until(lambda: shop.deployment()["status"] == "ROLLBACK_FAILED", lambda: str(shop.deployment()))

    assert shop.deployment()["statusReason"] == "No rollback candidate was found to run the rollback."
    [entry] = shop.service["deployments"]
    assert entry["rolloutState"] == "FAILED"
    assert entry["rolloutStateReason"] == "ECS deployment circuit breaker: tasks failed to start."
    assert any("was unable to place a task. Reason: CannotStartContainerError" in event for event in shop.events)


def test_one_update_supersedes_another(shop: Shop) -> None:
    """The first service deployment is STOPPED, and its revision's tasks are drained too."""
    shop.serve(shop.define(*V1))
    shop.await_steady()
    shop.cloud.targets.first_state = Health("initial")
    shop.update(taskDefinition=shop.define(*V2))
    until(lambda: shop.service["runningCount"] == 4, "the tasks of the second revision")

    shop.cloud.targets.first_state = Health("healthy")
    third = shop.define("sleep", "1003")
    shop.update(taskDefinition=third)
    shop.await_steady()

    assert shop.deployment(1)["status"] == "STOPPED"
    assert shop.deployment(1)["statusReason"] == "Replaced by a new service deployment"
    assert {task["taskDefinitionArn"] for task in shop.tasks()} == {third}


def test_a_task_leaves_its_target_group_before_it_gets_sigterm(shop: Shop) -> None:
    """Draining first; SIGTERM only when the load balancer has let go."""
    shop.serve(shop.define(*V1), count=1)
    shop.await_steady()
    [old] = shop.tasks()
    pid = shop.pid(old["taskArn"])
    address = old["containers"][0]["networkInterfaces"][0]["privateIpv4Address"]
    shop.cloud.targets.drains = True

    shop.update(taskDefinition=shop.define(*V2))
    shop.await_steady()

    assert shop.task(old["taskArn"])["lastStatus"] == "DEACTIVATING"
    assert ("deregister", address, 8000) in shop.cloud.targets.history
    os.kill(pid, 0)
    shop.cloud.targets.forget(GROUP, address, 8000)
    task = shop.await_status(old["taskArn"], "STOPPED")
    assert task["stopCode"] == "ServiceSchedulerInitiated"
    assert task["stoppedReason"].startswith("Scaling activity initiated by (deployment ecs-svc/")


def test_a_task_that_dies_is_cut_off_at_once_replaced_at_once_and_deregistered_late(shop: Shop) -> None:
    """The load balancer hears of the death; the API's view follows AWS's thirty seconds."""
    shop.serve(shop.define(*V1), count=1)
    shop.await_steady()
    [old] = shop.tasks()
    address = old["containers"][0]["networkInterfaces"][0]["privateIpv4Address"]

    began = time.monotonic()
    os.kill(shop.pid(old["taskArn"]), signal.SIGKILL)
    until(
        lambda: [task for task in shop.tasks() if task.get("startedAt", old["startedAt"]) > old["startedAt"]],
        "the replacement",
    )

    assert ("gone", address, 8000) in shop.cloud.targets.history
    assert ("deregister", address, 8000) not in shop.cloud.targets.history
    until(lambda: ("deregister", address, 8000) in shop.cloud.targets.history, "the late deregistration")
    assert time.monotonic() - began >= shop.cloud.clock.wait(30)


def test_an_unhealthy_task_is_replaced_by_one_of_the_same_revision(shop: Shop) -> None:
    """Started first, then the sick one stops, with the load balancer's reason."""
    shop.serve(shop.define(*V1), count=1)
    shop.await_steady()
    [old] = shop.tasks()
    address = old["containers"][0]["networkInterfaces"][0]["privateIpv4Address"]

    shop.cloud.targets.set(GROUP, address, 8000, Health("unhealthy", "Target.Timeout", "Request timed out"))
    task = shop.await_status(old["taskArn"], "STOPPED")

    assert task["stoppedReason"] == f"Task failed ELB health checks in (target-group {GROUP})"
    assert any(event.endswith("Amazon ECS replaced 1 tasks due to an unhealthy status.") for event in shop.events)
    assert any(
        event.endswith(f"is unhealthy in (target-group {GROUP}) due to (reason Request timed out)")
        for event in shop.events
    )
    [new] = shop.tasks()
    assert new["taskDefinitionArn"] == old["taskDefinitionArn"]


def test_the_grace_period_protects_a_task_that_still_boots(shop: Shop) -> None:
    """Unhealthy inside it: the task stays. After it: the task goes."""
    shop.cloud.targets.first_state = Health("unhealthy", "Target.FailedHealthChecks", "Health checks failed")

    shop.serve(shop.define(*V1), count=1, healthCheckGracePeriodSeconds=20)
    until(lambda: shop.service["runningCount"] == 1, "a running task")
    [task] = shop.tasks()
    stopped = shop.await_status(task["taskArn"], "STOPPED")

    lived = (stopped["stoppingAt"] - stopped["startedAt"]).total_seconds()
    assert lived >= shop.cloud.clock.wait(20)


def test_desired_count_and_grace_change_without_a_deployment(shop: Shop) -> None:
    """The deployment id stays, the tasks follow."""
    shop.serve(shop.define(*V1), count=1)
    shop.await_steady()
    before = shop.service["deployments"][0]["id"]

    shop.update(desiredCount=3, healthCheckGracePeriodSeconds=10)
    until(lambda: shop.service["runningCount"] == 3, "three tasks")
    shop.await_steady()
    shop.update(desiredCount=1)
    until(lambda: shop.service["runningCount"] == 1, "one task")

    assert [each["id"] for each in shop.service["deployments"]] == [before]
    assert len(shop.cloud.call("list_service_deployments", service="web")["serviceDeployments"]) == 1


def test_all_tasks_of_a_deployment_keep_the_digest_of_its_first(shop: Shop, tmp_path: Path) -> None:
    """A tag that moves does not mix two versions; the next deployment gets the new one."""
    folders = {}
    for version in ("one", "two"):
        folders[version] = tmp_path / version
        folders[version].mkdir()
    shop.cloud.images.named["shop/web:latest"] = ("sha256:" + "1" * 64, folders["one"])
    shop.serve(shop.define(*V1, image="shop/web:latest"), count=1)
    shop.await_steady()

    shop.cloud.images.named["shop/web:moved"] = shop.cloud.images.named["shop/web:latest"]
    shop.cloud.images.named["shop/web:latest"] = ("sha256:" + "2" * 64, folders["two"])
    shop.update(desiredCount=2)
    until(lambda: shop.service["runningCount"] == 2, "the second task")

    assert {task["containers"][0]["imageDigest"] for task in shop.tasks()} == {"sha256:" + "1" * 64}
    assert shop.cloud.images.pulled[-1] == "shop/web@sha256:" + "1" * 64
    shop.update(forceNewDeployment=True)
    shop.await_steady()
    assert {task["containers"][0]["imageDigest"] for task in shop.tasks()} == {"sha256:" + "2" * 64}


def test_an_alarm_rolls_a_deployment_back(shop: Shop) -> None:
    """One that was in ALARM before is ignored; one that fires meanwhile is not."""
    shop.serve(shop.define(*V1), count=1)
    shop.await_steady()
    shop.cloud.surroundings.firing = {"old"}
    alarms = {"alarmNames": ["old", "new"], "enable": True, "rollback": True}

    shop.update(taskDefinition=shop.define(*V2), deploymentConfiguration={"alarms": alarms})
    until(lambda: shop.service["runningCount"] == 1 and len(shop.service["deployments"]) == 2, "the exchange")
    assert shop.deployment()["status"] == "IN_PROGRESS"
    shop.cloud.surroundings.firing = {"old", "new"}
    until(lambda: shop.deployment()["status"] == "ROLLBACK_SUCCESSFUL", lambda: str(shop.deployment()))

    assert shop.deployment()["alarms"]["triggeredAlarmNames"] == ["new"]
    assert shop.deployment()["statusReason"] == "Service deployment rolled back because an alarm was triggered."


def test_a_user_can_roll_back_a_running_deployment(shop: Shop) -> None:
    """StopServiceDeployment with ROLLBACK."""
    good = shop.define(*V1)
    shop.serve(good)
    shop.await_steady()
    shop.cloud.targets.first_state = Health("initial")
    shop.update(taskDefinition=shop.define(*V2))

    arn = shop.deployment()["serviceDeploymentArn"]
    shop.cloud.call("stop_service_deployment", serviceDeploymentArn=arn, stopType="ROLLBACK")

    until(lambda: shop.deployment()["status"] == "ROLLBACK_SUCCESSFUL", lambda: str(shop.deployment()))
    assert shop.service["taskDefinition"] == good


def test_a_protected_task_survives_scale_in(shop: Shop) -> None:
    """The other one goes."""
    shop.serve(shop.define(*V1))
    shop.await_steady()
    keep = shop.tasks()[0]["taskArn"]
    shop.cloud.call("update_task_protection", cluster="default", tasks=[keep], protectionEnabled=True)

    shop.update(desiredCount=1)
    until(lambda: len(shop.tasks()) == 1, "one task")

    assert shop.tasks()[0]["taskArn"] == keep


def test_a_deleted_service_ends_and_stays_visible_as_inactive(shop: Shop) -> None:
    """DRAINING, then INACTIVE, which boto3's services_inactive waits for."""
    shop.serve(shop.define(*V1))
    shop.await_steady()

    deleted = shop.cloud.call("delete_service", service="web", force=True)["service"]
    assert deleted["status"] == "DRAINING"
    until(lambda: shop.service["status"] == "INACTIVE", "INACTIVE")

    assert shop.cloud.call("list_services")["serviceArns"] == []
    assert shop.tasks() == []
    shop.serve(shop.define(*V2))
    shop.await_steady()
