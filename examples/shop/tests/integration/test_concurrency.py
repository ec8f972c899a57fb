"""What must hold when many do the same at once."""

import asyncio
import json
import random
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial

import httpx
import pytest
from app.services import signatures
from sqlalchemy import text

from tests.fixtures.customers import Customer, many_registered
from tests.integration.conftest import WEBHOOK_SECRET

pytestmark = pytest.mark.timeout(600)

BUYERS = 200
ITEMS = 50
PAID_ORDERS = 200
CALLBACKS = 10_000


async def patiently(ask: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
    """Ask again after 503, as Retry-After invites to: on a slow machine some wait in vain for their turn."""
    while (answer := await ask()).status_code == 503:
        await asyncio.sleep(0.1)
    return answer


async def test_two_hundred_buyers_of_fifty_items_make_fifty_orders(shop):
    """Exactly as many orders as items; everyone else hears that it is sold out; no stock is negative."""
    product = await shop.product(stock=ITEMS)
    buyers = await many_registered(shop.client, BUYERS)
    await asyncio.gather(*(patiently(partial(buyer.put_in_cart, product)) for buyer in buyers))

    keys = [uuid.uuid4().hex for _ in buyers]
    orders = zip(buyers, keys, strict=True)
    answers = await asyncio.gather(*(patiently(partial(buyer.place_order, key)) for buyer, key in orders))

    assert {201: ITEMS, 409: BUYERS - ITEMS} == Counter(answer.status_code for answer in answers)
    refusals = {answer.json()["error"]["code"] for answer in answers if answer.status_code == 409}
    assert {"out_of_stock"} == refusals
    assert (ITEMS, ITEMS) == await shop.stock(product)


async def test_carts_with_the_same_products_in_any_order_do_not_block_each_other(shop):
    """Locks are taken by product id, so transactions queue up; a deadlock would answer 503."""
    products = [await shop.product(stock=100) for _ in range(5)]
    buyers = await many_registered(shop.client, 30)
    for buyer in buyers:
        for product in random.sample(products, 5):
            await buyer.put_in_cart(product)

    answers = await asyncio.gather(*(buyer.place_order() for buyer in buyers))

    assert {201} == {answer.status_code for answer in answers}
    assert {(100, 30)} == {await shop.stock(product) for product in products}


async def test_a_double_click_makes_one_order(shop, customer):
    """Ten concurrent requests with one key: one order, ten times the same answer."""
    product = await shop.product(stock=10)
    await customer.put_in_cart(product)
    key = uuid.uuid4().hex

    answers = await asyncio.gather(*(customer.place_order(key) for _ in range(10)))

    assert {201} == {answer.status_code for answer in answers}
    assert 1 == len({answer.json()["id"] for answer in answers})
    assert (10, 1) == await shop.stock(product)


async def test_ten_thousand_callbacks_pay_each_order_once(shop):
    """
    Every payment gets its success many times and, before or after, news that it was declined.

    Whatever the order of arrival: each order is paid once, by one payment, with one audit record and one message.
    """
    buyers = await many_registered(shop.client, 20)
    product = await shop.product(stock=PAID_ORDERS)
    payments = [payment for buyer in buyers for payment in await _unsettled(buyer, product, PAID_ORDERS // len(buyers))]
    callbacks = [_callback(payment, kind) for payment in payments for kind in ("succeeded", "declined")]
    chance = random.Random(7)
    sent = callbacks * (CALLBACKS // len(callbacks))
    chance.shuffle(sent)

    statuses = await _send_all(shop, sent)

    assert CALLBACKS == len(sent)
    assert {204: CALLBACKS} == statuses
    orders = [payment["order_id"] for payment in payments]
    assert {"paid": PAID_ORDERS} == await _count(shop, "SELECT status FROM orders WHERE id = ANY(:ids)", orders)
    paid = "SELECT entity_id FROM audit_records WHERE action = 'order.pay' AND entity_id = ANY(:ids)"
    assert {1} == set((await _count(shop, paid, orders)).values())
    posted = "SELECT payload->>'order_id' FROM outbox WHERE topic = 'order.paid' AND payload->>'order_id' = ANY(:ids)"
    assert dict.fromkeys(orders, 1) == await _count(shop, posted, orders)


async def _unsettled(buyer: Customer, product: str, count: int) -> list[dict]:
    """Payments whose outcome is not known yet."""
    result = []
    for _ in range(count):
        order = await buyer.order(product)
        result.append((await buyer.pay(order["id"], "tok_timeout")).json())
    return result


def _callback(payment: dict, kind: str) -> bytes:
    event = {
        "event_id": f"evt_{payment['id']}_{kind}",
        "payment_id": payment["id"],
        "kind": f"payment.{kind}",
        "amount_cents": payment["amount_cents"],
    }
    return json.dumps(event).encode()


async def _send_all(shop, bodies: list[bytes]) -> Counter[int]:
    statuses: Counter[int] = Counter()
    waiting = iter(bodies)

    async def send_some() -> None:
        for body in waiting:
            signature = signatures.sign(WEBHOOK_SECRET, body, now=datetime.now(UTC))
            answer = await shop.client.post(
                "/api/payments/callbacks", content=body, headers={"Payment-Signature": signature}
            )
            statuses[answer.status_code] += 1

    await asyncio.gather(*(send_some() for _ in range(20)))
    return statuses


async def _count(shop, query: str, ids: list[str]) -> Counter[str]:
    async with shop.container.database._engine.connect() as connection:
        rows = await connection.execute(
            text(query), {"ids": [uuid.UUID(one) if "orders" in query else one for one in ids]}
        )
        return Counter(row[0] for row in rows)
