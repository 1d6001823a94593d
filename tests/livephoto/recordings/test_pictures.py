from __future__ import annotations

import io
import sys

import pytest
from capturing import a_photo, a_video
from PIL import Image

from livephoto.contract import ImageHeader, read_header
from livephoto.recordings.pictures import is_whole, suffix_of


def bmp() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "BMP")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        (a_photo(), ".jpg"),
        (b"\x89PNG\r\n\x1a\n", ".png"),
        (bmp(), ".bmp"),
        (a_video(), ".mp4"),
        (b' {"a": 1}', ".json"),
        (b"[1]", ".json"),
        (b"BM is a car", ".bin"),
        (b"{\xff}", ".bin"),
        (b"", ".bin"),
    ],
)
def test_the_suffix_follows_the_content(content: bytes, suffix: str) -> None:
    assert suffix_of(content) == suffix


def test_a_photo_is_whole_where_every_pixel_can_be_decoded() -> None:
    assert is_whole(a_photo(), read_header(a_photo())) is True
    assert is_whole(a_photo()[:300], read_header(a_photo())) is False
    assert is_whole(b"\xff\xd8\xff", None) is False


def test_nobody_tries_a_picture_of_too_many_pixels() -> None:
    assert is_whole(a_photo(), ImageHeader("JPEG", 10_000, 10_000)) is None


def test_without_pillow_nobody_can_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)

    assert is_whole(a_photo(), read_header(a_photo())) is None
