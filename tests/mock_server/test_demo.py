from __future__ import annotations

import io
import subprocess
import sys

import av
import pytest
from PIL import Image


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    out = tmp_path_factory.mktemp("demo") / "new" / "folder"
    command = [sys.executable, "-m", "livephoto", "demo", "--out", str(out)]
    return out, subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_the_demo_leaves_two_videos_that_play(demo):
    out, done = demo
    assert done.returncode == 0, done.stderr
    for name in ("avatar.mp4", "full-body.mp4"):
        with av.open(io.BytesIO((out / name).read_bytes()), "r") as container:
            assert len(list(container.decode(video=0))) == 50


def test_the_demo_draws_a_contact_sheet(demo):
    with Image.open(demo[0] / "contact-sheet.png") as sheet:
        assert sheet.format == "PNG"
        assert sheet.width > sheet.height


def test_the_demo_shows_three_refusals_and_the_bill(demo):
    shown = demo[1].stdout
    for word in ("FILE_DECODING_FAILURE", "WrongImage", "NotAuthorised", "OutOfCredits"):
        assert word in shown
    assert "44 credits for 2 videos at 22 each" in shown
    assert "0 left" in shown


def test_the_demo_keeps_its_progress_off_standard_output(demo):
    assert "mock of the API is up" in demo[1].stderr
    assert "mock of the API is up" not in demo[1].stdout
    assert "\x1b" not in demo[1].stdout + demo[1].stderr


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path):
    file = tmp_path / "file"
    file.write_text("in the way")
    command = [sys.executable, "-m", "livephoto", "demo", "--out", str(file / "below")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert str(file) in done.stderr
