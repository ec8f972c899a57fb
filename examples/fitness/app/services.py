"""
What each service answers.

Pure: a request's method and path become a status and a body. ``__main__`` puts it behind a socket.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An HTTP status and what goes into the JSON body."""

    status: int
    body: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Service:
    """
    One of the six.

    Attributes:
        prefix: what the load balancer's route puts before its paths; "" for the one that gets the rest.
    """

    name: str
    prefix: str
    does: str


SERVICES: Mapping[str, Service] = {
    one.name: one
    for one in (
        Service(name="api", prefix="", does="is the front door of the apps"),
        Service(name="auth", prefix="/auth", does="knows who somebody is"),
        Service(name="training", prefix="/training", does="keeps plans, workouts and leaderboards"),
        Service(name="content", prefix="/content", does="finds videos and articles"),
        Service(name="payment", prefix="/payments", does="takes money and webhooks"),
        Service(name="ai", prefix="/recommendations", does="recommends what to train next"),
    )
}


def answer(service: Service, method: str, path: str, environment: Mapping[str, str]) -> Answer:
    """What ``service`` answers; every service knows ``/health``, asked by the load balancer without its prefix."""
    if method not in ("GET", "HEAD"):
        return Answer(status=405, body={"error": "only GET is served here"})
    if path == "/health":
        return Answer(status=200, body={"status": "healthy", "service": service.name})
    if path.rstrip("/") == service.prefix:
        where = environment.get("AWS_REGION", "unknown")
        body = {"service": service.name, "does": service.does, "region": where}
        return Answer(status=200, body={**body, "environment": environment.get("ENVIRONMENT", "unknown")})
    return Answer(status=404, body={"error": "there is nothing here"})
