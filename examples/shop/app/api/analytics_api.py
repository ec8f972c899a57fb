"""Reports, for staff. Days are UTC days, both ends included."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from app.api.dependencies import Me, Shop, errors
from app.schemas.admin_schema import DailySalesOut, FunnelOut, TopProductOut
from app.schemas.fields import PageSize

router = APIRouter(prefix="/api/admin/analytics", tags=["analytics"])

FirstDay = Annotated[date, Query(alias="from")]
LastDay = Annotated[date, Query(alias="to")]


@router.get("/daily-sales", responses=errors(401, 403))
async def daily_sales(shop: Shop, actor: Me, first: FirstDay, last: LastDay) -> list[DailySalesOut]:
    return [DailySalesOut.model_validate(day) for day in await shop.analytics.daily_sales(actor, first, last)]


@router.get("/top-products", responses=errors(401, 403))
async def top_products(
    shop: Shop, actor: Me, first: FirstDay, last: LastDay, limit: PageSize = 10
) -> list[TopProductOut]:
    found = await shop.analytics.top_products(actor, first, last, limit)
    return [TopProductOut.model_validate(product) for product in found]


@router.get("/funnel", responses=errors(401, 403))
async def funnel(shop: Shop, actor: Me, first: FirstDay, last: LastDay) -> FunnelOut:
    """How many looked, put something into a cart, ordered, and paid."""
    return FunnelOut.model_validate(await shop.analytics.funnel(actor, first, last))
