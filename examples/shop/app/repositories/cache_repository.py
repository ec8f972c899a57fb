"""
What is kept in Redis for speed: answers that are read often, and counters that may be lost.

Nothing here raises when Redis is away: reading finds nothing, writing is forgotten.
"""

from datetime import date

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.metrics.metrics_collector import CACHE
from app.repositories.circuit import Circuit

_COUNTER_DAYS = 400


class CacheRepository:
    """Bytes by key, each with an end."""

    def __init__(self, redis: Redis, circuit: Circuit) -> None:
        self._redis = redis
        self._circuit = circuit

    async def get(self, key: str) -> bytes | None:
        value = None
        if not self._circuit.is_open():
            try:
                value = await self._redis.get(key)
            except (RedisError, OSError) as error:
                self._circuit.opened_by(error)
        CACHE.labels("miss" if value is None else "hit").inc()
        return value if isinstance(value, bytes) else None

    async def put(self, key: str, value: bytes, *, seconds: int) -> None:
        if self._circuit.is_open():
            return
        try:
            await self._redis.set(key, value, ex=seconds)
        except (RedisError, OSError) as error:
            self._circuit.opened_by(error)

    async def forget(self, *keys: str) -> None:
        """Tried even after a failure: what is not forgotten here stays wrong until it ends."""
        try:
            await self._redis.delete(*keys)
        except (RedisError, OSError) as error:
            self._circuit.opened_by(error)

    async def count(self, counter: str, day: date) -> None:
        """Add one to a daily counter; see ``counts``."""
        if self._circuit.is_open():
            return
        key = f"count:{counter}:{day.isoformat()}"
        try:
            async with self._redis.pipeline(transaction=False) as commands:
                commands.incr(key)
                commands.expire(key, _COUNTER_DAYS * 86_400)
                await commands.execute()
        except (RedisError, OSError) as error:
            self._circuit.opened_by(error)

    async def counts(self, counter: str, days: list[date]) -> int:
        """The sum of a counter over some days; 0 when nobody can say."""
        if self._circuit.is_open() or not days:
            return 0
        try:
            values = await self._redis.mget([f"count:{counter}:{day.isoformat()}" for day in days])
        except (RedisError, OSError) as error:
            self._circuit.opened_by(error)
            return 0
        return sum(int(value) for value in values if value)

    async def ping(self) -> None:
        """Raises when Redis does not answer."""
        await self._redis.execute_command("PING")  # type: ignore[no-untyped-call]
