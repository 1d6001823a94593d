from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from livephoto.commands.animate_manifest import NAME, Entry, Manifest

DAY, NEXT_DAY = "2026-01-08T12:00:00Z", "2026-01-09T12:00:00Z"
DONE = Entry("in/a.jpg", "abc", 0, "a.mp4", "done", DAY, request_id="r-1")
STARTED = replace(DONE, status="started", request_id=None)
FAILED = replace(STARTED, status="failed", error="no face")
DOUBTFUL = replace(FAILED, maybe_billed=True)


def after(folder: Path, *entries: Entry) -> Manifest:
    for entry in entries:
        Manifest(folder).add(entry)
    return Manifest(folder)


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
    manifest.add(Entry("in/b.jpg", "def", 0, "b.mp4", "failed", DAY, error="no face"))
    assert manifest.find("abd", 0) is None
    assert manifest.find("abc", 1) is None
    assert manifest.find("def", 0) is None
    assert not manifest.wrote(tmp_path / "b.mp4")


def test_each_entry_is_one_line_that_says_what_is_known(tmp_path: Path) -> None:
    Manifest(tmp_path).add(DONE)
    (line,) = (tmp_path / NAME).read_text().splitlines()
    assert json.loads(line) == {
        "photo": "in/a.jpg", "sha256": "abc", "type": 0, "output": "a.mp4", "status": "done", "at": DAY,
        "request_id": "r-1",
    }  # fmt: skip


def test_lines_that_are_no_entries_are_passed_over_and_a_cut_one_is_ended(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").touch()
    (tmp_path / NAME).write_text('[1]\n{"status": "done"}\n\n{"photo": "in/b')
    Manifest(tmp_path).add(DONE)
    assert Manifest(tmp_path).find("abc", 0) == tmp_path / "a.mp4"


@pytest.mark.parametrize(
    ("entries", "when"),
    [
        ([], None),
        ([STARTED], DAY),
        ([STARTED, DONE], None),
        ([STARTED, FAILED], None),
        ([STARTED, DOUBTFUL], DAY),
        ([DOUBTFUL, replace(STARTED, at=NEXT_DAY), FAILED], DAY),
        ([DOUBTFUL, replace(DOUBTFUL, at=NEXT_DAY)], NEXT_DAY),
        ([DOUBTFUL, STARTED, DONE], None),
    ],
)
def test_a_photo_that_was_sent_without_an_end_or_in_doubt_may_have_been_billed(
    tmp_path: Path, entries: list[Entry], when: str | None
) -> None:
    manifest = after(tmp_path, *entries)
    assert manifest.unanswered("abc", 0) == when
    assert manifest.unanswered("abc", 1) is None


def test_a_doubt_of_an_older_line_without_a_date_is_kept(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(
        '{"sha256": "abc", "type": 0, "output": "a.mp4", "status": "failed", "maybe_billed": true}\n'
    )
    assert Manifest(tmp_path).unanswered("abc", 0) == ""


def test_a_video_that_another_replaced_is_not_found_any_more(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").touch()
    manifest = after(tmp_path, DONE, replace(DONE, type=1))
    assert manifest.find("abc", 0) is None
    assert manifest.find("abc", 1) == tmp_path / "a.mp4"
    manifest.add(DONE)
    assert (manifest.find("abc", 0), manifest.find("abc", 1)) == (tmp_path / "a.mp4", None)
