from __future__ import annotations

import os
from pathlib import Path

import pytest

from livephoto.sink import FileSink, MemorySink


def test_memory_keeps_what_was_written() -> None:
    sink = MemorySink()
    sink.write(b"ab")
    sink.write(b"cd")
    kept = sink.keep()
    sink.close()
    assert kept == b"abcd"


def test_a_file_appears_only_when_it_is_kept(tmp_path: Path) -> None:
    sink = FileSink(tmp_path / "video.mp4")
    sink.write(b"video")
    assert not (tmp_path / "video.mp4").exists()
    assert sink.keep() == tmp_path / "video.mp4"
    sink.close()
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("video.mp4", b"video")]


def test_a_file_that_is_not_kept_leaves_nothing_behind_and_the_old_one_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "video.mp4").write_bytes(b"old")
    sink = FileSink(tmp_path / "video.mp4")
    sink.write(b"new")
    sink.close()
    sink.close()
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("video.mp4", b"old")]


def test_a_kept_file_takes_the_place_of_an_old_one(tmp_path: Path) -> None:
    (tmp_path / "video.mp4").write_bytes(b"old")
    sink = FileSink(tmp_path / "video.mp4")
    sink.write(b"new")
    sink.keep()
    assert (tmp_path / "video.mp4").read_bytes() == b"new"


def test_a_file_is_made_with_the_rights_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    FileSink(tmp_path / "video.mp4").keep()
    assert (tmp_path / "video.mp4").stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.parametrize("path", ["missing/video.mp4", "."])
def test_a_file_that_cannot_be_written_is_told_at_once(tmp_path: Path, path: str) -> None:
    with pytest.raises(OSError, match=os.fspath(tmp_path)):
        FileSink(tmp_path / path)
    assert not list(tmp_path.iterdir())
