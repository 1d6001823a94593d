from __future__ import annotations

import io
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
import typer
from PIL import Image
from typer.testing import CliRunner, Result

from contract_tests.judging.video import look
from livephoto.commands.console import CommandError
from mock_server.engines import animate
from mock_server.render_verb import render

PORTRAIT = files("mock_server").joinpath("assets", "portrait.jpg").read_bytes()
QUICK = ("--seconds", "1", "--fps", "10", "--size", "64")
_APP = typer.Typer(rich_markup_mode=None)
_APP.command()(render)


@pytest.fixture(autouse=True)
def photo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The portrait, in the folder where the verb is called."""
    monkeypatch.chdir(tmp_path)
    Path("portrait.jpg").write_bytes(PORTRAIT)
    return "portrait.jpg"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(_APP, list(arguments))


def failure(*arguments: str) -> CommandError:
    before = {path.name for path in Path().iterdir()}
    error = run(*arguments).exception
    assert isinstance(error, CommandError)
    assert len(str(error).splitlines()) == 1
    assert {path.name for path in Path().iterdir()} == before
    return error


def faceless() -> str:
    file = io.BytesIO()
    Image.new("RGB", (300, 400), (230, 120, 40)).save(file, "PNG")
    Path("plain.png").write_bytes(file.getvalue())
    return "plain.png"


def test_the_video_is_written_beside_and_its_path_alone_goes_to_standard_output(photo):
    done = run(photo)
    assert (done.exit_code, done.stdout) == (0, "portrait.mp4\n")
    assert Path("portrait.mp4").read_bytes() == animate(PORTRAIT)
    assert "512 x 512 px, 50 frames" in done.stderr
    assert "the face nods, smiles and blinks" in done.stderr
    assert "\x1b" not in done.stderr


def test_everything_can_be_chosen(photo):
    done = run(photo, "-o", "out.mp4", "--type", "full-body", *QUICK[:4], "--codec", "vp9", "--contact-sheet", "s.png")
    assert (done.exit_code, done.stdout) == (0, "out.mp4\n")
    made = look(Path("out.mp4").read_bytes())
    assert (made.codec, made.width, made.height, made.frames) == ("vp9", 410, 512, 10)
    with Image.open("s.png") as sheet:
        assert (sheet.format, sheet.width > 5 * sheet.height) == ("PNG", True)
    assert run(photo, "-o", "out.mp4", *QUICK, "--contact-sheet", "s.jpg", "--overwrite").exit_code == 0
    with Image.open("s.jpg") as sheet:
        assert sheet.format == "JPEG"
    Path("s.jpg").unlink()
    assert sorted(path.name for path in Path().iterdir()) == ["out.mp4", photo, "s.png"]


def test_a_photo_without_a_face_is_moved_and_the_user_is_told(photo):
    done = run(faceless(), *QUICK)
    assert done.exit_code == 0
    assert "no face was found" in done.stderr


def test_a_photo_without_a_face_is_refused_where_one_is_asked_for():
    error = failure(faceless(), *QUICK, "--faces", "strict")
    assert error.exit_code == 1
    assert "--faces any" in str(error)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--seconds", "7"], "from 1 to 6"),
        (["--fps", "5"], "from 10 to 50"),
        (["--size", "333"], "even"),
        (["--codec", "av1"], "h264, vp9"),
        (["--faces", "two"], "any, strict"),
        (["--type", "head"], "avatar, full-body"),
        (["-o", "no/such/folder.mp4"], "no/such/folder.mp4: no such file"),
        (["-o", "."], "exists"),
    ],
)
def test_nonsense_is_one_line_and_leaves_nothing(photo, arguments, message):
    error = failure(photo, *arguments)
    assert error.exit_code == 2
    assert message in str(error)


def test_a_photo_that_is_not_there_or_none_is_one_line():
    assert failure("missing.jpg").exit_code == 2
    Path("text.jpg").write_text("no photo")
    error = failure("text.jpg")
    assert error.exit_code == 1
    assert "text.jpg: the photo cannot be decoded" in str(error)


def test_a_file_that_is_there_is_replaced_only_on_request(photo):
    Path("portrait.mp4").write_text("mine")
    assert "--overwrite" in str(failure(photo, *QUICK))
    assert Path("portrait.mp4").read_text() == "mine"
    assert run(photo, *QUICK, "--overwrite").exit_code == 0
    assert look(Path("portrait.mp4").read_bytes()).frames == 10


def test_the_verb_is_light_to_import():
    code = "import sys, mock_server.render_verb; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"fastapi", "uvicorn", "PIL", "av", "cv2", "numpy", "httpx"} & set(loaded)
