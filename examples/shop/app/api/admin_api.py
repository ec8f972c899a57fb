"""For staff and admins: people, orders, refunds, the audit trail."""

import uuid
from datetime import UTC

from fastapi import APIRouter

from app.api.dependencies import Me, PageCursor, PageLimit, Shop, errors
from app.models import OrderStatus
from app.repositories.audit_repository import AuditQuery
from app.schemas.admin_schema import AuditOut, AuditPage
from app.schemas.fields import Line80, Moment
from app.schemas.order_schema import OrderOut, OrderPage
from app.schemas.user_schema import UserChange, UserOut, UserPage

router = APIRouter(prefix="/api/admin", tags=["admin"])


@router.get("/users", responses=errors(401, 403, 404))
async def users(shop: Shop, actor: Me, limit: PageLimit = 50, cursor: PageCursor = None) -> UserPage:
    page = await shop.users.page(actor, limit=limit, cursor=cursor)
    return UserPage(items=[UserOut.of(user) for user in page.items], next_cursor=page.next_cursor)


@router.patch("/users/{user_id}", responses=errors(401, 403, 404, 409))
async def change_user(shop: Shop, actor: Me, user_id: uuid.UUID, body: UserChange) -> UserOut:
    """Give someone another role, or let them in no more."""
    return UserOut.of(await shop.users.change(actor, user_id, role=body.role, is_active=body.is_active))


@router.get("/orders", responses=errors(401, 403, 404))
async def orders(
    shop: Shop, actor: Me, status: OrderStatus | None = None, limit: PageLimit = 50, cursor: PageCursor = None
) -> OrderPage:
    page = await shop.orders.page_of_all(actor, status=status, limit=limit, cursor=cursor)
    return OrderPage(items=[OrderOut.of(order) for order in page.items], next_cursor=page.next_cursor)


@router.post("/orders/{order_id}/ship", responses=errors(401, 403, 404, 409))
async def ship(shop: Shop, actor: Me, order_id: uuid.UUID) -> OrderOut:
    return OrderOut.of(await shop.orders.ship(actor, order_id))


@router.post("/orders/{order_id}/deliver", responses=errors(401, 403, 404, 409))
async def deliver(shop: Shop, actor: Me, order_id: uuid.UUID) -> OrderOut:
    return OrderOut.of(await shop.orders.deliver(actor, order_id))


@router.post("/orders/{order_id}/refund", status_code=202, responses=errors(401, 403, 404, 409))
async def refund(shop: Shop, actor: Me, order_id: uuid.UUID) -> OrderOut:
    """Give an order's money back; the provider is asked in the background until it agrees."""
    return OrderOut.of(await shop.payments.refund(actor, order_id))


@router.get("/audit", responses=errors(401, 403, 404))
async def audit(
    shop: Shop,
    actor: Me,
    entity: Line80 | None = None,
    entity_id: Line80 | None = None,
    actor_id: uuid.UUID | None = None,
    action: Line80 | None = None,
    correlation_id: Line80 | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> AuditPage:
    """Who changed what. Each parameter that is given narrows the search."""
    query = AuditQuery(
        entity=entity,
        entity_id=entity_id,
        actor_id=actor_id,
        action=action,
        correlation_id=correlation_id,
        since=since.astimezone(UTC) if since else None,
        until=until.astimezone(UTC) if until else None,
        limit=limit,
        cursor=cursor,
    )
    page = await shop.audit.search(actor, query)
    return AuditPage(items=[AuditOut.model_validate(record) for record in page.items], next_cursor=page.next_cursor)
