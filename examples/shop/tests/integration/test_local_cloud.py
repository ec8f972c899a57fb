"""
The whole shop as processes, with S3, SQS and SES of a local cloud: web service, worker, a purchase, its mail.

Skipped, aloud, where there is no `localcloud`; LOCALCLOUD may name the program.
"""

import json
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from app.models import Role

from tests.fixtures.customers import Customer, registered
from tests.fixtures.servers import free_port, local_cloud, local_cloud_program, temporary_folder, wait_until
from tests.integration.conftest import ROOT

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 100

pytestmark = pytest.mark.skipif(
    local_cloud_program() is None, reason="no `localcloud` on the path: the shop meets no S3, SQS or SES in this run"
)


@dataclass
class Running:
    """A shop of processes."""

    url: str
    environment: dict[str, str]
    web: subprocess.Popen[bytes]
    worker: subprocess.Popen[bytes]
    worker_log: Path
    dead_letters: str

    def client(self, service: str) -> Any:
        return _client(service, self.environment)

    def mails(self) -> list[dict[str, Any]]:
        """What SES of the local cloud has taken."""
        mailbox = f"{self.environment['AWS_ENDPOINT_URL']}/_localcloud/mailbox"
        return httpx.get(mailbox, headers={"Accept": "application/json"}).json()

    def worker_entries(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.worker_log.read_text().splitlines() if line.startswith("{")]


@pytest.fixture(scope="module")
def running(migrated, valkey) -> Iterator[Running]:
    program = local_cloud_program()
    assert program is not None
    with temporary_folder() as folder, local_cloud(program, folder / "cloud") as endpoint:
        one = _start(folder, endpoint, migrated.url(), valkey.url)
        try:
            wait_until("the shop to be ready", lambda: httpx.get(f"{one.url}/ready").status_code == 200, 40)
            yield one
        finally:
            for process in (one.worker, one.web):
                process.terminate()
                process.wait(30)


def _start(folder: Path, endpoint: str, database: str, cache: str) -> Running:
    port = free_port()
    environment = {
        **os.environ,
        "TMPDIR": str(folder),
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "DATABASE_URL": database,
        "CACHE_URL": cache,
        "IMAGES_BUCKET": "shop-images",
        "MAIL_FROM": "Shop <hello@example.com>",
        "JWT_SIGNING_KEYS": "a key of the tests that is long enough",
        "PAYMENT_WEBHOOK_SECRET": "a secret between us and the provider",
        "LOGIN_REQUESTS_PER_MINUTE": "1000",
        "WEB_SERVICE_URL": f"http://127.0.0.1:{port}",
    }
    _client("s3", environment).create_bucket(Bucket="shop-images")
    _client("ses", environment).verify_domain_identity(Domain="example.com")
    environment["EVENTS_QUEUE_URL"], dead_letters = _queues(_client("sqs", environment))
    uvicorn = ["-m", "uvicorn", "app.main:app", "--port", str(port), "--no-access-log"]
    worker_log = folder / "worker.log"
    return Running(
        url=f"http://127.0.0.1:{port}",
        environment=environment,
        web=_process(uvicorn, environment, folder / "web.log"),
        worker=_process(["-m", "app.worker"], {**environment, "SERVICE_NAME": "shop-worker"}, worker_log),
        worker_log=worker_log,
        dead_letters=dead_letters,
    )


def _client(service: str, environment: dict[str, str]) -> Any:
    return boto3.client(
        service,
        endpoint_url=environment["AWS_ENDPOINT_URL"],
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def _queues(sqs: Any) -> tuple[str, str]:
    """The URLs of the queue and of its dead-letter queue, which takes over after two receives."""
    dead = sqs.create_queue(QueueName="events-dead")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    redrive = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 2})
    queue = sqs.create_queue(QueueName="events", Attributes={"RedrivePolicy": redrive, "VisibilityTimeout": "20"})
    return queue["QueueUrl"], dead


def _process(arguments: list[str], environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )


@pytest.fixture
async def buyer(running):
    async with httpx.AsyncClient(base_url=running.url, timeout=30) as client:
        yield await registered(client)


