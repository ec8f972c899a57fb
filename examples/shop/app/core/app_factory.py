"""The web application: routes, and the layers that every request passes through."""

from functools import partial

from fastapi import FastAPI
from starlette.middleware import Middleware

from app.api import (
    admin_api,
    analytics_api,
    auth_api,
    cart_api,
    health_api,
    order_api,
    payment_api,
    product_api,
    user_api,
)
from app.config.logging_config import configure_logging
from app.config.settings import Settings
from app.core.dependency_injection import Container, build
from app.core.events import lifespan
from app.metrics.tracing import configure_tracing
from app.middlewares.auth_middleware import AuthMiddleware
from app.middlewares.body_limit_middleware import BodyLimitMiddleware
from app.middlewares.cors_middleware import cors_middleware
from app.middlewares.error_middleware import ErrorMiddleware, add_error_handlers
from app.middlewares.logging_middleware import LoggingMiddleware
from app.middlewares.rate_limit_middleware import RateLimitMiddleware
from app.middlewares.security_headers_middleware import SecurityHeadersMiddleware
from app.services import tokens
from app.services.tokens import Audience
from app.storefront import pages

#: They are tried in this order: what is asked for most comes first.
_ROUTERS = (
    product_api.router,
    health_api.router,
    cart_api.router,
    order_api.router,
    product_api.categories_router,
    auth_api.router,
    user_api.router,
    payment_api.router,
    admin_api.router,
    analytics_api.router,
)


def create_app(settings: Settings, container: Container | None = None) -> FastAPI:
    """The application for these settings; tests hand in a container of their own."""
    container = container or build(settings)
    process = {"service": settings.service_name, "environment": settings.environment}
    configure_logging(**process, level=settings.log_level)
    configure_tracing(settings)
    app = FastAPI(
        title="Shop",
        version=settings.app_version,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # our own layers do this once
        docs_url=None,  # storefront.reference
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lifespan,
        middleware=_layers(settings, container),
    )
    app.state.container = container
    add_error_handlers(app)
    for router in _ROUTERS:
        app.include_router(router)
    pages.add_to(app)
    return app


def _layers(settings: Settings, container: Container) -> list[Middleware]:
    """The first is the outermost."""
    verify = partial(tokens.verify, container.ring, audience=Audience.API)
    return [
        Middleware(LoggingMiddleware),
        Middleware(SecurityHeadersMiddleware),
        cors_middleware(settings.cors_origins),
        Middleware(ErrorMiddleware),
        Middleware(AuthMiddleware, verify=verify),
        Middleware(RateLimitMiddleware, take=container.limits.take, limits=settings),
        Middleware(BodyLimitMiddleware, maximum_bytes=settings.maximum_body_bytes),
    ]
