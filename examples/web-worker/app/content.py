"""What a file is and what can be found in it: bytes in, values out."""

import hashlib
import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps
from pypdf import PdfReader

MAXIMUM_PIXELS = 40_000_000
THUMBNAIL_SIZE = (320, 320)
LONGEST_TEXT = 20_000
MOST_PAGES = 50

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
_IMAGE_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


class Unreadable(Exception):
    """The file is not what it begins like; trying again will not help."""


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What was found in a file. ``thumbnail`` is a PNG, or None for what is not a picture."""

    sha256: str
    text: str = ""
    thumbnail: bytes | None = None


def content_type(data: bytes) -> str | None:
    """What the bytes are, whatever name they came under; None for what we do not take."""
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return name
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return "text/plain" if _is_text(data) else None


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and all(letter.isprintable() or letter in "\r\n\t\f\ufeff" for letter in text[:4096])


def examine(data: bytes, kind: str) -> Findings:
    """
    All that can be found out about a file of the content type ``kind``.

    Raises:
        Unreadable: the file is damaged, or far larger than it looks.
    """
    checksum = hashlib.sha256(data).hexdigest()
    if kind.startswith("image/"):
        return Findings(sha256=checksum, thumbnail=thumbnail(data))
    if kind == "application/pdf":
        return Findings(sha256=checksum, text=_storable(_pdf_text(data)))
    return Findings(sha256=checksum, text=_storable(data.decode(errors="replace")))


def thumbnail(data: bytes, *, maximum_pixels: int = MAXIMUM_PIXELS) -> bytes:
    """A small PNG of a picture, the right way up. More than ``maximum_pixels`` would take more memory than we have."""
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(data), formats=_IMAGE_FORMATS) as picture:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if picture.width * picture.height > maximum_pixels:
                raise Unreadable(f"the picture has more than {maximum_pixels // 1_000_000} million pixels")
            small = ImageOps.exif_transpose(picture).convert("RGBA")
            small.thumbnail(THUMBNAIL_SIZE)
            result = io.BytesIO()
            small.save(result, "PNG")
    except Unreadable:
        raise
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise Unreadable("the picture is damaged") from error
    return result.getvalue()


def _pdf_text(data: bytes) -> str:
    try:
        pages = PdfReader(io.BytesIO(data)).pages
        return "\n".join(page.extract_text() for page in pages[:MOST_PAGES])
    except Exception as error:  # pypdf raises whatever a broken file makes it stumble over
        raise Unreadable("the document is damaged or protected") from error


def _storable(text: str) -> str:
    """The text as PostgreSQL takes it: without NUL, and not endless."""
    return text.replace("\x00", "").removeprefix("\ufeff").strip()[:LONGEST_TEXT]
