"""
Fills the shop: ``python -m app.seed [--products 10000]``.

Doing it again adds what is missing and changes nothing that is there. When ADMIN_EMAIL and ADMIN_PASSWORD are set,
that account becomes an admin.
"""

import argparse
import asyncio
import os
import sys
from itertools import islice

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.config.database_config import create_engine
from app.config.settings import DatabaseSettings
from app.models import AuditRecord, Product, Role, User
from app.seed.catalogue import products
from app.services.passwords import hash_password

_ROWS_AT_ONCE = 1000


async def seed(count: int, admin: tuple[str, str] | None) -> int:
    """Add products up to ``count``, and an admin; how many products are new."""
    settings = DatabaseSettings()  # type: ignore[call-arg]  # pydantic-settings reads the environment
    engine = create_engine(settings.sqlalchemy_url, pool_size=1)
    async with AsyncSession(engine) as session, session.begin():
        added = await _add_products(session, count)
        if admin:
            await _add_admin(session, *admin)
    await engine.dispose()
    return added


async def _add_products(session: AsyncSession, count: int) -> int:
    before = await session.scalar(select(func.count()).select_from(Product)) or 0
    rows = products(count)
    while part := list(islice(rows, _ROWS_AT_ONCE)):
        await session.execute(insert(Product).on_conflict_do_nothing(), part)
    after = await session.scalar(select(func.count()).select_from(Product)) or 0
    if after > before:
        _record(session, "product.seeded", "catalogue", "seed", {"products": after - before})
    return after - before


async def _add_admin(session: AsyncSession, email: str, password: str) -> None:
    values = {
        "email": email.lower(),
        "full_name": "Admin",
        "password_hash": await hash_password(password),
        "role": Role.ADMIN,
    }
    statement = insert(User).values(values).on_conflict_do_nothing().returning(User.id)
    if (user_id := await session.scalar(statement)) is not None:
        _record(session, "user.seeded", "user", str(user_id), {"role": Role.ADMIN.value})


def _record(session: AsyncSession, action: str, entity: str, entity_id: str, changes: dict[str, object]) -> None:
    session.add(AuditRecord(action=action, entity=entity, entity_id=entity_id, correlation_id="seed", changes=changes))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m app.seed", description="Fill the shop with a catalogue.")
    parser.add_argument("--products", type=int, default=10_000, help="how many products there shall be")
    count = parser.parse_args().products
    email, password = os.environ.get("ADMIN_EMAIL", ""), os.environ.get("ADMIN_PASSWORD", "")
    added = asyncio.run(seed(count, (email, password) if email and password else None))
    print(f"{added} products are new", file=sys.stderr)


if __name__ == "__main__":
    main()
