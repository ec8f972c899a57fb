"""Requests that nobody honest would send."""

import json
import uuid
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from app.models import Role
from app.services import signatures, tokens
from app.services.ports import StoredFile
from app.services.tokens import Audience

from tests.fixtures.customers import PASSWORD, Customer, logged_in
from tests.integration.conftest import WEBHOOK_SECRET

ANY_ID = "00000000-0000-4000-8000-000000000000"


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def test_expired_and_forged_tokens_are_refused(shop, customer):
    """Expired, signed with another key, unsigned, for another audience, or nonsense: always 401, never 500."""
    ring, now = shop.container.ring, datetime.now(UTC)
    user = uuid.UUID(customer.id)
    forged = tokens.KeyRing(current=ring.current, keys={ring.current: "x" * 40})
    bad = {
        "token_expired": tokens.issue(
            ring, user, audience=Audience.API, now=now - timedelta(hours=1), lifetime=timedelta(minutes=15)
        ),
        "other key": tokens.issue(forged, user, audience=Audience.API, now=now, lifetime=timedelta(hours=1)),
        "other audience": tokens.issue(ring, user, audience=Audience.PAGES, now=now, lifetime=timedelta(hours=1)),
        "unsigned": jwt.encode({"sub": str(user)}, "", algorithm="none", headers={"kid": ring.current}),
        "nonsense": "a.b.c",
    }
    for reason, token in bad.items():
        answer = await shop.client.get("/api/users/me", headers=bearer(token))
        assert 401 == answer.status_code, reason
        expected = reason if reason == "token_expired" else "token_invalid"
        assert expected == answer.json()["error"]["code"]
        assert "Bearer" in answer.headers["WWW-Authenticate"]


async def test_a_refresh_token_used_twice_ends_the_login(shop, customer):
    """The thief's token and the owner's both stop working; another login of the same person goes on."""
    elsewhere = await logged_in(shop.client, customer.email)

    first = await shop.client.post("/api/auth/refresh", json={"refresh_token": customer.refresh_token})
    second = await shop.client.post("/api/auth/refresh", json={"refresh_token": customer.refresh_token})
    third = await shop.client.post("/api/auth/refresh", json={"refresh_token": first.json()["refresh_token"]})
    other = await shop.client.post("/api/auth/refresh", json={"refresh_token": elsewhere.refresh_token})

    assert [200, 401, 401, 200] == [answer.status_code for answer in (first, second, third, other)]


async def test_a_deactivated_account_is_out_at_once(shop, customer, admin):
    """Its access token still verifies, and is refused all the same; so are its password and its refresh token."""
    assert 200 == (await customer.do("GET", "/api/users/me")).status_code
    await admin.do("PATCH", f"/api/admin/users/{customer.id}", json={"is_active": False})

    me = await customer.do("GET", "/api/users/me")
    refreshed = await shop.client.post("/api/auth/refresh", json={"refresh_token": customer.refresh_token})
    login = await shop.client.post("/api/auth/login", json={"email": customer.email, "password": PASSWORD})

    assert [401, 401, 401] == [me.status_code, refreshed.status_code, login.status_code]


async def test_another_customers_order_does_not_exist(shop, customer):
    """404, as for an order that was never there: nobody learns which ids are taken."""
    order = await customer.order(await shop.product())
    stranger = await shop.someone()

    for method, path in (("GET", ""), ("POST", "/cancel"), ("GET", "/payments")):
        assert 404 == (await stranger.do(method, f"/api/orders/{order['id']}{path}")).status_code
    assert 404 == (await stranger.pay(order["id"])).status_code


async def test_customers_cannot_do_what_staff_do(customer):
    """Each of these needs a role."""
    assert 403 == (await customer.do("GET", "/api/admin/users")).status_code
    assert 403 == (await customer.do("GET", "/api/admin/orders")).status_code
    assert 403 == (await customer.do("GET", "/api/admin/audit")).status_code
    assert 403 == (await customer.do("PATCH", f"/api/admin/users/{ANY_ID}", json={"role": "admin"})).status_code
    period = {"from": "2026-01-01", "days": 31}
    assert 403 == (await customer.do("GET", "/api/admin/analytics/funnel", params=period)).status_code
    new = {"sku": "ABC-1", "name": "x", "category": "things", "price_cents": 1}
    assert 403 == (await customer.do("POST", "/api/products", json=new)).status_code


@pytest.mark.parametrize("quantity", [-1, 0, 100, 1.5, "1; DROP TABLE orders", None, True])
async def test_a_quantity_is_a_number_from_1_to_99(shop, customer: Customer, quantity):
    answer = await customer.put_in_cart(await shop.product(), quantity)
    assert (422, "validation_error") == (answer.status_code, answer.json()["error"]["code"])


async def test_malformed_bodies_are_explained(shop, customer):
    """Not JSON, not an object, unknown fields: 400 or 422, in the one shape."""
    for content in (b"{", b"[]", b'"x"', b"\xff\xfe", b'{"shipping_address": "a street", "total_cents": 1}'):
        headers = {"Content-Type": "application/json", "Idempotency-Key": "a-key-of-the-test"}
        answer = await customer.do("POST", "/api/orders", content=content, headers=headers)
        assert answer.status_code in (400, 422)
        assert {"code", "message", "correlation_id", "details"} == set(answer.json()["error"])


