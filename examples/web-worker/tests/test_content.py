"""What files are taken for, and what is found in them."""

import io

import pytest
from PIL import Image
from pypdf import PdfWriter

from app import content


def test_content_decides_not_the_name(picture):
    assert "image/png" == content.content_type(picture)
    assert "application/pdf" == content.content_type(b"%PDF-1.7 ...")
    assert "image/webp" == content.content_type(b"RIFF\x00\x00\x00\x00WEBPVP8 ")
    assert "text/plain" == content.content_type("Grüße".encode())
    assert None is content.content_type(b"\x00\x01\x02")
    assert None is content.content_type(b"MZ\x90\x00")


def test_thumbnails_are_small_pngs(picture):
    with Image.open(io.BytesIO(content.thumbnail(picture))) as small:
        assert ("PNG", (320, 240)) == (small.format, small.size)


def test_a_picture_that_is_far_larger_than_its_file_is_refused(picture):
    with pytest.raises(content.Unreadable, match="pixels"):
        content.thumbnail(picture, maximum_pixels=1000)


def test_a_pdf_is_read_and_a_broken_one_refused():
    result = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(result)
    assert "" == content.examine(result.getvalue(), "application/pdf").text
    with pytest.raises(content.Unreadable):
        content.examine(b"%PDF-1.7 and nothing", "application/pdf")


def test_texts_lose_what_postgresql_does_not_take():
    assert "ab" == content.examine(b"a\x00b", "text/plain").text
