"""
Orders may carry a note: the first half of a change that old and new code live through together.

The column may be empty, so the release before this one goes on writing orders without it; the index is built without
locking writers out, which PostgreSQL does only outside a transaction.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("orders", sa.Column("gift_note", sa.String(length=200), nullable=True))
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_orders_gift_note",
            "orders",
            ["created_at"],
            postgresql_where="gift_note IS NOT NULL",
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    op.drop_index("ix_orders_gift_note", table_name="orders")
    op.drop_column("orders", "gift_note")
