"""What the application answers."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from app.main import create_app

SECRET = "a secret for tests only"


@pytest.fixture
def client():
    return create_app({"APP_SECRET": SECRET, "ENVIRONMENT": "qa"}).test_client()


def test_it_is_healthy(client):
    """The load balancer's question."""
    assert (200, {"status": "healthy"}) == ((answer := client.get("/health")).status_code, answer.json)


def test_it_says_which_environment_answers(client):
    """Four environments look alike otherwise."""
    assert {"application": "devops-app", "environment": "qa"} == client.get("/").json


def test_it_signs_with_the_secret_and_does_not_show_it(client):
    """Whoever knows the secret can check the signature."""
    answer = client.post("/signature", data=b"hello")
    assert hmac.new(SECRET.encode(), b"hello", hashlib.sha256).hexdigest() == answer.json["signature"]
    assert SECRET not in answer.text


@pytest.mark.parametrize("secret", [None, "", "short"])
def test_it_does_not_start_without_a_secret(secret):
    """A service that cannot sign must not serve."""
    with pytest.raises(RuntimeError, match="APP_SECRET"):
        create_app({} if secret is None else {"APP_SECRET": secret})
