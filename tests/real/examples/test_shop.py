"""The shop on a cloud of its own: a purchase, its mail, its logs, and a release with a migration under load."""

import json
import subprocess
import uuid

import pytest

from benchmarks.drill import Drill, wait_for
from benchmarks.shop import Load
from benchmarks.shop_cloud import meet_shoppers, shop
from benchmarks.shop_logs import logged
from benchmarks.shop_release import deploy_with_migration

pytestmark = [pytest.mark.real, pytest.mark.timeout(400), pytest.mark.xdist_group("shop")]

PASSWORD = "a long enough password"


@pytest.fixture(scope="module")
def application():
    with shop(products=400) as running:
        yield running


class Customer:
    """Someone with an account, logged in; what the shop answered is kept with its status."""

    def __init__(self, application: Drill) -> None:
        self._url = application.url.rstrip("/")
        self.email, self.token = f"ann-{uuid.uuid4().hex[:8]}@example.org", ""
        account = {"email": self.email, "password": PASSWORD}
        self.id = self.ask("POST", "/api/auth/register", full_name="Ann Example", **account)["id"]
        self.token = self.ask("POST", "/api/auth/login", **account)["access_token"]

    def ask(self, method: str, path: str, **body: object) -> dict:
        headers = ["-H", f"Authorization: Bearer {self.token}", "-H", f"Idempotency-Key: {uuid.uuid4().hex}"]
        sent = ["-H", "Content-Type: application/json", "-d", json.dumps(body)] if body else []
        curl = ["curl", "-s", "--max-time", "20", "-X", method, *headers, *sent, "-w", "\n%{http_code}"]
        done = subprocess.run([*curl, self._url + path], capture_output=True, text=True, check=True)
        answer, _, status = done.stdout.rpartition("\n")
        return {**json.loads(answer), "http": int(status)}

    def buy(self) -> dict:
        """A paid order for the cheapest thing that can be had."""
        product = self.ask("GET", "/api/products?in_stock=true&sort=cheapest&limit=1")["items"][0]["id"]
        self.ask("PUT", f"/api/cart/items/{product}", quantity=1)
        order = self.ask("POST", "/api/orders", shipping_address="1 Main Street, Springfield")
        assert 201 == self.ask("POST", f"/api/orders/{order['id']}/payments", token="tok_success")["http"]
        return order


def found(application, service, pattern):
    """The log entries of a service that a filter pattern selects."""
    return [one.entry for one in logged(application, service, pattern)]


def test_a_purchase_ends_in_a_mail(application):
    """Web, database, outbox, SQS, worker, SES: the whole way, seen from outside."""
    ann = Customer(application)
    order = ann.buy()

    mailbox = f"{application.cloud()['endpoint']}/_localcloud/mailbox"

    def mail():
        done = subprocess.run(["curl", "-s", "-H", "Accept: application/json", mailbox], capture_output=True, text=True)
        return [
            one for one in json.loads(done.stdout) if [ann.email] == one["to"] and order["id"][:8] in one["subject"]
        ]

    wait_for("the mail", mail)


def test_everything_about_an_order_is_found_in_the_logs_of_both_services(application):
    """`filter order_id = "…"`: the request that placed it, the one that paid it, and the worker's part."""
    order = Customer(application).buy()["id"]
    pattern = f'{{ $.order_id = "{order}" }}'

    worker = wait_for("the worker's entry", lambda: found(application, "worker", pattern))
    web = wait_for("two entries of the web service", lambda: len(all := found(application, "web", pattern)) > 1 and all)

    first = min(web, key=lambda entry: entry["timestamp"])
    assert ["Order created successfully", 201] == [first["message"], first["http_status"]]
    assert {"shop-worker"} == {entry["service"] for entry in worker}


def test_latencies_are_found_in_the_logs(application):
    """`stats pct(latency_ms, …)` needs the numbers: a pattern selects the entries that have one, or are slow."""
    Customer(application).buy()

    entries = wait_for("entries with a latency", lambda: found(application, "web", "{ $.latency_ms >= 0 }"))
    middle = sorted(entry["latency_ms"] for entry in entries)[len(entries) // 2]
    slow = found(application, "web", f"{{ $.latency_ms > {middle} && $.http_path = /api/* }}")

    assert all(entry["latency_ms"] >= 0 for entry in entries)
    assert all(entry["latency_ms"] > middle and entry["http_path"].startswith("/api/") for entry in slow)
    expected = [one for one in entries if one["latency_ms"] > middle and one["http_path"].startswith("/api/")]
    assert all(one in slow for one in expected)


def test_a_release_with_a_migration_is_deployed_without_losing_a_request(application, tmp_path):
    """The migration runs once, before the tasks whose code needs it, and no visitor notices."""
    shoppers = tmp_path / "shoppers.json"
    meet_shoppers(application.url, customers=8).write(shoppers)

    deployed = deploy_with_migration(application, Load(application, shoppers), rate=30)

    assert [1, True] == [deployed["migration_runs"], deployed["migration_before_the_tasks"]]
    assert 0 == deployed["visitors"]["all"]["failed"], deployed["visitors"]
    assert deployed["visitors"]["order"]["requests"] > 0


def test_the_errors_of_one_user_are_found_in_the_logs(application):
    """`filter user_id = "…" | filter level = "ERROR"`: the database dies, and whose requests failed is known."""
    ann, bob = Customer(application), Customer(application)
    assert 200 == ann.ask("GET", "/api/orders")["http"] == bob.ask("GET", "/api/orders")["http"]
    for pid in application.servers("postgres"):
        application.kill(pid)

    wait_for("a request of Ann's to fail", lambda: ann.ask("GET", "/api/orders")["http"] == 503)
    wait_for("the shop to be well again", lambda: bob.ask("GET", "/api/orders")["http"] == 200)

    pattern = f'{{ $.user_id = "{ann.id}" && $.level = "ERROR" }}'
    errors = wait_for("the entries", lambda: found(application, "web", pattern))
    assert {(ann.id, "ERROR")} == {(entry["user_id"], entry["level"]) for entry in errors}
    assert 503 in {entry.get("http_status") for entry in errors}
