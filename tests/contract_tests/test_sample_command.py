from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from livephoto.commands.group import app
from livephoto.contract import read_header


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def sample(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["sample", *arguments])


def test_a_photo_of_exact_bytes_is_written_and_told():
    result = sample("--format", "jpeg", "--bytes", "5242881", "-o", "large.jpg")
    assert (result.exit_code, result.stdout) == (0, "large.jpg: jpeg, 256 x 256 px, 5242881 bytes\n")
    assert Path("large.jpg").stat().st_size == 5_242_881


def test_a_photo_of_exact_pixels_is_written():
    result = sample("--format", "png", "--width", "4096", "--height", "64", "-o", "wide.png")
    header = read_header(Path("wide.png").read_bytes())
    assert result.exit_code == 0
    assert (header.format, header.width, header.height) == ("PNG", 4096, 64)


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("jpeg", "sample.jpg"),
        ("png", "sample.png"),
        ("bmp", "sample.bmp"),
        ("gif", "sample.gif"),
        ("webp", "sample.webp"),
        ("tiff", "sample.tif"),
    ],
)
def test_each_format_has_its_own_usual_mode_and_name(form, name):
    result = sample("--format", form)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{name}: {form}, 256 x 256 px")
    assert Path(name).stat().st_size == int(result.stdout.split()[-2])


def test_damage_is_told():
    assert "damage" not in sample().stdout
    assert ", truncated, " in sample("--damage", "truncated", "-o", "a").stdout
    assert "garbage, no image, 99 bytes" in sample("--damage", "garbage", "--bytes", "99", "-o", "b").stdout


def test_equal_flags_give_equal_bytes_and_another_seed_does_not():
    for name, seed in (("a", "3"), ("b", "3"), ("c", "4")):
        assert (
            sample("--seed", seed, "--progressive", "--orientation", "6", "--mode", "cmyk", "-o", name).exit_code == 0
        )
    assert Path("a").read_bytes() == Path("b").read_bytes() != Path("c").read_bytes()


def test_a_file_is_replaced_only_when_asked_for():
    Path("sample.jpg").write_bytes(b"mine")
    result = sample()
    assert (result.exit_code, Path("sample.jpg").read_bytes()) == (2, b"mine")
    assert result.stderr == "livephoto sample: sample.jpg exists; --overwrite replaces it, -o names another\n"
    assert sample("--overwrite").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "heic"], "choose jpeg or png"),
        (["--bytes", "5"], "choose at least"),
        (["--bytes", "-1"], "choose at least"),
        (["--width", "0"], "choose 1 to 16,383"),
        (["--format", "png", "--mode", "cmyk"], "choose rgb or grey"),
        (["--format", "webp", "--bytes", "9999"], "exact size"),
        (["--orientation", "9"], "choose 1 to 8"),
        (["--damage", "fire"], "choose none or truncated"),
        (["-o", "no/such/folder.jpg"], "cannot write"),
    ],
)
def test_what_does_not_go_together_is_one_line_and_exit_status_2(arguments, message, tmp_path):
    result = sample(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
