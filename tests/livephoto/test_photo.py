from __future__ import annotations

import io
import os
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livephoto.contract import load_edition
from livephoto.errors import WrongImage
from livephoto.photo import check_photo, load_photo

EDITION = load_edition()
LIMIT = EDITION.request.image.max_bytes


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes(9)


def jpeg(width: int, height: int, metadata: int = 0) -> bytes:
    full, left = divmod(metadata, 65_000)
    blocks = b"".join(b"\xff\xe1" + (size + 2).to_bytes(2, "big") + bytes(size) for size in [65_000] * full + [left])
    return b"\xff\xd8" + blocks + b"\xff\xc0\0\x11\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big") + b"\3"


def refused(content: bytes) -> str | None:
    try:
        check_photo(load_photo(content, LIMIT), EDITION)
    except WrongImage as error:
        return error.code
    return None


class OneWay(io.RawIOBase):
    """A stream that cannot seek, such as a pipe."""

    def __init__(self, content: bytes) -> None:
        self.left = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        return self.left.read(size)


@pytest.mark.parametrize("wrap", [str, Path], ids=["str", "Path"])
def test_a_photo_is_read_from_a_path(tmp_path: Path, wrap: type) -> None:
    (tmp_path / "a.png").write_bytes(png(4, 4))
    photo = load_photo(wrap(tmp_path / "a.png"))
    assert (photo.content, photo.name) == (png(4, 4), str(tmp_path / "a.png"))


@pytest.mark.parametrize("wrap", [bytes, bytearray, memoryview, io.BytesIO, OneWay])
def test_a_photo_is_read_from_bytes_and_streams(wrap: type) -> None:
    assert load_photo(wrap(png(4, 4)), LIMIT).content == png(4, 4)


def test_a_stream_is_read_from_where_it_stands_and_left_open() -> None:
    stream = io.BytesIO(b"skipped" + png(4, 4))
    stream.seek(7)
    assert load_photo(stream).content == png(4, 4)
    assert not stream.closed


@pytest.mark.parametrize("source", [io.StringIO("text"), 7, None])
def test_anything_else_is_no_photo(source: object) -> None:
    with pytest.raises(TypeError):
        load_photo(source)  # type: ignore[arg-type]


def test_a_missing_file_is_told_as_the_system_does(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nobody\.jpg"):
        load_photo(tmp_path / "nobody.jpg")


@pytest.mark.parametrize(
    ("content", "suffix", "media_type"),
    [
        (jpeg(9, 9), ".jpg", "image/jpeg"),
        (png(9, 9), ".png", "image/png"),
        (b"BM", ".bmp", "image/bmp"),
        (b"GIF89a", ".bin", "application/octet-stream"),
        (b"", ".bin", "application/octet-stream"),
    ],
)
def test_name_and_media_type_follow_the_content(content: bytes, suffix: str, media_type: str) -> None:
    photo = load_photo(content)
    assert (photo.suffix, photo.media_type) == (suffix, media_type)


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "image_empty"),
        (png(9, 9).ljust(LIMIT + 1, b"\0"), "image_too_large"),
        (b"GIF89a" + bytes(50), "image_format_unsupported"),
        (png(9, 9)[:20], "image_undecodable"),
        (png(0, 9), "image_undecodable"),
        (jpeg(4096, 9), "image_too_wide"),
        (jpeg(9, 4096), "image_too_wide"),
    ],
)
def test_what_the_edition_refuses_is_refused_with_the_code_that_it_names(content: bytes, rule: str) -> None:
    with pytest.raises(WrongImage) as caught:
        check_photo(load_photo(content, LIMIT), EDITION)
    assert caught.value.code == EDITION.rules[rule].code
    assert (caught.value.status, caught.value.retryable, caught.value.maybe_billed) == (None, False, False)


@pytest.mark.parametrize(
    "content",
    [png(4095, 4095), png(1, 1).ljust(LIMIT, b"\0"), jpeg(9, 9, metadata=300_000)],
    ids=["largest side", "largest file", "much metadata before the size"],
)
def test_what_the_edition_allows_passes(content: bytes) -> None:
    assert refused(content) is None


def test_a_refusal_names_the_file_what_it_has_and_what_is_allowed(tmp_path: Path) -> None:
    file = tmp_path / "party.png"
    file.write_bytes(png(5000, 10))
    with pytest.raises(WrongImage, match=r"party\.png: .*5000 x 10 px.*under 4,096 px"):
        check_photo(load_photo(file, LIMIT), EDITION)
    os.truncate(file, LIMIT + 7)
    with pytest.raises(WrongImage, match=r"party\.png: .*limit of 5,242,880 bytes: 5,242,887"):
        check_photo(load_photo(file, LIMIT), EDITION)


def test_of_a_file_over_the_limit_little_more_than_the_limit_is_read() -> None:
    photo = load_photo(io.BytesIO(bytes(1000)), limit=10)
    assert (len(photo.content), photo.size) == (11, 1000)
    assert load_photo(cast("BinaryIO", OneWay(bytes(1000))), limit=10).size == 11


@pytest.mark.parametrize("limit", [None, 999, 1000, 5000])
def test_a_stream_that_gives_less_than_asked_for_is_read_to_its_end_or_the_limit(limit: int | None) -> None:
    class Dripping(OneWay):
        def read(self, size: int = -1, /) -> bytes:
            return super().read(min(size, 7))

    content = bytes(range(250)) * 4
    photo = load_photo(cast("BinaryIO", Dripping(content)), limit)
    assert photo.content == content
    assert photo.size == 1000


@given(st.binary(max_size=80) | st.binary(max_size=80).map(lambda tail: png(9, 9)[:16] + tail))
def test_any_bytes_pass_or_are_refused(content: bytes) -> None:
    refused(content)
