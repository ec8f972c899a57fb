"""How S3 requests are read: framing, ranges, conditions, checksums, documents."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcloud.api import ApiError
from localcloud.gateway.http import Request
from localcloud.services.s3.checksums import encoded, new_checksum
from localcloud.services.s3.payload import Unframing
from localcloud.services.s3.store import Version
from localcloud.services.s3.targets import byte_range, is_unmodified, target_of
from localcloud.services.s3.xml import document, parsed


def framed(chunks: list[bytes], trailers: dict[str, str]) -> bytes:
    body = b"".join(b"%x;chunk-signature=0\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks if chunk)
    tail = "".join(f"{name}:{value}\r\n" for name, value in trailers.items())
    return body + b"0\r\n" + tail.encode() + b"\r\n"


@given(st.lists(st.binary(max_size=50), max_size=5), st.integers(1, 17))
def test_framing_comes_off_however_it_is_cut(chunks: list[bytes], size: int):
    """Data and trailers are the same for any cut of the bytes on the wire."""
    wire = framed(chunks, {"x-amz-checksum-crc32": "AAAAAA=="})
    unframing = Unframing()

    data = b"".join(
        piece for start in range(0, len(wire), size) for piece in unframing.feed(wire[start : start + size])
    )

    assert b"".join(chunks) == data
    assert {"x-amz-checksum-crc32": "AAAAAA=="} == unframing.close()


def test_a_body_that_ends_early_is_refused():
    """Without the last chunk nothing is complete."""
    unframing = Unframing()
    list(unframing.feed(b"5\r\nhel"))

    with pytest.raises(ApiError, match="IncompleteBody"):
        unframing.close()


@pytest.mark.parametrize(
    ("algorithm", "expected"),
    [
        ("crc32", "cbf43926"),
        ("crc32c", "e3069283"),
        ("crc64nvme", "ae8b14860a799888"),
    ],
)
def test_checksums_have_their_published_check_values(algorithm: str, expected: str):
    """The check value of a CRC is that of ``123456789``."""
    checksum = new_checksum(algorithm)
    checksum.update(b"12345")
    checksum.update(b"6789")

    assert base64.b64encode(bytes.fromhex(expected)).decode() == encoded(checksum.digest())


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("bytes=0-0", (0, 0)),
        ("bytes=2-", (2, 9)),
        ("bytes=-3", (7, 9)),
        ("bytes=-30", (0, 9)),
        ("bytes=5-100", (5, 9)),
        ("bytes=5-4", None),
        ("bytes=0-1,3-4", None),
        ("lines=1-2", None),
    ],
)
def test_ranges(header: str | None, expected: tuple[int, int] | None):
    """Single ranges of a ten-byte object; what S3 ignores sends everything."""
    assert expected == byte_range(header, 10)


def test_a_range_beyond_the_end_is_refused():
    """416, not an empty answer."""
    with pytest.raises(ApiError) as caught:
        byte_range("bytes=10-", 10)

    assert 416 == caught.value.status


def test_if_match_outweighs_if_unmodified_since():
    """RFC 9110: an ETag that matches makes the date irrelevant."""
    version = Version(bucket="b", key="k", etag="abc", modified=1_000_000_000)
    headers = {"if-match": '"abc"', "if-unmodified-since": "Thu, 01 Jan 1970 00:00:00 GMT"}

    assert not is_unmodified(headers, version)


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("/b/a%252Fb", "a%2Fb"),
        ("/b/a%2Fb", "a/b"),
        ("/b/..", ".."),
        ("/b//x", "/x"),
        ("/b/%C3%BC", "ü"),
        ("/b/a+b", "a+b"),
    ],
)
def test_keys_are_decoded_once(raw: str, key: str):
    """A key that looks encoded stays so; nothing is normalised."""
    assert key == target_of(Request(method="GET", raw_path=raw)).key


@given(st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"], exclude_characters="\x7f￾￿")))
def test_documents_say_what_they_were_given(text: str):
    """Any printable key survives the way through XML."""
    assert text == (parsed(document("Root", {"Key": text})).findtext("Key") or "")


def test_document_types_are_refused():
    """No entities, hence no entity expansion."""
    with pytest.raises(ApiError, match="MalformedXML"):
        parsed(b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
