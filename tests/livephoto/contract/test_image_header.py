from __future__ import annotations

import struct
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from livephoto.contract import MEDIA_TYPES, SUFFIXES, ImageHeader, format_of, load_edition, read_header

PNG = b"\x89PNG\r\n\x1a\n"
FRAME = b"\xff\xc0\x00\x11\x08\x00\x30\x00\x40\x03"  # start of frame: 64 x 48


def png(width: int, height: int) -> bytes:
    return PNG + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\x08\x02\x00\x00\x00"


def bmp(width: int, height: int, info: int = 40) -> bytes:
    return b"BM" + bytes(12) + struct.pack("<Iii", info, width, height) + bytes(info - 12)


def old_bmp(width: int, height: int) -> bytes:
    return b"BM" + bytes(12) + struct.pack("<IHHHH", 12, width, height, 1, 24)


def jpeg(*segments: bytes) -> bytes:
    return b"\xff\xd8" + b"".join(segments)


def segment(marker: int, size: int) -> bytes:
    return bytes([0xFF, marker]) + (size + 2).to_bytes(2, "big") + bytes(size)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        pytest.param(png(640, 480), ImageHeader("PNG", 640, 480), id="png"),
        pytest.param(png(4_000_000_000, 1), ImageHeader("PNG", 4_000_000_000, 1), id="png-huge"),
        pytest.param(bmp(640, 480), ImageHeader("BMP", 640, 480), id="bmp"),
        pytest.param(bmp(640, 480, info=124), ImageHeader("BMP", 640, 480), id="bmp-v5"),
        pytest.param(bmp(640, -480), ImageHeader("BMP", 640, 480), id="bmp-from-the-top"),
        pytest.param(old_bmp(640, 480), ImageHeader("BMP", 640, 480), id="bmp-of-os2"),
        pytest.param(jpeg(FRAME), ImageHeader("JPEG", 64, 48), id="jpeg"),
        pytest.param(jpeg(segment(0xE0, 14), FRAME), ImageHeader("JPEG", 64, 48), id="jpeg-jfif"),
        pytest.param(jpeg(segment(0xE1, 60_000), FRAME), ImageHeader("JPEG", 64, 48), id="jpeg-exif"),
        pytest.param(jpeg(b"\xff\xff\xff", FRAME), ImageHeader("JPEG", 64, 48), id="jpeg-fill-bytes"),
        pytest.param(jpeg(b"\xff\xd0", FRAME), ImageHeader("JPEG", 64, 48), id="jpeg-marker-alone"),
        pytest.param(jpeg(segment(0xC4, 20), FRAME), ImageHeader("JPEG", 64, 48), id="jpeg-tables-first"),
        pytest.param(jpeg(FRAME.replace(b"\xc0", b"\xc2")), ImageHeader("JPEG", 64, 48), id="jpeg-progressive"),
    ],
)
def test_format_and_size_are_read_from_the_header(head: bytes, expected: ImageHeader) -> None:
    assert read_header(head) == expected


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"GIF89a" + bytes(20), id="another-format"),
        pytest.param(png(640, 480)[:23], id="png-cut"),
        pytest.param(png(0, 480), id="png-without-width"),
        pytest.param(PNG + bytes(20), id="png-without-header"),
        pytest.param(bmp(640, 480)[:25], id="bmp-cut"),
        pytest.param(b"BM" + bytes(24), id="bmp-of-no-known-kind"),
        pytest.param(bmp(640, 0), id="bmp-without-height"),
        pytest.param(jpeg(FRAME)[:10], id="jpeg-cut"),
        pytest.param(jpeg(b"\xff\x00\x00\x00" + bytes(40)), id="jpeg-of-nulls"),
        pytest.param(jpeg(b"\xff" * 50), id="jpeg-of-fill-bytes"),
    ],
)
def test_a_header_that_does_not_tell_the_size_is_none(head: bytes) -> None:
    assert read_header(head) is None


def test_a_jpeg_with_much_metadata_tells_its_size_when_more_of_it_is_given() -> None:
    photo = BytesIO()
    Image.new("RGB", (70, 50)).save(photo, "JPEG", comment=b"x" * 60_000)
    content = photo.getvalue()

    assert read_header(content[:4096]) is None
    assert read_header(content[:65_536]) == ImageHeader("JPEG", 70, 50)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_an_error(data: bytes) -> None:
    header = read_header(data)

    assert header is None or header.format == format_of(data)


@given(st.sampled_from([b"\xff\xd8\xff", PNG, b"BM"]), st.binary(max_size=120))
def test_any_bytes_behind_a_signature_are_read_without_an_error(signature: bytes, rest: bytes) -> None:
    header = read_header(signature + rest)

    assert header is None or min(header.width, header.height) > 0


@given(
    st.sampled_from(sorted(MEDIA_TYPES)),
    st.integers(1, 300),
    st.integers(1, 300),
    st.sampled_from(["RGB", "L"]),
    st.booleans(),
)
def test_what_pillow_writes_is_read_as_pillow_reads_it(
    image_format: str, width: int, height: int, mode: str, progressive: bool
) -> None:
    photo = BytesIO()
    options = {"progressive": progressive} if image_format == "JPEG" else {}
    Image.new(mode, (width, height)).save(photo, image_format, **options)

    assert read_header(photo.getvalue()) == ImageHeader(image_format, width, height)


def test_the_formats_are_those_that_the_editions_allow() -> None:
    assert set(MEDIA_TYPES) == set(SUFFIXES) == set(load_edition().request.image.formats)
