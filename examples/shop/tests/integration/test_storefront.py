"""The pages, as a browser without JavaScript sees them."""

import re
import uuid

import httpx
import pytest

from tests.fixtures.customers import PASSWORD


class Browser:
    """Follows redirects, keeps cookies, sends the forms it finds."""

    def __init__(self, app) -> None:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://shop", follow_redirects=True)

    async def see(self, path: str) -> httpx.Response:
        self.page = await self.client.get(path)
        return self.page

    async def send(self, path: str, **fields: str) -> httpx.Response:
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', self.page.text))
        self.page = await self.client.post(path, data=hidden | fields)
        return self.page


@pytest.fixture
async def browser(shop):
    one = Browser(shop.app)
    yield one
    await one.client.aclose()


async def register(browser: Browser) -> str:
    email = f"page-{uuid.uuid4().hex[:10]}@example.com"
    await browser.see("/login")
    await browser.send("/register", email=email, full_name="Ann <b>Example</b>", password=PASSWORD)
    return email


async def test_someone_can_click_from_the_catalogue_to_the_mail(shop, browser):
    """Search, look, register, cart, order, pay; the worker's mail follows."""
    product = await shop.product(name="Clickable Clock", price_cents=12_345)
    email = await register(browser)

    found = await browser.see("/?q=clickable")
    assert f"/products/{product}" in found.text
    await browser.see(f"/products/{product}")
    assert "Clickable Clock" in (await browser.send("/cart", quantity="2")).text
    order = await browser.send("/checkout", shipping_address="1 Main Street\nSpringfield")
    assert "246.90 €" in order.text
    paid = await browser.send(f"{order.url.path}/pay", token="tok_success")
    await shop.work()

    assert "Thank you" in paid.text
    assert ["paid" in mail[1] for mail in shop.mailer.sent if mail[0] == email and "order" in mail[1]] == [True]


async def test_what_people_write_is_shown_as_text(shop, browser):
    """Names, searches and addresses never become markup."""
    product = await shop.product(name="<script>alert(1)</script>", description='"><img src=x onerror=alert(2)>')
    await register(browser)
    await browser.see(f"/products/{product}")
    await browser.send("/cart", quantity="1")
    order = await browser.send("/checkout", shipping_address="<svg onload=alert(3)>")
    for page in (
        await browser.see(f"/products/{product}"),
        await browser.see('/?q="><script>alert(4)</script>'),
        await browser.see(order.url.path),
    ):
        assert not re.search(r"<script|<img src=x|<svg", page.text)
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]


async def test_a_form_from_elsewhere_is_refused(shop, browser):
    """Without the visitor's token, with another's, without cookies: nothing happens."""
    product = await shop.product()
    await register(browser)
    stranger = Browser(shop.app)
    foreign = re.search(r'name="form_token" value="(\w+)"', (await stranger.see("/login")).text)[1]

    for token in ("", "guessed", foreign):
        answer = await browser.client.post("/cart", data={"product_id": product, "quantity": "1", "form_token": token})
        assert 403 == answer.status_code
    assert "Nothing yet" in (await browser.see("/cart")).text
    await stranger.client.aclose()


async def test_pages_for_customers_lead_strangers_to_the_login(browser):
    for path in ("/cart", "/orders", f"/orders/{uuid.uuid4()}"):
        assert "/login" == (await browser.see(path)).url.path


async def test_mistakes_are_told_on_a_page(shop, browser):
    """Short passwords, wrong passwords, absurd quantities, unknown products."""
    await browser.see("/login")
    short = await browser.send("/register", email="x@example.com", full_name="X", password="short")
    assert (422, True) == (short.status_code, "10 characters" in short.text)
    await browser.see("/login")
    wrong = await browser.send("/login", email="nobody@example.com", password="not the password")
    assert (401, True) == (wrong.status_code, "the password is wrong" in wrong.text)
    assert 404 == (await browser.see(f"/products/{uuid.uuid4()}")).status_code
    product = await shop.product()
    await register(browser)
    await browser.see(f"/products/{product}")
    assert 422 == (await browser.send("/cart", quantity="-1")).status_code


async def test_cookies_are_out_of_reach_for_scripts_and_other_sites(shop):
    async with Browser(shop.app).client as client:
        cookie = (await client.get("/login")).headers["set-cookie"]
    assert {"HttpOnly", "SameSite=lax"} <= set(cookie.split("; "))


async def test_logging_out_ends_the_session(browser):
    await register(browser)
    assert "Log out" in (await browser.see("/")).text
    await browser.send("/logout")
    assert "/login" == (await browser.see("/cart")).url.path


async def test_the_reference_names_every_operation_and_needs_no_script(shop, browser):
    """What the OpenAPI document has is on the page; FastAPI's own page would need scripts of another site."""
    page = (await browser.see("/api/docs")).text
    document = (await browser.client.get("/api/openapi.json")).json()

    assert [path for path in document["paths"] if f"<code>{path}</code>" not in page] == []
    assert "<script" not in page


async def test_files_may_be_kept_and_pages_may_not(browser):
    assert "public, max-age=3600" == (await browser.see("/static/style.css")).headers["Cache-Control"]
    assert "no-store" == (await browser.see("/")).headers["Cache-Control"]
