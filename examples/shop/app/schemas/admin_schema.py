"""Reports and the audit trail, as answered."""

import uuid
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict


class AuditOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    at: datetime
    actor_id: uuid.UUID | None
    action: str
    entity: str
    entity_id: str
    correlation_id: str
    changes: dict[str, Any]


class AuditPage(BaseModel):
    items: list[AuditOut]
    next_cursor: str | None


class DailySalesOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    day: date
    units: int
    revenue_cents: int


class TopProductOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    product_id: uuid.UUID
    name: str
    units: int
    revenue_cents: int


class FunnelOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    product_views: int
    cart_additions: int
    orders_placed: int
    orders_paid: int
