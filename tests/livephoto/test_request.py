from __future__ import annotations

import httpx
import pytest

from livephoto.contract import LivePhotoType, load_edition
from livephoto.photo import load_photo
from livephoto.request import Upload, animate_call, credits_call

EDITION = load_edition()
JPEG = b"\xff\xd8\xff\xe0" + bytes(200_000)


@pytest.mark.parametrize(("kind", "text"), [(LivePhotoType.AVATAR, "0"), (LivePhotoType.FULL_BODY, "1")])
def test_the_call_follows_the_edition(kind: LivePhotoType, text: str) -> None:
    call = animate_call(load_photo(JPEG), kind, None, EDITION)
    assert (call.method, call.path, call.paid) == ("POST", "/api/portrait/effects/live-photo", True)
    assert call.fields == (("type", text),)
    assert call.part is not None
    assert (call.part.name, call.part.filename, call.part.media_type) == (
        "image_target",
        "image_target.jpg",
        "image/jpeg",
    )


def test_content_of_no_known_format_is_named_as_such() -> None:
    call = animate_call(load_photo(b"?"), LivePhotoType.AVATAR, None, EDITION)
    assert call.part is not None
    assert (call.part.filename, call.part.media_type) == ("image_target.bin", "application/octet-stream")


def test_asking_for_credits_is_free() -> None:
    call = credits_call(EDITION)
    assert (call.method, call.path, call.paid, call.part) == ("GET", "/api/common/query-credits", False, None)


def test_a_call_does_not_show_the_photos_bytes() -> None:
    assert len(repr(animate_call(load_photo(JPEG), LivePhotoType.AVATAR, None, EDITION))) < 500


def test_an_upload_tells_when_its_last_piece_was_taken() -> None:
    upload = Upload(JPEG)
    request = httpx.Request("POST", "http://host/", files={"image": ("a.jpg", upload, "image/jpeg")})
    assert isinstance(request.stream, httpx.SyncByteStream)
    pieces = iter(request.stream)
    seen = b""
    while JPEG[-100:] not in seen:
        assert not upload.sent
        seen += next(pieces)
    seen += b"".join(pieces)
    assert upload.sent
    assert JPEG in seen
    assert len(seen) == int(request.headers["content-length"])
