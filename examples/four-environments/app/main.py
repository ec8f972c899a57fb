"""
The application: what gunicorn serves.

Configuration is two variables: ``APP_SECRET`` (required) and ``ENVIRONMENT``.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
from collections.abc import Mapping

from flask import Flask, Response, jsonify, request

SHORTEST_SECRET = 16


def create_app(environment: Mapping[str, str]) -> Flask:
    """
    The application for these environment variables.

    Raises:
        RuntimeError: ``APP_SECRET`` is missing or too short to sign with.
    """
    secret = environment.get("APP_SECRET", "").encode()
    if len(secret) < SHORTEST_SECRET:
        raise RuntimeError(f"APP_SECRET must have {SHORTEST_SECRET} characters or more")
    name = environment.get("ENVIRONMENT", "unknown")
    app = Flask(__name__)

    @app.get("/")
    def index() -> Response:
        return jsonify(application="devops-app", environment=name)

    @app.get("/health")
    def health() -> Response:
        return jsonify(status="healthy")

    @app.post("/signature")
    def signature() -> Response:
        """The request's body, signed: proof that the secret arrived, without showing it."""
        return jsonify(environment=name, signature=hmac.new(secret, request.get_data(), hashlib.sha256).hexdigest())

    return app


logging.basicConfig(level=os.environ.get("LOG_LEVEL", "INFO"))


def __getattr__(attribute: str) -> Flask:
    """``app``, made when a server asks for it: tests make their own."""
    if attribute == "app":
        return create_app(os.environ)
    raise AttributeError(attribute)
