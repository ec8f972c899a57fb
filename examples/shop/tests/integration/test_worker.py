"""What the worker does with messages, and when it stops."""

import asyncio
import uuid
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from app.core.constants import CORRELATION_HEADER
from app.integrations.sqs_queue import Delivery, Message
from app.models import Role
from app.worker.consumer import Consumer
from app.worker.handlers import UnknownTopic, handle
from app.worker.housekeeping import keep_house
from sqlalchemy import text

from tests.fixtures.fakes import FakeQueue


def a_delivery(topic: str = "order.placed", receives: int = 1, **payload: str) -> Delivery:
    message = Message(id=uuid.uuid4(), topic=topic, payload=payload, headers={})
    return Delivery(message=message, receives=receives, sqs_id="1", receipt="r")


async def run(queue: FakeQueue, work) -> None:
    """Run a consumer until the queue is empty."""
    stop = asyncio.Event()

    class StopsWhenEmpty(type(queue)):
        async def receive(self) -> list[Delivery]:
            if not queue.waiting:
                stop.set()
            return await queue.receive()

    queue_view = StopsWhenEmpty()
    queue_view.finished, queue_view.postponed = queue.finished, queue.postponed
    await Consumer(queue_view, work, stop, lambda: None).run()


async def test_a_message_that_comes_twice_has_its_effect_once(shop, customer):
    """Stock, sales and mail: all once, although the same message is handled three times."""
    product = await shop.product(stock=5, name="Single Spoon")
    order = await customer.order(product, 2)
    await customer.pay(order["id"])
    message = Message(id=uuid.uuid4(), topic="order.paid", payload={"order_id": order["id"]}, headers={})

    for _ in range(3):
        await handle(shop.container, message)

    assert (3, 0) == await shop.stock(product)
    assert 1 == len([mail for mail in shop.mailer.sent if "Single Spoon" in mail[2]])
    query = text("SELECT units FROM daily_sales WHERE product_id = :id")
    async with shop.container.database._engine.connect() as connection:
        assert 2 == await connection.scalar(query, {"id": uuid.UUID(product)})


async def test_a_mail_that_fails_is_tried_again_without_repeating_the_rest(shop, customer):
    product = await shop.product(stock=5, name="Stubborn Stove")
    order = await customer.order(product)
    await customer.pay(order["id"])
    message = Message(id=uuid.uuid4(), topic="order.paid", payload={"order_id": order["id"]}, headers={})

    shop.mailer.is_down = True
    with pytest.raises(ConnectionError):
        await handle(shop.container, message)
    shop.mailer.is_down = False
    await handle(shop.container, message)

    assert (4, 0) == await shop.stock(product)
    assert 1 == len([mail for mail in shop.mailer.sent if "Stubborn Stove" in mail[2]])


async def test_a_failing_message_rests_longer_each_time_and_does_not_hold_up_others():
    queue = FakeQueue()
    bad, worse, good = a_delivery("bad", 1), a_delivery("bad", 4), a_delivery("good")
    queue.waiting = [bad, worse, good]

    async def work(message: Message) -> None:
        if message.topic == "bad":
            raise RuntimeError("broken")

    await run(queue, work)
    assert ([good], [(bad, 1), (worse, 8)]) == (queue.finished, queue.postponed)


async def test_a_message_that_is_none_is_left_to_the_dead_letter_queue():
    queue = FakeQueue()
    unreadable = Delivery(message=None, receives=2, sqs_id="1", receipt="r")
    queue.waiting = [unreadable]
    await run(queue, lambda message: None)
    assert ([], [(unreadable, 2)]) == (queue.finished, queue.postponed)


async def test_an_unknown_topic_is_an_error(shop):
    with pytest.raises(UnknownTopic):
        await handle(shop.container, Message(id=uuid.uuid4(), topic="tea.boiled", payload={}, headers={}))


async def test_asked_to_stop_it_finishes_what_it_has_and_gives_back_the_rest():
    """The message in hand is finished; what arrives while stopping goes back to the queue at once."""
    queue, stop = FakeQueue(), asyncio.Event()
    in_hand, late = a_delivery(), a_delivery()
    queue.waiting = [in_hand]

    async def work(_message: Message) -> None:
        queue.waiting.append(late)

    class StopsOnSecond(FakeQueue):
        async def receive(self) -> list[Delivery]:
            if queue.finished:
                stop.set()
            return await queue.receive()

    view = StopsOnSecond()
    view.finished, view.postponed = queue.finished, queue.postponed
    await Consumer(view, work, stop, lambda: None).run()
    assert ([in_hand], [(late, 0)]) == (queue.finished, queue.postponed)


async def test_an_id_goes_from_the_request_to_the_message(shop, customer):
    """The correlation id and the trace of the request that paid travel with the message it caused."""
    trace = "0af7651916cd43dd8448eb211c80319c"
    await shop.work()
    order = await customer.order(await shop.product())
    headers = {"X-Correlation-ID": "req-abc123-xyz789", "traceparent": f"00-{trace}-b7ad6b7169203331-01"}
    path = f"/api/orders/{order['id']}/payments"
    answer = await customer.do("POST", path, json={"token": "tok_success"}, headers=headers)
    assert "req-abc123-xyz789" == answer.headers["X-Correlation-ID"]

    query = text("SELECT headers FROM outbox WHERE topic = 'order.paid' ORDER BY sequence DESC LIMIT 1")
    async with shop.container.database._engine.connect() as connection:
        found = await connection.scalar(query)
    assert "req-abc123-xyz789" == found[CORRELATION_HEADER]
    assert trace == found["traceparent"].split("-")[1]


async def test_orders_that_nobody_pays_expire(shop, customer):
    """After half an hour the goods are for sale again; an order that was paid stays."""
    product = await shop.product(stock=2)
    unpaid, paid = await customer.order(product), await customer.order(product)
    await customer.pay(paid["id"])

    await keep_house(shop.container, datetime.now(UTC) + timedelta(minutes=31))

    statuses = [(await customer.do("GET", f"/api/orders/{one['id']}")).json()["status"] for one in (unpaid, paid)]
    assert ["cancelled", "paid"] == statuses
    assert (2, 1) == await shop.stock(product)


async def test_reports_add_up(shop, customer):
    """Daily sales, best sellers and the funnel show what was bought today."""
    staff = await shop.someone(Role.STAFF)
    product = await shop.product(price_cents=77_777, stock=50, name="Golden Goose")
    await shop.client.get(f"/api/products/{product}")
    order = await customer.order(product, 20)
    await customer.pay(order["id"])
    await shop.work()
    today = {"from": datetime.now(UTC).date().isoformat()}

    top = (await staff.do("GET", "/api/admin/analytics/top-products", params=today)).json()
    daily = (await staff.do("GET", "/api/admin/analytics/daily-sales", params=today)).json()
    funnel = (await staff.do("GET", "/api/admin/analytics/funnel", params=today)).json()

    assert ("Golden Goose", 20, 20 * 77_777) == (top[0]["name"], top[0]["units"], top[0]["revenue_cents"])
    assert daily[0]["revenue_cents"] >= top[0]["revenue_cents"]
    assert funnel["product_views"] >= 1
    assert funnel["orders_placed"] >= funnel["orders_paid"] >= 1


async def test_the_handler_fits_the_consumer(shop):
    """The worker hands messages to ``handle`` with the container bound."""
    queue = FakeQueue()
    queue.waiting = [a_delivery("order.placed", order_id=str(uuid.uuid4()))]
    await run(queue, partial(handle, shop.container))
    assert 1 == len(queue.finished)
