"""
The one place where the parts are put together.

``build`` makes everything from the settings; tests hand in other integrations. Nothing here connects: the first use
does, so that the shop starts, and says what is wrong, while its database is still away.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
from redis.asyncio import Redis

from app.config.aws_config import create_client
from app.config.cache_config import create_cache
from app.config.database_config import create_engine
from app.config.settings import Settings
from app.health.health_check import HealthCheck
from app.health.readiness_check import ReadinessCheck
from app.integrations.s3_storage import S3Storage
from app.integrations.sandbox_provider import CallbackSender, SandboxProvider
from app.integrations.ses_mailer import SesMailer
from app.integrations.sqs_queue import SqsQueue
from app.repositories.cache_repository import CacheRepository
from app.repositories.circuit import Circuit
from app.repositories.database import Database
from app.repositories.rate_limit_repository import RateLimitRepository
from app.services.analytics_service import AnalyticsService
from app.services.audit_service import AuditService
from app.services.cart_service import CartService
from app.services.notification_service import NotificationService
from app.services.order_service import OrderService
from app.services.payment_service import PaymentService
from app.services.ports import Mailer, Storage
from app.services.product_service import ProductService
from app.services.tokens import KeyRing, parse_key_ring
from app.services.user_service import UserService


@dataclass(frozen=True, kw_only=True)
class Integrations:
    """The systems of others."""

    storage: Storage
    queue: SqsQueue
    mailer: Mailer

    @classmethod
    def of(cls, settings: Settings) -> "Integrations":
        return cls(
            storage=S3Storage(create_client("s3"), settings.images_bucket),
            queue=SqsQueue(create_client("sqs"), settings.events_queue_url),
            mailer=SesMailer(create_client("ses"), settings.mail_from),
        )


@dataclass(frozen=True, kw_only=True)
class Container:
    """Everything that a process of the shop works with."""

    settings: Settings
    ring: KeyRing
    database: Database
    redis: Redis
    http: httpx.AsyncClient
    queue: SqsQueue
    callbacks: CallbackSender
    limits: RateLimitRepository
    users: UserService
    products: ProductService
    carts: CartService
    orders: OrderService
    payments: PaymentService
    notifications: NotificationService
    analytics: AnalyticsService
    audit: AuditService
    readiness: ReadinessCheck
    health: HealthCheck

    async def close(self) -> None:
        """Let go of all connections."""
        await self.http.aclose()
        await self.redis.aclose()
        await self.database.close()


def build(settings: Settings, integrations: Integrations | None = None) -> Container:
    """The application's parts, for these settings."""
    outside = integrations or Integrations.of(settings)
    ring = parse_key_ring(settings.jwt_signing_keys.get_secret_value())
    webhook_secret = settings.payment_webhook_secret.get_secret_value()
    database = Database(create_engine(settings.sqlalchemy_url, pool_size=settings.database_pool_size))
    redis = create_cache(settings.cache_url)
    circuit = Circuit("cache")
    cache = CacheRepository(redis, circuit)
    http = httpx.AsyncClient(timeout=10)
    readiness = ReadinessCheck(database=database.ping, cache=cache.ping, queue=outside.queue.ping)
    return Container(
        settings=settings,
        ring=ring,
        database=database,
        redis=redis,
        http=http,
        queue=outside.queue,
        callbacks=CallbackSender(http, settings.web_service_url, webhook_secret),
        limits=RateLimitRepository(redis, circuit),
        users=UserService(
            database,
            cache,
            ring,
            access_lifetime=timedelta(minutes=settings.access_token_minutes),
            refresh_lifetime=timedelta(days=settings.refresh_token_days),
        ),
        products=ProductService(database, cache, outside.storage),
        carts=CartService(database, cache),
        orders=OrderService(database),
        payments=PaymentService(database, SandboxProvider(_announcer(database)), webhook_secret),
        notifications=NotificationService(database, outside.mailer),
        analytics=AnalyticsService(database, cache),
        audit=AuditService(database),
        readiness=readiness,
        health=HealthCheck(readiness),
    )


def _announcer(database: Database) -> Any:
    """The sandbox's callbacks travel through our own outbox; a real provider has its own."""

    async def announce(event: Mapping[str, Any]) -> None:
        async with database.transaction() as tx:
            tx.messages.post("sandbox.callback", event=dict(event))

    return announce
