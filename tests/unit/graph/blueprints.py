"""Environments that the graph's tests compile."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from aerostat.model import (
    Bucket,
    Build,
    Cache,
    Database,
    EmailIdentity,
    Environment,
    Queue,
    Route,
    Secret,
    SecretStore,
    Service,
)

HERE = Path("/projects/shop")
DIGEST = "@sha256:" + "0" * 64


def smallest(name: str = "local") -> Environment:
    """One service behind the load balancer."""
    web = Service(
        name="web",
        build=Build(context=HERE),
        command="uvicorn app.main:app --port ${PORT}",
        port=8000,
        routes=(Route(path="/*"),),
    )
    return Environment(
        application="shop", name=name, region="us-east-1", blueprint=HERE / "aerostat.yaml", services={"web": web}
    )


def shop(name: str = "local") -> Environment:
    """The web + worker application of the documentation: something of everything."""
    web = Service(
        name="web",
        build=Build(context=HERE),
        command="uvicorn app.main:app --port ${PORT}",
        port=8000,
        cpu=512,
        memory=1024,
        desired_count=3,
        routes=(Route(path="/*"), Route(path="/admin/*", hosts=("admin.example.com",))),
        environment={"LOG_LEVEL": "info"},
        secrets=("JWT_SECRET", "STRIPE_KEY"),
        uses=("database", "cache", "uploads", "orders"),
    )
    worker = Service(
        name="image-worker",
        build=Build(context=HERE),
        command="python -m app.worker",
        uses=("database", "uploads", "orders", "mail", "web"),
        stop_timeout=timedelta(seconds=60),
    )
    return Environment(
        application="shop",
        name=name,
        region="us-east-1",
        blueprint=HERE / "aerostat.yaml",
        services={"web": web, "image-worker": worker},
        databases={"database": Database(name="database", multi_az=True)},
        caches={"cache": Cache(name="cache")},
        buckets={"uploads": Bucket(name="uploads", versioned=True)},
        queues={"orders": Queue(name="orders", dead_letter_after=5)},
        email={"mail": EmailIdentity(name="mail", domain="example.com", sender="shop@example.com")},
        secrets={
            "JWT_SECRET": Secret(name="JWT_SECRET", path="/shop/local/jwt-secret"),
            "STRIPE_KEY": Secret(
                name="STRIPE_KEY",
                store=SecretStore.PARAMETER_STORE,
                path="/shop/local/stripe-key",
                from_environment="STRIPE_KEY",
            ),
        },
        tags={"Team": "checkout"},
    )
