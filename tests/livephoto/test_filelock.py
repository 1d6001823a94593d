from __future__ import annotations

from pathlib import Path

from livephoto.filelock import try_lock


def test_a_lock_is_held_until_the_file_is_closed(tmp_path: Path) -> None:
    file = tmp_path / "file"
    with file.open("ab") as first, file.open("ab") as second:
        assert try_lock(first)
        assert not try_lock(second)
        first.close()
        assert try_lock(second)


def test_a_locked_file_can_be_read_and_written(tmp_path: Path) -> None:
    file = tmp_path / "file"
    with file.open("ab") as locked:
        assert try_lock(locked)
        file.write_text("a line")
        assert file.read_text() == "a line"
