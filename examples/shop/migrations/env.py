"""Runs migrations against the database that DATABASE_URL names."""

from alembic import context
from app.config.logging_config import configure_logging
from app.config.settings import DatabaseSettings, ProcessSettings
from app.models import Base
from sqlalchemy import create_engine

#: Two deployments that migrate at once take turns (an arbitrary number that all of them share).
MIGRATION_LOCK = 5_000_222

process = ProcessSettings()
configure_logging(service="shop-migrations", environment=process.environment, level=process.log_level)

with create_engine(DatabaseSettings().sqlalchemy_url).connect() as connection:  # type: ignore[call-arg]
    connection.exec_driver_sql(f"SELECT pg_advisory_lock({MIGRATION_LOCK})")
    connection.commit()
    context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
