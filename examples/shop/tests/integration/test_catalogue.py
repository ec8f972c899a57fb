"""Reading the catalogue, and the trail of changing it."""

import uuid

from app.models import Role


async def test_pages_follow_each_other_without_gaps_or_repetitions(shop):
    """Every product once, in order, however small the pages, for each way to sort."""
    category = f"paged-{uuid.uuid4().hex[:8]}"
    made = {
        await shop.product(category=category, price_cents=100 + number % 3, name=f"P{number % 4}")
        for number in range(11)
    }

    for sort in ("newest", "cheapest", "dearest", "name"):
        seen, cursor = [], None
        while True:
            parameters = {"category": category, "sort": sort, "limit": 3} | ({"cursor": cursor} if cursor else {})
            page = (await shop.client.get("/api/products", params=parameters)).json()
            seen += page["items"]
            if (cursor := page["next_cursor"]) is None:
                break
        assert (11, made) == (len(seen), {one["id"] for one in seen})
        prices = [one["price_cents"] for one in seen]
        if sort in ("cheapest", "dearest"):
            assert sorted(prices, reverse=sort == "dearest") == prices
        if sort == "name":
            assert sorted(one["name"] for one in seen) == [one["name"] for one in seen]


async def test_a_cursor_of_another_listing_is_refused(shop):
    category = f"cursor-{uuid.uuid4().hex[:8]}"
    for _ in range(3):
        await shop.product(category=category)
    page = (await shop.client.get("/api/products", params={"category": category, "limit": 1})).json()
    for cursor in (page["next_cursor"], "bm9uc2Vuc2U", "AAAA"):
        answer = await shop.client.get("/api/products", params={"sort": "cheapest", "cursor": cursor})
        assert (404, "page_not_found") == (answer.status_code, answer.json()["error"]["code"])


async def test_search_and_filters_narrow_the_catalogue(shop):
    category = f"search-{uuid.uuid4().hex[:8]}"
    kettle = await shop.product(category=category, name="Copper Kettle", price_cents=5000)
    await shop.product(category=category, name="Copper Pan", price_cents=9000)
    gone = await shop.product(category=category, name="Kettles, assorted", price_cents=500, stock=0)

    async def found(**parameters: object) -> set[str]:
        answer = await shop.client.get("/api/products", params={"category": category, **parameters})
        return {one["id"] for one in answer.json()["items"]}

    assert {kettle, gone} == await found(q="kettle")
    assert {kettle} == await found(q="kettle", in_stock=True)
    assert {kettle} == await found(q="copper -pan")
    assert {kettle} == await found(min_price_cents=1000, max_price_cents=5000)


async def test_staff_changes_show_at_once_and_leave_a_record(shop):
    staff = await shop.someone(Role.STAFF)
    new = {"sku": f"NEW-{uuid.uuid4().hex[:8].upper()}", "name": "Lamp", "category": "things", "price_cents": 900}
    created = (await staff.do("POST", "/api/products", json=new)).json()
    assert 409 == (await staff.do("POST", "/api/products", json=new)).status_code
    path = f"/api/products/{created['id']}"
    assert 900 == (await shop.client.get(path)).json()["price_cents"]

    await staff.do("PATCH", path, json={"price_cents": 800})
    await staff.do("POST", f"{path}/stock", json={"units": 7})

    shown = (await shop.client.get(path)).json()
    assert (800, 7) == (shown["price_cents"], shown["available"])
    records = await shop.audit(entity="product", entity_id=created["id"])
    assert ["product.restocked", "product.changed", "product.created"] == [record.action for record in records]
    assert {"price_cents": [900, 800]} == records[1].changes
    await staff.do("PATCH", path, json={"is_active": False})
    assert 404 == (await shop.client.get(path)).status_code


async def test_admins_search_the_audit_trail(shop, admin, customer):
    """By what, by whom, by which request, page by page."""
    order = await customer.order(await shop.product())
    parameters = {"entity": "order", "entity_id": order["id"], "actor_id": customer.id, "action": "order.placed"}
    found = (await admin.do("GET", "/api/admin/audit", params=parameters)).json()["items"]
    assert [order["id"]] == [record["entity_id"] for record in found]
    same_request = {"correlation_id": found[0]["correlation_id"]}
    assert 1 == len((await admin.do("GET", "/api/admin/audit", params=same_request)).json()["items"])
    first = (await admin.do("GET", "/api/admin/audit", params={"limit": 2})).json()
    cursor = {"limit": 2, "cursor": first["next_cursor"]}
    second = (await admin.do("GET", "/api/admin/audit", params=cursor)).json()
    assert first["items"][-1]["id"] > second["items"][0]["id"]


async def test_admins_give_roles_but_not_to_themselves(shop, admin, customer):
    promoted = await admin.do("PATCH", f"/api/admin/users/{customer.id}", json={"role": "staff"})
    assert "staff" == promoted.json()["role"]
    assert 200 == (await customer.do("GET", "/api/admin/orders")).status_code
    assert 409 == (await admin.do("PATCH", f"/api/admin/users/{admin.id}", json={"is_active": False})).status_code
    page = (await admin.do("GET", "/api/admin/users", params={"limit": 1})).json()
    assert (1, True) == (len(page["items"]), page["next_cursor"] is not None)


async def test_the_trace_of_migrations_matches_the_models(migrated):
    """Alembic finds nothing to do: the migrations make the tables that the models describe."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from app.models import Base
    from sqlalchemy import create_engine

    with create_engine(migrated.url().replace("postgresql", "postgresql+psycopg")).connect() as connection:
        assert [] == compare_metadata(MigrationContext.configure(connection), Base.metadata)
