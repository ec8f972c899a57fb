"""Token buckets in Redis: one round trip, atomic, and no clock but Redis' own."""

from dataclasses import dataclass

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.repositories.circuit import Circuit

# KEYS[1] the bucket; ARGV: capacity, seconds in which an empty bucket fills.
# Answers: 1 if a token was taken, whole tokens left, milliseconds until the next token.
_TAKE = """
local capacity, window = tonumber(ARGV[1]), tonumber(ARGV[2]) * 1000
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = tonumber(bucket[1]) or capacity
local elapsed = math.max(0, now - (tonumber(bucket[2]) or now))
tokens = math.min(capacity, tokens + elapsed * capacity / window)
local taken = 0
if tokens >= 1 then
  tokens = tokens - 1
  taken = 1
end
redis.call('HSET', KEYS[1], 'tokens', tokens, 'at', now)
redis.call('PEXPIRE', KEYS[1], window)
local missing = math.max(0, math.floor(tokens) + 1 - tokens)
if tokens >= capacity then missing = 0 end
return {taken, math.floor(tokens), math.ceil(missing * window / capacity)}
"""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a bucket said: whether there was a token, how many remain, when there will be one more."""

    is_allowed: bool
    remaining: int
    next_token_seconds: int


class RateLimitRepository:
    """Buckets by name. They fill by themselves and disappear when full."""

    def __init__(self, redis: Redis, circuit: Circuit) -> None:
        self._circuit = circuit
        self._take = redis.register_script(_TAKE)

    async def take(self, bucket: str, capacity: int, window_seconds: int) -> Verdict | None:
        """Take a token; None when Redis is away and nobody can say."""
        if self._circuit.is_open():
            return None
        try:
            taken, remaining, wait_ms = await self._take(keys=[f"limit:{bucket}"], args=[capacity, window_seconds])
        except (RedisError, OSError) as error:
            self._circuit.opened_by(error)
            return None
        return Verdict(is_allowed=bool(taken), remaining=int(remaining), next_token_seconds=-(-int(wait_ms) // 1000))
