"""Telling pictures from what only calls itself one."""


def is_picture(beginning: bytes) -> bool:
    """Whether a file that begins like this is a PNG, JPEG or WebP."""
    is_webp = beginning[:4] == b"RIFF" and beginning[8:12] == b"WEBP"
    return is_webp or beginning.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"))
