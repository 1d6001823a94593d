from __future__ import annotations

from pathlib import Path

import pytest

from livephoto.video import LivePhoto, media_type_of


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"\0\0\0\x18ftypisom\0\0\2\0", "video/mp4"),
        (b"\0\0\0\x14ftypqt  \0\0\2\0", "video/quicktime"),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81", "video/webm"),
        (b"GIF89a\1\0\1\0", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\0\0\0\0AVI LIST", "video/x-msvideo"),
        (b"RIFF\0\0\0\0WAVEfmt ", "application/octet-stream"),
        (b"\x89PNG", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_the_container_tells_the_media_type(head: bytes, media_type: str) -> None:
    assert media_type_of(head) == media_type


def test_a_live_photo_in_memory_gives_and_saves_its_bytes(tmp_path: Path) -> None:
    made = LivePhoto(b"video", "video/mp4", "r", "l")
    assert (made.video, made.path) == (b"video", None)
    assert made.save(tmp_path / "copy.mp4").read_bytes() == b"video"


def test_a_live_photo_in_a_file_reads_it_when_asked(tmp_path: Path) -> None:
    file = tmp_path / "video.mp4"
    made = LivePhoto(file, "video/mp4")
    file.write_bytes(b"video")
    assert (made.video, made.path) == (b"video", file)
    assert made.save(str(tmp_path / "copy.mp4")).read_bytes() == b"video"


def test_saving_a_live_photo_onto_its_own_file_keeps_it(tmp_path: Path) -> None:
    file = tmp_path / "video.mp4"
    file.write_bytes(b"video")
    assert LivePhoto(file, "video/mp4").save(file).read_bytes() == b"video"


def test_a_live_photo_shows_its_ids_and_not_its_bytes() -> None:
    assert repr(LivePhoto(b"video", "video/mp4", "r")) == (
        "LivePhoto(media_type='video/mp4', request_id='r', log_id=None)"
    )