async def test_a_huge_body_is_not_read(shop):
    """Refused by its announced length, and as soon as too much has come when none was announced."""
    limit = shop.container.settings.maximum_body_bytes

    async def chunks():
        for _ in range(limit // 65_536 + 2):
            yield b"x" * 65_536

    announced = await shop.client.post("/api/auth/login", content=b"x" * (limit + 1))
    unannounced = await shop.client.post("/api/auth/login", content=chunks())
    assert [413, 413] == [announced.status_code, unannounced.status_code]
    assert "content_too_large" == announced.json()["error"]["code"]


@pytest.mark.parametrize(
    "text", ["' OR 1=1 --", "'; DROP TABLE users; --", "\\", "%' AND 1=0 UNION SELECT 1", "a & | !"]
)
async def test_sql_in_a_search_is_only_a_search(shop, text):
    answer = await shop.client.get("/api/products", params={"q": text})
    assert 200 == answer.status_code
    async with shop.container.database.reading() as tx:
        assert await tx.users.page(limit=1, cursor=None)


async def test_line_breaks_go_neither_into_headers_nor_into_mail(shop):
    """A correlation id with a line break is replaced; an address or a name with one is refused."""
    answer = await shop.client.get("/api/products", headers={"X-Correlation-ID": "a b\tc"})
    assert answer.headers["X-Correlation-ID"].startswith("req-")
    account = {"email": "a@example.com\nBcc: b@example.com", "full_name": "A", "password": PASSWORD}
    assert 422 == (await shop.client.post("/api/auth/register", json=account)).status_code
    account |= {"email": "a@example.com", "full_name": "A\r\nBcc: b"}
    assert 422 == (await shop.client.post("/api/auth/register", json=account)).status_code


async def test_callbacks_must_be_signed_by_the_provider(shop, customer):
    """Forged, altered, recorded long ago, for another amount: nothing is paid."""
    order = await customer.order(await shop.product())
    payment = (await customer.pay(order["id"], "tok_timeout")).json()
    event = {"event_id": "evt_1", "payment_id": payment["id"], "kind": "payment.succeeded", "amount_cents": 1}
    now = datetime.now(UTC)

    async def send(body: bytes, signature: str) -> int:
        headers = {"Payment-Signature": signature}
        return (await shop.client.post("/api/payments/callbacks", content=body, headers=headers)).status_code

    body = json.dumps(event | {"amount_cents": payment["amount_cents"]}).encode()
    assert 403 == await send(body, signatures.sign("another secret", body, now=now))
    assert 403 == await send(body + b" ", signatures.sign(WEBHOOK_SECRET, body, now=now))
    assert 403 == await send(body, signatures.sign(WEBHOOK_SECRET, body, now=now - timedelta(minutes=6)))
    assert 403 == await send(body, "v1=nonsense")
    cheap = json.dumps(event).encode()
    assert 422 == await send(cheap, signatures.sign(WEBHOOK_SECRET, cheap, now=now))
    for nonsense in (b"{}", b"[]", b"\x00", json.dumps(event | {"kind": "payment.vanished"}).encode()):
        assert 422 == await send(nonsense, signatures.sign(WEBHOOK_SECRET, nonsense, now=now))
    assert "pending_payment" == (await customer.do("GET", f"/api/orders/{order['id']}")).json()["status"]


async def test_a_success_that_comes_after_the_order_was_cancelled_is_sent_back(shop, customer):
    """Money for an order that no longer waits for it is refunded; the order stays cancelled."""
    order = await customer.order(await shop.product())
    await customer.pay(order["id"], "tok_timeout")
    await customer.do("POST", f"/api/orders/{order['id']}/cancel")
    await shop.work()

    [payment] = (await customer.do("GET", f"/api/orders/{order['id']}/payments")).json()
    assert "refunded" == payment["status"]
    assert "cancelled" == (await customer.do("GET", f"/api/orders/{order['id']}")).json()["status"]


async def test_logging_in_says_the_same_whatever_is_wrong(shop, customer):
    wrong = await shop.client.post("/api/auth/login", json={"email": customer.email, "password": "not the password"})
    nobody = await shop.client.post("/api/auth/login", json={"email": "nobody@example.com", "password": PASSWORD})
    assert [401, 401] == [wrong.status_code, nobody.status_code]
    assert wrong.json()["error"]["message"] == nobody.json()["error"]["message"]


async def test_a_picture_must_be_one_and_belong_to_its_product(shop):
    """An upload is believed when its first bytes are those of a picture."""

    staff = await shop.someone(Role.STAFF)
    product, other = await shop.product(), await shop.product()
    picture = {"content_type": "image/png", "size": 9}
    form = (await staff.do("POST", f"/api/products/{product}/image-uploads", json=picture)).json()
    key = {"key": form["key"]}

    assert 409 == (await staff.do("PUT", f"/api/products/{product}/image", json=key)).status_code
    shop.storage.files[form["key"]] = StoredFile(size=9, content_type="image/png", beginning=b"<script>!")
    assert 409 == (await staff.do("PUT", f"/api/products/{product}/image", json=key)).status_code
    shop.storage.files[form["key"]] = StoredFile(size=9, content_type="image/png", beginning=b"\x89PNG\r\n\x1a\n!")
    assert 409 == (await staff.do("PUT", f"/api/products/{other}/image", json=key)).status_code
    shown = await staff.do("PUT", f"/api/products/{product}/image", json=key)
    assert f"https://bucket.example/{form['key']}" == shown.json()["image_url"]
