"""
boto3 clients for one place: made once, when first asked for or ahead of time, and shared by all threads.

boto3 itself is imported with the first place, which takes 150 ms: much of Aerostat never asks AWS anything.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import botocore.session
    from botocore.config import Config

#: More than the engine's parallelism, so that no request waits for a connection.
_CONNECTIONS = 32
_LOOPBACK = ("127.", "localhost", "[::1]")


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """Static keys. ``session_token`` is "" for long-lived ones."""

    access_key: str
    secret_key: str
    session_token: str = ""

    def __repr__(self) -> str:
        return f"Credentials(access_key={self.access_key!r})"


class Aws:
    """
    One region of one account behind one endpoint.

    Args:
        endpoint_url: the local cloud's URL; "" for AWS itself.
        credentials: None for the ones that boto3 finds (environment, profile, instance role).
    """

    def __init__(self, *, region: str, endpoint_url: str = "", credentials: Credentials | None = None) -> None:
        import boto3

        self.region = region
        self.endpoint_url = endpoint_url
        self._session = boto3.Session(
            region_name=region, botocore_session=_own_session() if credentials else None, **_keys(credentials)
        )
        self._config = _config(endpoint_url)
        self._clients: dict[str, Any] = {}
        self._making = threading.Lock()

    def client(self, service: str) -> Any:
        """
        The client of an AWS service, by botocore's name (``ecs``, ``elbv2``).

        The first call for a service loads its model, which costs 5 to 130 ms.
        """
        if service not in self._clients:
            with self._making:  # a boto3 session must not make two clients at once
                if service not in self._clients:
                    self._clients[service] = self._session.client(
                        service, endpoint_url=self.endpoint_url or None, config=self._config
                    )
        return self._clients[service]

    def warm_up(self, services: Iterable[str]) -> threading.Thread:
        """Make the clients of ``services`` in the background, while there is something else to wait for."""
        names = tuple(services)
        thread = threading.Thread(target=lambda: [self.client(name) for name in names], name="aws-clients", daemon=True)
        thread.start()
        return thread


def _own_session() -> botocore.session.Session:
    """A session that asks for no profile: with keys of our own, a profile of the user's has nothing to say."""
    import botocore.session

    return botocore.session.Session(session_vars={"profile": (None, None, None, None)})


def _keys(credentials: Credentials | None) -> dict[str, str]:
    if credentials is None:
        return {}
    keys = {"aws_access_key_id": credentials.access_key, "aws_secret_access_key": credentials.secret_key}
    return {**keys, "aws_session_token": credentials.session_token} if credentials.session_token else keys


def _config(endpoint_url: str) -> Config:
    from botocore.config import Config

    config = Config(max_pool_connections=_CONNECTIONS, retries={"mode": "standard", "max_attempts": 4})
    if not endpoint_url:
        return config
    local = Config(s3={"addressing_style": "path"})
    if (urlsplit(endpoint_url).hostname or "").startswith(_LOOPBACK):
        local = local.merge(Config(proxies={}))  # a proxy of the user's has no way to this machine
    return config.merge(local)
