"""What the services answer."""

from __future__ import annotations

import pytest
from app.services import SERVICES, answer


@pytest.mark.parametrize("service", SERVICES.values(), ids=lambda one: one.name)
def test_every_service_is_healthy(service):
    """The load balancer asks each of them for the same path."""
    found = answer(service, "GET", "/health", {})
    assert (200, service.name) == (found.status, found.body["service"])


@pytest.mark.parametrize("service", SERVICES.values(), ids=lambda one: one.name)
def test_every_service_says_where_it_runs(service):
    """Below its own route."""
    found = answer(service, "GET", service.prefix or "/", {"AWS_REGION": "eu-west-1", "ENVIRONMENT": "prod"})
    assert (200, "eu-west-1", "prod") == (found.status, found.body["region"], found.body["environment"])


def test_what_is_not_there_and_what_is_not_allowed():
    """Other paths and methods are refused."""
    assert 404 == answer(SERVICES["auth"], "GET", "/payments", {}).status
    assert 405 == answer(SERVICES["auth"], "POST", "/auth", {}).status
