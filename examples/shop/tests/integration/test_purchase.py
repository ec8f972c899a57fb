"""A purchase, from the catalogue to the mail, and the ways in which it may go another way."""

import uuid

from app.models import Role


async def test_a_purchase_ends_in_a_mail(shop, customer):
    """Order, pay, worker: the stock is gone, the sale is counted, the customer has a mail."""
    product = await shop.product(stock=5, price_cents=1995, name="Quiet Kettle")

    order = await customer.order(product, 2)
    assert (5, 2) == await shop.stock(product)
    paid = await customer.pay(order["id"])
    await shop.work()

    assert (201, "succeeded") == (paid.status_code, paid.json()["status"])
    assert (3, 0) == await shop.stock(product)
    assert "paid" == (await customer.do("GET", f"/api/orders/{order['id']}")).json()["status"]
    [letter] = [mail for mail in shop.mailer.sent if mail[0] == customer.email and "paid" in mail[1]]
    assert "2 × Quiet Kettle, 19.95 € each" in letter[2]
    assert "39.90 €" in letter[2]


async def test_every_change_of_a_purchase_is_in_the_audit_trail(shop, customer):
    """Each step leaves a record that names who did it; what the shop itself did names nobody."""
    order = await customer.order(await shop.product())
    await customer.pay(order["id"])
    await shop.work()

    records = await shop.audit(entity="order", entity_id=order["id"])
    expected = [("order.stock_taken", None), ("order.pay", None), ("order.placed", uuid.UUID(customer.id))]
    assert expected == [(record.action, record.actor_id) for record in records]


async def test_a_declined_payment_may_be_followed_by_another(shop, customer):
    order = await customer.order(await shop.product())

    declined = await customer.pay(order["id"], "tok_decline")
    accepted = await customer.pay(order["id"])

    assert ["declined", "succeeded"] == [declined.json()["status"], accepted.json()["status"]]
    assert 409 == (await customer.pay(order["id"])).status_code


async def test_a_payment_that_times_out_is_settled_by_callback(shop, customer):
    """202 first; the provider's callback, which comes twice, pays the order once."""
    order = await customer.order(await shop.product())

    unknown = await customer.pay(order["id"], "tok_timeout")
    again = await customer.pay(order["id"])
    await shop.work()

    assert (202, "pending") == (unknown.status_code, unknown.json()["status"])
    assert "payment_in_progress" == again.json()["error"]["code"]
    [payment] = (await customer.do("GET", f"/api/orders/{order['id']}/payments")).json()
    assert "succeeded" == payment["status"]


async def test_the_same_idempotency_key_gives_the_same_order(shop, customer):
    """Sent again it changes nothing; with another request it is refused."""
    product = await shop.product(stock=10)
    await customer.put_in_cart(product, 2)
    key = uuid.uuid4().hex

    first, second = await customer.place_order(key), await customer.place_order(key)
    other = await customer.place_order(key, "2 Other Street, Springfield")

    assert [201, 201, 409] == [first.status_code, second.status_code, other.status_code]
    assert first.json() == second.json()
    assert "idempotency_key_reused" == other.json()["error"]["code"]
    assert (10, 2) == await shop.stock(product)


async def test_cancelling_gives_the_goods_back(shop, customer):
    product = await shop.product(stock=3)
    order = await customer.order(product, 3)

    answer = await customer.do("POST", f"/api/orders/{order['id']}/cancel")

    assert "cancelled" == answer.json()["status"]
    assert (3, 0) == await shop.stock(product)
    assert 409 == (await customer.do("POST", f"/api/orders/{order['id']}/cancel")).status_code
    assert 409 == (await customer.pay(order["id"])).status_code


async def test_an_order_that_wants_too_much_takes_nothing(shop, customer):
    """All or nothing: what could be had stays in the shop, and the cart stays as it was."""
    plenty, scarce = await shop.product(stock=10), await shop.product(stock=1)
    await customer.put_in_cart(plenty, 5)
    await customer.put_in_cart(scarce, 2)

    answer = await customer.place_order()

    assert (409, "out_of_stock") == (answer.status_code, answer.json()["error"]["code"])
    assert [scarce] == [detail["field"] for detail in answer.json()["error"]["details"]]
    assert ((10, 0), (1, 0)) == (await shop.stock(plenty), await shop.stock(scarce))
    assert 2 == len((await customer.do("GET", "/api/cart")).json()["lines"])


async def test_a_refund_gives_back_money_and_goods(shop, customer, admin):
    """An admin refunds a paid order: the worker tells the provider, the goods are for sale again."""
    product = await shop.product(stock=4)
    order = await customer.order(product)
    await customer.pay(order["id"])
    await shop.work()

    assert 403 == (await customer.do("POST", f"/api/admin/orders/{order['id']}/refund")).status_code
    refunded = await admin.do("POST", f"/api/admin/orders/{order['id']}/refund")
    await shop.work()

    assert (202, "refunded") == (refunded.status_code, refunded.json()["status"])
    assert (4, 0) == await shop.stock(product)
    [payment] = (await customer.do("GET", f"/api/orders/{order['id']}/payments")).json()
    assert "refunded" == payment["status"]


async def test_staff_ship_and_deliver(shop, customer):
    staff = await shop.someone(Role.STAFF)
    order = await customer.order(await shop.product())
    assert 409 == (await staff.do("POST", f"/api/admin/orders/{order['id']}/ship")).status_code
    await customer.pay(order["id"])

    shipped = await staff.do("POST", f"/api/admin/orders/{order['id']}/ship")
    delivered = await staff.do("POST", f"/api/admin/orders/{order['id']}/deliver")

    assert ["shipped", "delivered"] == [shipped.json()["status"], delivered.json()["status"]]
