"""Numbers that are kept up to date by the worker, so that reports need not read every order."""

import uuid
from datetime import date

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class DailySale(Base):
    """What one product sold on one day (UTC, by the moment of payment)."""

    __tablename__ = "daily_sales"

    day: Mapped[date] = mapped_column(primary_key=True)
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("products.id"), primary_key=True)
    units: Mapped[int]
    revenue_cents: Mapped[int] = mapped_column(BigInteger)
