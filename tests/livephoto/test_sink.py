from __future__ import annotations

import os
from pathlib import Path

import pytest

from livephoto.sink import FileSink, MemorySink, sweep


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


def test_what_cannot_be_written_names_the_file_that_was_asked_for(tmp_path: Path) -> None:
    sink = FileSink(tmp_path / "video.mp4")
    (tmp_path / "video.mp4").mkdir()
    with pytest.raises(OSError, match=r"video\.mp4'$"):
        sink.keep()
    sink.close()
    with pytest.raises(FileNotFoundError, match=r"missing/video\.mp4'$|missing.*video\.mp4'$"):
        FileSink(tmp_path / "missing" / "video.mp4")
    assert [file.name for file in tmp_path.iterdir()] == ["video.mp4"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device there")
def test_letting_go_of_a_file_on_a_full_disk_is_no_second_error(tmp_path: Path) -> None:
    sink = FileSink(tmp_path / "video.mp4")
    sink._file.close()
    with Path("/dev/full").open("wb") as sink._file:
        with pytest.raises(OSError, match="No space left"):
            sink.write(bytes(1 << 20))
        sink.write(b"in the buffer")
        sink.close()
    assert not list(tmp_path.iterdir())


def test_unfinished_files_of_a_killed_process_are_swept_away(tmp_path: Path) -> None:
    names = (".livephoto-old.part", ".livephoto-fresh.part", "mine.part")
    for name in names:
        (tmp_path / name).touch()
    living = FileSink(tmp_path / "video.mp4")
    living.write(b"video")
    for file in tmp_path.iterdir():
        if "fresh" not in file.name:
            os.utime(file, (0, 0))
    sweep(tmp_path)
    assert living.keep().read_bytes() == b"video"
    assert {file.name for file in tmp_path.iterdir()} == {*names[1:], "video.mp4"}


@pytest.mark.parametrize("path", ["missing/video.mp4", "."])
def test_a_file_that_cannot_be_written_is_told_at_once(tmp_path: Path, path: str) -> None:
    with pytest.raises(OSError, match=os.fspath(tmp_path)):
        FileSink(tmp_path / path)
    assert not list(tmp_path.iterdir())
