"""Runs migrations against the database that DATABASE_URL names."""

from alembic import context
from sqlalchemy import create_engine

from app.logs import log_as_json
from app.models import Base
from app.settings import DatabaseSettings

log_as_json()

with create_engine(DatabaseSettings().sqlalchemy_url).connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
