"""What a container may ask about itself: credentials against its token, and its metadata."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from localcloud.gateway.http import Request
from localcloud.testing.ecs_shop import Shop

pytestmark = pytest.mark.real
ROLE = "arn:aws:iam::123456789012:role/shop-web"
LOGGED = {"logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/app"}}}


@pytest.fixture
def environment(shop: Shop) -> dict[str, str]:
    """The environment of a running task with a role."""
    container = {
        "name": "web",
        "image": f"file://{shop.app}",
        "command": ["sh", "-c", "env; echo done; exec sleep 1000"],
    }
    arn = shop.run(shop.define_all(container, taskRoleArn=ROLE))
    shop.await_status(arn, "RUNNING")
    shop.await_output(arn, "done")
    text = (shop.cloud.settings.state / "tasks" / arn[-32:] / "web" / "log").read_text()
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


def get(shop: Shop, what: str, url: str, **headers: str) -> tuple[int, Any]:
    handler = getattr(shop.cloud.room.endpoints, what)
    path = url.removeprefix(shop.cloud.settings.endpoint_url)
    response = asyncio.run(handler(Request(method="GET", raw_path=path, headers=headers)))
    return response.status, json.loads(response.body)


def test_credentials_are_given_for_the_token_only(shop: Shop, environment: dict[str, str]) -> None:
    """As SDKs ask for them."""
    url = environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"]
    token = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"]

    status, document = get(shop, "credentials", url, authorization=token)

    assert status == 200
    assert document.keys() == {"RoleArn", "AccessKeyId", "SecretAccessKey", "Token", "Expiration"}
    assert document["RoleArn"] == ROLE
    assert document["Expiration"].endswith("Z")
    assert get(shop, "credentials", url)[0] == 403
    assert get(shop, "credentials", url, authorization="guess")[0] == 403
    assert get(shop, "credentials", f"{url}x", authorization=token)[0] == 403


def test_metadata_tells_the_task_who_it_is(shop: Shop, environment: dict[str, str]) -> None:
    """Version 4: the container's document, the task's, and empty statistics."""
    url = environment["ECS_CONTAINER_METADATA_URI_V4"]

    _, container = get(shop, "metadata", url)
    _, task = get(shop, "metadata", f"{url}/task")

    assert (container["Name"], container["KnownStatus"]) == ("web", "RUNNING")
    assert container["Networks"][0]["IPv4Addresses"][0].startswith("10.0.")
    assert (task["Family"], task["Revision"], task["LaunchType"]) == ("web", "1", "FARGATE")
    assert task["TaskARN"].endswith(url.rpartition("/")[2])
    assert get(shop, "metadata", f"{url}/stats") == (200, {})
    assert get(shop, "metadata", f"{url[:-3]}000")[0] == 404
