from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.photos import PhotoSpec, build
from mock_server.journal.sniffing import sniff


@pytest.mark.parametrize(
    ("spec", "name"),
    [
        (PhotoSpec(format="webp"), "WebP"),
        (PhotoSpec(format="gif", mode="palette"), "GIF"),
        (PhotoSpec(format="tiff"), "TIFF"),
    ],
)
def test_real_images_of_other_formats_are_named(spec, name):
    assert sniff(build(spec)[:512]) == name


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\x00\x00\x00\x20ftypheic\x00", "HEIC"),
        (b"\x00\x00\x00\x20ftypavif\x00", "AVIF"),
        (b"\x00\x00\x00\x20ftypisom\x00", "MP4"),
        (b"\xff\x0a\x00", "JPEG XL"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04", "ZIP"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"  <?xml version='1.0'?>\n<svg xmlns=", "SVG"),
        (b"<!DOCTYPE html><html>", "HTML"),
        (b'{"image": "..."}', "JSON"),
        (b"data:image/jpeg;base64,/9j/4AAQ", "data URI"),
        (b"https://example.org/a.jpg", "URL"),
        (b"/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcG", "base64 text"),
        (b"/9j/4AAQSkZJRgABAQAAAQABAAD/\r\n2wBDAAgGBgcGBQgH", "base64 text"),
        (b"hello", None),
        (b"", None),
        (b"\x00" * 300, None),
    ],
)
def test_what_people_send_instead_of_an_image_is_named(head, name):
    assert sniff(head) == name


@given(st.binary(max_size=600))
def test_no_bytes_make_it_fail(head):
    assert sniff(head) is None or sniff(head)
