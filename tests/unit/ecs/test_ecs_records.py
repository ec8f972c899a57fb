"""What the controllers write down: events, and what is forgotten when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from localcloud.behaviour.ecs_service import Complain, Start
from localcloud.clock import Clock
from localcloud.controllers.ecs import STOPPED_TASKS_KEPT, EcsEngine
from localcloud.controllers.ecs_deeds import Deeds
from localcloud.testing.ecs import EcsCloud
from localcloud.testing.ecs_shop import Shop

KEY = "123456789012/us-east-1/default/web"


class Calendar(Clock):
    """A clock that stands still until the test moves it."""

    moment = datetime(2026, 11, 21, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return Calendar.moment

    def move(self, by: timedelta) -> None:
        Calendar.moment += by


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A service of which nothing runs, because its engine was not started."""
    cloud = EcsCloud(tmp_path)
    shop = Shop(cloud, tmp_path)
    cloud.call("create_cluster")
    shop.serve(shop.define("true"))
    yield shop
    cloud.journal.close()


def deeds(shop: Shop, clock: Clock) -> Deeds:
    return Deeds(replace(shop.cloud.room.rooms, clock=clock), KEY)


def test_the_hundred_newest_events_are_kept(shop: Shop) -> None:
    """The newest comes first."""
    for number in range(150):
        deeds(shop, Calendar()).say(f"event {number}")

    messages = [event["message"] for event in shop.service["events"]]

    assert messages == [f"event {number}" for number in range(149, 49, -1)]


def test_the_same_complaint_is_not_repeated_for_six_hours(shop: Shop) -> None:
    """Another one is heard; after six hours (of AWS's) the same one is again."""
    clock = Calendar(speed=10.0)
    complaint, other = (Complain(event=text, because="") for text in ("cannot", "cannot either"))

    for actions, later in (([complaint], 0), ([complaint, other], 30), ([complaint], 7)):
        clock.move(timedelta(minutes=later))
        deeds(shop, clock).perform(actions)

    assert shop.events == ["cannot", "cannot either", "cannot"]


def test_new_tasks_are_spread_and_tagged(shop: Shop) -> None:
    """Evenly over the service's subnets; managed tags when they are enabled."""
    shop.update(enableECSManagedTags=True)
    [deployment] = shop.service["deployments"]

    deeds(shop, Calendar()).perform([Start(deployment=deployment["id"], count=4, because="")])

    tasks = shop.tasks()
    zones = [task["availabilityZone"] for task in tasks]
    assert (zones.count("us-east-1a"), zones.count("us-east-1b")) == (2, 2)
    assert {task["group"] for task in tasks} == {"service:web"}
    tags = shop.cloud.call("list_tags_for_resource", resourceArn=tasks[0]["taskArn"])["tags"]
    assert {"key": "aws:ecs:serviceName", "value": "web"} in tags


def test_stopped_tasks_are_listed_for_an_hour(shop: Shop) -> None:
    """Then they and their folders are forgotten."""
    clock = Calendar()
    rooms = replace(shop.cloud.room.rooms, clock=clock)
    [deployment] = shop.service["deployments"]
    deeds(shop, clock).perform([Start(deployment=deployment["id"], count=1, because="")])
    [arn] = shop.cloud.call("list_tasks")["taskArns"]
    stopped = {"lastStatus": "STOPPED", "desiredStatus": "STOPPED", "stoppedAt": clock.now()}
    rooms.store.change_task(arn, stopped, {"isReleased": True})
    folder = rooms.folder / arn[-32:]
    folder.mkdir(parents=True)
    engine = EcsEngine(rooms)

    clock.move(STOPPED_TASKS_KEPT)
    engine.sweep()
    assert shop.cloud.call("list_tasks", desiredStatus="STOPPED")["taskArns"] == [arn]
    clock.move(timedelta(seconds=1))
    engine.sweep()

    assert shop.cloud.call("list_tasks", desiredStatus="STOPPED")["taskArns"] == []
    assert not folder.exists()
