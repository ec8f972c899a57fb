"""Health, readiness and metrics. Not limited, not logged, not cached."""

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app.api.dependencies import Shop
from app.core.constants import RETRY_AFTER_SECONDS
from app.core.errors import NotFound
from app.health.status_enum import HealthStatus
from app.metrics.metrics_collector import REGISTRY
from app.schemas.health_schema import HealthOut, ReadinessOut

router = APIRouter(tags=["health"])


@router.get("/health")
async def health(shop: Shop) -> HealthOut:
    """200 while the process lives; what it says of other systems was seen within the last seconds."""
    return HealthOut.of(shop.health.now(), shop.settings.app_version)


@router.get("/ready", responses={503: {"model": ReadinessOut, "description": "The database cannot be reached."}})
async def ready(shop: Shop, response: Response) -> ReadinessOut:
    """Whether database, cache and queue can be reached right now. Only the database is indispensable."""
    readiness = await shop.readiness.run()
    if readiness.status is HealthStatus.UNAVAILABLE:
        response.status_code = 503
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return ReadinessOut.of(readiness)


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    """For Prometheus, which asks each task itself. What comes through the load balancer is a stranger."""
    if "x-forwarded-for" in request.headers:
        raise NotFound("not_found", "There is no such page.")
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)