async def test_a_purchase_ends_in_a_mail_and_one_id_runs_through_all_logs(running, shop, buyer: Customer):
    """Web, outbox, SQS, worker, SES: the mail is in the cloud's mailbox, the request's id in the worker's log."""
    product = await shop.product(stock=5, name="Cloudy Cup")
    order = await buyer.order(product)
    correlation_id = f"req-{uuid.uuid4().hex}"
    headers = {"X-Correlation-ID": correlation_id}
    await buyer.do("POST", f"/api/orders/{order['id']}/payments", json={"token": "tok_success"}, headers=headers)

    def handled() -> list[dict[str, Any]]:
        return [
            entry
            for entry in running.worker_entries()
            if entry.get("correlation_id") == correlation_id and entry.get("topic") == "order.paid"
        ]

    [entry] = wait_until("the worker to handle order.paid", handled, 30)
    assert ("Message handled", "shop-worker", order["id"]) == (entry["message"], entry["service"], entry["order_id"])
    assert (4, 0) == await shop.stock(product)
    assert 1 == [mail["to"] for mail in running.mails() if "paid" in mail["subject"]].count([buyer.email])


async def test_a_payment_that_timed_out_is_settled_by_a_real_callback(running, shop, buyer: Customer):
    order = await buyer.order(await shop.product())
    assert 202 == (await buyer.pay(order["id"], "tok_timeout")).status_code
    path, headers = f"{running.url}/api/orders/{order['id']}", {"Authorization": f"Bearer {buyer.access_token}"}
    wait_until("the order to be paid", lambda: httpx.get(path, headers=headers).json()["status"] == "paid", 30)


async def test_a_message_that_always_fails_ends_in_the_dead_letter_queue(running):
    """It is tried as often as the queue says, and does not hold up the others."""
    sqs, queue = running.client("sqs"), running.environment["EVENTS_QUEUE_URL"]
    body = {"id": str(uuid.uuid4()), "topic": "tea.boiled", "payload": {}}
    sqs.send_message(QueueUrl=queue, MessageBody=json.dumps(body))
    sqs.send_message(QueueUrl=queue, MessageBody="not even JSON")

    def dead() -> bool:
        asked = sqs.get_queue_attributes(QueueUrl=running.dead_letters, AttributeNames=["ApproximateNumberOfMessages"])
        return int(asked["Attributes"]["ApproximateNumberOfMessages"]) >= 2

    wait_until("both messages in the dead-letter queue", dead, 60)


async def test_mail_that_ses_refuses_is_set_aside_and_can_be_sent_later(running):
    """Tried as often as the queue says, then in the dead-letter queue; brought back from there, it is delivered."""
    ses, sqs = running.client("ses"), running.client("sqs")
    ses.delete_identity(Identity="example.com")
    try:
        async with httpx.AsyncClient(base_url=running.url, timeout=30) as client:
            someone = await registered(client)

        def set_aside() -> list[dict[str, Any]]:
            found = sqs.receive_message(
                QueueUrl=running.dead_letters,
                VisibilityTimeout=1,
                MaxNumberOfMessages=10,
                MessageAttributeNames=["All"],
            )
            return [one for one in found.get("Messages", []) if someone.id in one["Body"]]

        [letter] = wait_until("the letter in the dead-letter queue", set_aside, 60)
        failures = [one for one in running.worker_entries() if one["message"] == "Message failed"]
        assert [1, 2] == [one["receives"] for one in failures if one["message_id"] == json.loads(letter["Body"])["id"]]
    finally:
        ses.verify_domain_identity(Domain="example.com")
    queue = running.environment["EVENTS_QUEUE_URL"]
    sqs.send_message(QueueUrl=queue, MessageBody=letter["Body"], MessageAttributes=letter.get("MessageAttributes", {}))

    wait_until("the letter", lambda: [mail for mail in running.mails() if someone.email in mail["to"]], 30)


async def test_a_picture_goes_straight_to_the_bucket_and_comes_back(running, shop):
    """A URL signed by us, a PUT to S3, a confirmation, and a signed URL that gives the same bytes."""
    staff = await shop.someone(Role.STAFF)
    product = await shop.product()
    async with httpx.AsyncClient(base_url=running.url, timeout=30) as client:
        staff.client = client
        path = f"/api/products/{product}"
        picture = {"content_type": "image/png", "size": len(PNG)}
        place = (await staff.do("POST", f"{path}/image-uploads", json=picture)).json()
        uploaded = await client.put(place["url"], headers=place["headers"], content=PNG)
        assert 200 == uploaded.status_code, uploaded.text
        shown = await staff.do("PUT", f"{path}/image", json={"key": place["key"]})
        assert 200 == shown.status_code, shown.text
        assert PNG == (await client.get(shown.json()["image_url"])).content


def test_asked_to_stop_the_worker_ends_by_itself(running):
    """SIGTERM: exit code 0, and its last words say so. (The last test of this file.)"""
    running.worker.send_signal(signal.SIGTERM)
    assert 0 == running.worker.wait(30)
    assert "Worker stopped" == running.worker_entries()[-1]["message"]
