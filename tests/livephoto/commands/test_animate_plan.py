from __future__ import annotations

import os
from pathlib import Path

import pytest

from livephoto.commands.animate_plan import make_plan
from livephoto.commands.console import CommandError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    made = tmp_path / "in"
    made.mkdir()
    for name, content in {"a.jpg": b"\xff\xd8\xff\xe0", "a.png": b"\x89PNG\r\n\x1a\n", "notes.txt": b"text"}.items():
        (made / name).write_bytes(content)
    return made


def outputs(given: list[Path], out: str | None = None) -> list[str]:
    return [str(job.output) for job in make_plan(given, out).jobs]


def test_one_photo_goes_to_the_file_that_was_named(folder: Path) -> None:
    plan = make_plan([folder / "a.jpg"], "moving.mp4")
    assert [str(job.output) for job in plan.jobs] == ["moving.mp4"]
    assert plan.folder is None


def test_one_photo_goes_to_its_own_name_in_the_current_directory(folder: Path) -> None:
    assert outputs([folder / "a.jpg"]) == ["a.mp4"]


def test_one_photo_may_go_to_a_folder(folder: Path) -> None:
    plan = make_plan([folder / "a.jpg"], str(folder))
    assert (plan.folder, plan.jobs[0].output) == (folder, folder / "a.mp4")


def test_a_folder_gives_its_photos_by_content_each_a_name_of_its_own(folder: Path) -> None:
    assert outputs([folder], "videos") == ["videos/a.mp4", "videos/a-2.mp4"]


def test_the_same_photo_given_twice_is_one_job(folder: Path) -> None:
    assert outputs([folder / "a.jpg", folder, folder / "a.jpg"]) == ["a.mp4", "a-2.mp4"]


def test_names_that_differ_only_in_case_do_not_collide(folder: Path) -> None:
    (folder / "A.bmp").write_bytes(b"BM")
    assert outputs([folder]) == ["A.mp4", "a-2.mp4", "a-3.mp4"]


@pytest.mark.parametrize(
    ("given", "out", "says"),
    [
        (["in/nobody.jpg"], None, "nobody.jpg does not exist"),
        (["empty"], None, "empty holds no JPEG, PNG, BMP"),
        (["in/a.jpg", "in/a.png"], "in/notes.txt", "notes.txt is a file"),
        (["in/a.jpg"], "missing/moving.mp4", "missing is no folder"),
        (["in/a.jpg"], "-", "a video cannot go to standard output"),
        (["in/a.jpg"], "in/notes.txt/", "notes.txt is a file"),
        (["in/a.jpg"], "in/a.jpg", "in/a.jpg is one of the photos"),
    ],
)
def test_what_cannot_be_planned_is_told(folder: Path, given: list[str], out: str | None, says: str) -> None:
    (folder.parent / "empty").mkdir()
    with pytest.raises(CommandError, match=says) as caught:
        make_plan([Path(each) for each in given], out)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("slash", sorted({"/", os.sep}))
def test_a_name_with_a_slash_at_its_end_is_a_folder_to_be_made(folder: Path, slash: str) -> None:
    plan = make_plan([folder / "a.jpg"], f"new{slash}")
    assert (plan.folder, plan.jobs[0].output) == (Path("new"), Path("new/a.mp4"))


def test_a_video_never_takes_the_place_of_any_photo_under_whatever_name(folder: Path) -> None:
    (folder / "clip.mp4").write_bytes(b"\xff\xd8\xff\xe0")
    with pytest.raises(CommandError, match=r"clip\.mp4 is one of the photos"):
        make_plan([folder], str(folder))
    Path("other.mp4").hardlink_to(folder / "a.jpg")
    with pytest.raises(CommandError, match=r"other\.mp4 is one of the photos"):
        make_plan([folder / "a.jpg"], "other.mp4")
