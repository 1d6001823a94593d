from __future__ import annotations

import json
from pathlib import Path

from livephoto.commands.animate_manifest import NAME, Entry, Manifest

DONE = Entry("in/a.jpg", "abc", 0, "a.mp4", "done", request_id="r-1")


def test_what_was_done_is_found_by_a_later_run(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").touch()
    Manifest(tmp_path).add(DONE)
    later = Manifest(tmp_path)
    assert later.find("abc", 0) == tmp_path / "a.mp4"
    assert later.wrote(tmp_path / "a.mp4")


def test_what_was_done_is_found_in_the_same_run(tmp_path: Path) -> None:
    manifest = Manifest(tmp_path)
    manifest.add(DONE)
    assert manifest.find("abc", 0) is None
    (tmp_path / "a.mp4").touch()
    assert manifest.find("abc", 0) == tmp_path / "a.mp4"


def test_another_photo_another_type_or_a_failure_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").touch()
    manifest = Manifest(tmp_path)
    manifest.add(DONE)
    manifest.add(Entry("in/b.jpg", "def", 0, "b.mp4", "failed", error="no face"))
    assert manifest.find("abd", 0) is None
    assert manifest.find("abc", 1) is None
    assert manifest.find("def", 0) is None
    assert not manifest.wrote(tmp_path / "b.mp4")


def test_each_entry_is_one_line_that_says_what_is_known(tmp_path: Path) -> None:
    Manifest(tmp_path).add(DONE)
    (line,) = (tmp_path / NAME).read_text().splitlines()
    assert json.loads(line) == {
        "photo": "in/a.jpg", "sha256": "abc", "type": 0, "output": "a.mp4", "status": "done", "request_id": "r-1",
    }  # fmt: skip


def test_lines_that_are_no_entries_are_passed_over_and_a_cut_one_is_ended(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").touch()
    (tmp_path / NAME).write_text('[1]\n{"status": "done"}\n\n{"photo": "in/b')
    Manifest(tmp_path).add(DONE)
    assert Manifest(tmp_path).find("abc", 0) == tmp_path / "a.mp4"
