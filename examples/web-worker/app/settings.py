"""Configuration, from environment variables alone."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class DatabaseSettings(BaseSettings):
    """What migrations need."""

    database_url: SecretStr

    @property
    def sqlalchemy_url(self) -> str:
        """The URL with the driver we use; hosts hand out ``postgresql://`` or ``postgres://``."""
        scheme, separator, rest = self.database_url.get_secret_value().partition("://")
        return (
            f"postgresql+psycopg{separator}{rest}"
            if scheme in ("postgres", "postgresql")
            else scheme + separator + rest
        )


class Settings(DatabaseSettings):
    """What the web service and the worker need."""

    cache_url: str
    uploads_bucket: str
    jobs_queue_url: str
    mail_from: str
    session_secret: SecretStr = Field(min_length=16)
    maximum_upload_bytes: int = 10 * 1024 * 1024
    log_level: str = "INFO"
