"""Passwords: argon2id, off the event loop, a few at a time."""

import asyncio
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# 19 MiB and two passes: the OWASP minimum. A flood of logins must not fill the memory of a small task.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_MOST_AT_ONCE = 4


@cache
def _turns() -> asyncio.Semaphore:
    return asyncio.Semaphore(_MOST_AT_ONCE)


@cache
def _hash_of_nobody() -> str:
    return _hasher.hash("nobody has this password")


async def hash_password(password: str) -> str:
    async with _turns():
        return await asyncio.to_thread(_hasher.hash, password)


async def is_password(password: str, password_hash: str | None) -> bool:
    """Whether it is the password. Without a hash it is not, but that takes as long: nobody learns who has accounts."""
    async with _turns():
        return await asyncio.to_thread(_is_password, password, password_hash)


def _is_password(password: str, password_hash: str | None) -> bool:
    try:
        _hasher.verify(password_hash or _hash_of_nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
