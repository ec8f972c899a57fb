"""The checksums that S3 verifies and keeps, as objects with ``update`` and ``digest`` like hashlib's."""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Callable, Sequence
from functools import cache
from typing import Protocol

#: Headers and members spell algorithms so; the order is the one in which a request's header is looked for.
ALGORITHMS = ("crc32", "crc32c", "crc64nvme", "sha1", "sha256")


class Checksum(Protocol):
    def update(self, data: bytes, /) -> None: ...

    def digest(self) -> bytes: ...


class _Crc32:
    def __init__(self) -> None:
        self._value = 0

    def update(self, data: bytes, /) -> None:
        self._value = zlib.crc32(data, self._value)

    def digest(self) -> bytes:
        return self._value.to_bytes(4, "big")


class _ReflectedCrc:
    """Any reflected CRC, a byte at a time; slow (some MB/s), which only clients that ask for it pay."""

    def __init__(self, polynomial: int, bits: int) -> None:
        self._table = _table(polynomial)
        self._ones = (1 << bits) - 1
        self._value = self._ones
        self._size = bits // 8

    def update(self, data: bytes, /) -> None:
        value, table = self._value, self._table
        for byte in data:
            value = table[(value ^ byte) & 0xFF] ^ (value >> 8)
        self._value = value

    def digest(self) -> bytes:
        return (self._value ^ self._ones).to_bytes(self._size, "big")


@cache
def _table(polynomial: int) -> Sequence[int]:
    table = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = (value >> 1) ^ polynomial if value & 1 else value >> 1
        table.append(value)
    return table


_MAKERS: dict[str, Callable[[], Checksum]] = {
    "crc32": _Crc32,
    "crc32c": lambda: _ReflectedCrc(0x82F63B78, 32),
    "crc64nvme": lambda: _ReflectedCrc(0x9A6C9329AC4BC9B5, 64),
    "sha1": hashlib.sha1,
    "sha256": hashlib.sha256,
}


def new_checksum(algorithm: str) -> Checksum:
    """An empty checksum. ``algorithm`` is one of :data:`ALGORITHMS`."""
    return _MAKERS[algorithm]()


def encoded(digest: bytes) -> str:
    """As headers carry it."""
    return base64.b64encode(digest).decode()


def composite(algorithm: str, parts: Sequence[str]) -> str:
    """The checksum of a multipart object of type COMPOSITE: that of its parts' checksums, and their number."""
    whole = new_checksum(algorithm)
    for part in parts:
        whole.update(base64.b64decode(part))
    return f"{encoded(whole.digest())}-{len(parts)}"
