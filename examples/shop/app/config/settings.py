"""Configuration, from environment variables alone. Each field is the variable of the same name in capitals."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class _FromEnvironment(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)


class ProcessSettings(_FromEnvironment):
    """What every process of the shop has: a name, a version, a log level."""

    environment: str = "local"
    service_name: str = "shop-web"
    app_version: str = "v1.0"
    log_level: str = "INFO"


class DatabaseSettings(_FromEnvironment):
    """What migrations need."""

    database_url: SecretStr

    @property
    def sqlalchemy_url(self) -> str:
        """The URL with our driver; hosts hand out ``postgresql://`` or ``postgres://``."""
        scheme, separator, rest = self.database_url.get_secret_value().partition("://")
        driver = "postgresql+psycopg" if scheme in ("postgres", "postgresql") else scheme
        return f"{driver}{separator}{rest}"


class LimitSettings(_FromEnvironment):
    """Requests a minute; each bucket holds one minute's worth, so bursts of that size pass."""

    login_requests_per_minute: int = Field(default=10, ge=1)
    address_requests_per_minute: int = Field(default=600, ge=1)
    user_requests_per_minute: int = Field(default=1200, ge=1)
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    """How many proxies in front of us append to X-Forwarded-For; 0 takes the address of the connection."""
    maximum_body_bytes: int = Field(default=1024 * 1024, ge=1024)


class Settings(ProcessSettings, DatabaseSettings, LimitSettings):
    """What the web service and the worker need."""

    database_pool_size: int = Field(default=10, ge=1, le=100)
    cache_url: str
    images_bucket: str
    events_queue_url: str
    mail_from: str

    jwt_signing_keys: SecretStr
    """JSON ``{"current": "2026-11", "keys": {"2026-11": "…", "2026-05": "…"}}``, or one random text."""
    payment_webhook_secret: SecretStr = Field(min_length=16)
    access_token_minutes: int = Field(default=15, ge=1, le=60)
    refresh_token_days: int = Field(default=14, ge=1, le=90)

    cors_origins: tuple[str, ...] = ()
    secure_cookies: bool = True
    """Send cookies over HTTPS only (and to localhost, as browsers do). Off only where there is no TLS at all."""
    web_service_url: str = "http://127.0.0.1:8000"
    """Where the sandbox payment provider calls back."""
