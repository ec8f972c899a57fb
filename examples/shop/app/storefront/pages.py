"""The pages: look around, buy, follow an order."""

import uuid
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, FastAPI, Form, Query, Response
from fastapi.staticfiles import StaticFiles

from app.repositories.product_repository import Sort
from app.schemas.fields import Key
from app.schemas.order_schema import CartOut, CartQuantity, NewOrder, OrderOut
from app.schemas.payment_schema import NewPayment
from app.schemas.product_schema import CatalogueParameters, ProductOut, ProductPage
from app.schemas.user_schema import Credentials, Registration
from app.storefront.reference import sections
from app.storefront.visit import Here, PageRoute, Submitted

router = APIRouter(route_class=PageRoute, include_in_schema=False, default_response_class=Response)

Text = Annotated[str, Form(max_length=400)]


def add_to(app: FastAPI) -> None:
    """Give the application its pages."""
    app.include_router(router)
    app.mount("/static", _Kept(directory=Path(__file__).parent / "static"), name="static")


class _Kept(StaticFiles):
    """Files that browsers may keep for an hour; the pages themselves are never stored."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "public, max-age=3600"
        return response


@router.get("/")
async def catalogue(
    visit: Here,
    q: str = "",
    category: str = "",
    sort: Sort = Sort.NEWEST,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> Response:
    wanted = CatalogueParameters.model_validate(
        {"q": q.strip() or None, "category": category or None, "sort": sort, "limit": 24, "cursor": cursor}
    )
    page = ProductPage.model_validate_json(await visit.shop.products.catalogue(wanted.query()))
    following = urlencode({"q": q, "category": category, "sort": sort.value, "cursor": page.next_cursor or ""})
    return visit.page(
        "catalogue",
        products=page.items,
        categories=await visit.shop.products.categories(),
        q=q,
        category=category,
        sort=sort.value,
        sorts=[one.value for one in Sort],
        following=f"/?{following}" if page.next_cursor else None,
    )


@router.get("/products/{product_id}")
async def product(visit: Here, product_id: uuid.UUID) -> Response:
    shown = ProductOut.model_validate_json(await visit.shop.products.product(product_id))
    return visit.page("product", product=shown)


@router.get("/api/docs")
async def reference(visit: Here) -> Response:
    return visit.page("reference", sections=sections(visit.request.app.openapi()))


@router.get("/login")
async def login_form(visit: Here) -> Response:
    return visit.page("login")


@router.post("/login")
async def login(visit: Submitted, email: Text, password: Text) -> Response:
    credentials = Credentials(email=email, password=password)
    user, _ = await visit.shop.users.login(credentials.email, credentials.password)
    return visit.logged_in(user.id, "/")


@router.post("/register")
async def register(visit: Submitted, email: Text, full_name: Text, password: Text) -> Response:
    new = Registration(email=email, full_name=full_name, password=password)
    user = await visit.shop.users.register(new.email, new.full_name, new.password)
    return visit.logged_in(user.id, "/")


@router.post("/logout")
async def logout(visit: Submitted) -> Response:
    return visit.logged_out("/")


@router.get("/cart")
async def cart(visit: Here) -> Response:
    contents = CartOut.of(await visit.shop.carts.contents(await visit.identity()))
    return visit.page("cart", cart=contents, idempotency_key=uuid.uuid4().hex)


@router.post("/cart")
async def put(visit: Submitted, product_id: Annotated[uuid.UUID, Form()], quantity: Annotated[int, Form()]) -> Response:
    wanted = CartQuantity(quantity=quantity)
    await visit.shop.carts.put(await visit.identity(), product_id, wanted.quantity)
    return visit.to("/cart")


@router.post("/cart/remove")
async def remove(visit: Submitted, product_id: Annotated[uuid.UUID, Form()]) -> Response:
    await visit.shop.carts.remove(await visit.identity(), product_id)
    return visit.to("/cart")


@router.post("/checkout")
async def checkout(visit: Submitted, shipping_address: Text, idempotency_key: Annotated[Key, Form()]) -> Response:
    """Sending the form twice gives one order: its key was made with the page."""
    new = NewOrder(shipping_address=shipping_address)
    order = await visit.shop.orders.place(await visit.identity(), new.shipping_address, idempotency_key)
    return visit.to(f"/orders/{order.id}")


@router.get("/orders")
async def orders(visit: Here) -> Response:
    page = await visit.shop.orders.page(await visit.identity(), limit=50, cursor=None)
    return visit.page("orders", orders=[OrderOut.of(one) for one in page.items])


@router.get("/orders/{order_id}")
async def order(visit: Here, order_id: uuid.UUID) -> Response:
    found = await visit.shop.orders.get(await visit.identity(), order_id)
    payments = await visit.shop.payments.of_order(order_id)
    return visit.page("order", order=OrderOut.of(found), payments=payments)


@router.post("/orders/{order_id}/pay")
async def pay(visit: Submitted, order_id: uuid.UUID, token: Text) -> Response:
    payment = NewPayment.model_validate({"token": token})
    await visit.shop.payments.pay(await visit.identity(), order_id, payment.token)
    return visit.to(f"/orders/{order_id}")


@router.post("/orders/{order_id}/cancel")
async def cancel(visit: Submitted, order_id: uuid.UUID) -> Response:
    await visit.shop.orders.cancel(await visit.identity(), order_id)
    return visit.to(f"/orders/{order_id}")
