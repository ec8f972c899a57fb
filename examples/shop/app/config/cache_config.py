"""The connection to Redis (or Valkey)."""

from redis.asyncio import BlockingConnectionPool, Redis


def create_cache(url: str) -> "Redis":
    """A client that gives up quickly: whoever uses it must do well without."""
    pool = BlockingConnectionPool.from_url(
        url, max_connections=100, timeout=2, socket_timeout=2, socket_connect_timeout=1, health_check_interval=30
    )
    return Redis(connection_pool=pool)
