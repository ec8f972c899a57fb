"""What is for sale."""

from sqlalchemy import CheckConstraint, Computed, Index, String
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Identified, Timestamped


class Product(Identified, Timestamped, Base):
    """
    A product.

    ``stock`` is what lies in the warehouse, ``reserved`` the part of it that unpaid or unshipped orders hold. The
    database itself refuses to promise more than there is.
    """

    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint("stock >= 0", name="stock_not_negative"),
        CheckConstraint("reserved >= 0 AND reserved <= stock", name="reserved_within_stock"),
        CheckConstraint("price_cents > 0", name="price_positive"),
        Index("ix_products_search", "search", postgresql_using="gin"),
        Index("ix_products_created_at_id", "created_at", "id"),
        Index("ix_products_price_cents_id", "price_cents", "id"),
        Index("ix_products_name_id", "name", "id"),
        Index("ix_products_category_created_at_id", "category", "created_at", "id"),
    )

    sku: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    description: Mapped[str] = mapped_column(String(4000), default="")
    category: Mapped[str] = mapped_column(String(60))
    price_cents: Mapped[int]
    stock: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0, server_default="0")
    image_key: Mapped[str | None] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(default=True)
    search: Mapped[str] = mapped_column(
        TSVECTOR,
        Computed(
            "setweight(to_tsvector('english', name), 'A') || setweight(to_tsvector('english', description), 'B')",
            persisted=True,
        ),
        deferred=True,
    )

    @property
    def available(self) -> int:
        """How many can still be ordered."""
        return self.stock - self.reserved
