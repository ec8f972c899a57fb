"""Runs migrations against the database that DATABASE_URL names."""

import time

from alembic import context
from app.config.logging_config import configure_logging
from app.config.settings import DatabaseSettings, ProcessSettings
from app.models import Base
from sqlalchemy import Connection, create_engine

#: Two deployments that migrate at once take turns (an arbitrary number that all of them share).
MIGRATION_LOCK = 5_000_222

WAIT_SECONDS = 300


def take_turns(connection: Connection) -> None:
    """
    Wait until nobody else migrates.

    Asking again and again instead of waiting inside PostgreSQL: a waiting statement is a transaction, and an index that
    is built concurrently waits for all of those.
    """
    deadline = time.monotonic() + WAIT_SECONDS
    while not connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({MIGRATION_LOCK})").scalar():
        connection.commit()
        if time.monotonic() > deadline:
            raise TimeoutError(f"Another migration has been running for {WAIT_SECONDS} s; see pg_stat_activity.")
        time.sleep(0.5)
    connection.commit()


process = ProcessSettings()
configure_logging(service="shop-migrations", environment=process.environment, level=process.log_level)

with create_engine(DatabaseSettings().sqlalchemy_url).connect() as connection:  # type: ignore[call-arg]
    take_turns(connection)
    context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
