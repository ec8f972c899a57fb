"""Which variables a service gets from what it uses."""

from __future__ import annotations

from pathlib import Path

from aerostat.model import Bucket, Cache, Database, EmailIdentity, Environment, Queue, Route, Service
from aerostat.model.wiring import Kind, Source, variables


def an_environment(*uses: str) -> Environment:
    return Environment(
        application="shop",
        name="local",
        region="us-east-1",
        blueprint=Path("aerostat.yaml"),
        services={
            "web": Service(name="web", build=None, uses=uses),
            "api": Service(name="api", build=None, port=80, routes=(Route(path="/*"),)),
        },
        databases={"database": Database(name="database")},
        caches={"cache": Cache(name="cache")},
        buckets={"user-uploads": Bucket(name="user-uploads")},
        queues={"orders": Queue(name="orders")},
        email={"mail": EmailIdentity(name="mail", domain="example.com")},
    )


def test_each_kind_has_its_variable_in_the_order_written():
    """Names are upper snake case, with a suffix that says what they hold; a database's URL is a secret."""
    environment = an_environment("orders", "database", "cache", "user-uploads", "mail", "api")

    assert [
        ("ORDERS_QUEUE_URL", Source(kind=Kind.QUEUE, name="orders")),
        ("DATABASE_URL", Source(kind=Kind.DATABASE, name="database", is_secret=True)),
        ("CACHE_URL", Source(kind=Kind.CACHE, name="cache")),
        ("USER_UPLOADS_BUCKET", Source(kind=Kind.BUCKET, name="user-uploads")),
        ("MAIL_FROM", Source(kind=Kind.EMAIL, name="mail")),
        ("API_SERVICE_URL", Source(kind=Kind.SERVICE, name="api")),
    ] == list(variables(environment, environment.services["web"]).items())


def test_names_that_lead_nowhere_give_no_variable():
    """The checks report them; nobody else stumbles over them."""
    environment = an_environment("nothing")

    assert [] == list(variables(environment, environment.services["web"]))
