"""Reports, for staff, over some UTC days."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.dependencies import Me, Shop, errors
from app.schemas.admin_schema import DailySalesOut, FunnelOut, TopProductOut
from app.schemas.fields import Day, PageSize
from app.services.analytics_service import period

router = APIRouter(prefix="/api/admin/analytics", tags=["analytics"])

FirstDay = Annotated[Day, Query(alias="from", description="The first day.")]
Days = Annotated[int, Query(ge=1, le=366, description="How many days.")]


@router.get("/daily-sales", responses=errors(401, 403))
async def daily_sales(shop: Shop, actor: Me, first: FirstDay, days: Days = 1) -> list[DailySalesOut]:
    return [DailySalesOut.model_validate(day) for day in await shop.analytics.daily_sales(actor, period(first, days))]


@router.get("/top-products", responses=errors(401, 403))
async def top_products(
    shop: Shop, actor: Me, first: FirstDay, days: Days = 1, limit: PageSize = 10
) -> list[TopProductOut]:
    found = await shop.analytics.top_products(actor, period(first, days), limit)
    return [TopProductOut.model_validate(product) for product in found]


@router.get("/funnel", responses=errors(401, 403))
async def funnel(shop: Shop, actor: Me, first: FirstDay, days: Days = 1) -> FunnelOut:
    """How many looked, put something into a cart, ordered, and paid."""
    return FunnelOut.model_validate(await shop.analytics.funnel(actor, period(first, days)))
