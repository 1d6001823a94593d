from __future__ import annotations

import subprocess
import sys

import pytest
import typer

from mock_server.commands import byte_size


def livephoto(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "livephoto", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 0),
        ("5242880", 5_242_880),
        ("5MiB", 5_242_880),
        ("5 MB", 5_000_000),
        ("64mib", 67_108_864),
        ("1GiB", 2**30),
    ],
)
def test_sizes_are_read_as_people_write_them(text, size):
    assert byte_size(text) == size


@pytest.mark.parametrize("text", ["", "MiB", "-5", "5.5MiB", "5 apples", "٥"])
def test_a_size_that_is_none_says_how_to_write_one(text):
    with pytest.raises(typer.BadParameter, match="64MiB"):
        byte_size(text)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--edition", "2019-01"], "2026-01"),
        (["--engine", "steam"], "animated"),
        (["--port", "70000"], "65535"),
        (["--credits", "-1"], "credits"),
        (["--max-body", "much"], "64MiB"),
        (["--max-body", "0"], "1 byte or more"),
        (["--reading", "nonsense"], "RULE=CODE"),
        (["--reading", "nonsense=X"], "no rule"),
        (["--reading", "image_missing=NOPE"], "it allows"),
        (["--host", "no.such.host.invalid"], "is --host right?"),
        (["--api-key", ""], "a key is empty"),
        (["--clip-seconds", "9"], "seconds is 9.0; it must be from 1 to 6"),
        (["--fps", "3"], "from 10 to 50"),
        (["--size", "513"], "it must be even"),
        (["--codec", "av1"], "it must be one of h264, vp9"),
        (["--faces", "maybe"], "it must be one of any, strict"),
        (["--engine-workers", "0"], "1 process or more"),
        (["--engine", "canned", "--fps", "20"], "are for --engine animated"),
    ],
)
def test_nonsense_is_answered_with_what_would_make_sense(arguments, message):
    done = livephoto("mock", "--port", "0", *arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_key_on_the_command_line_is_not_echoed():
    done = livephoto("mock", "--api-key", "very-secret", "--edition", "2019-01")
    assert "very-secret" not in done.stdout + done.stderr


def test_a_verb_is_light_to_import():
    code = "import sys, mock_server.commands; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"fastapi", "uvicorn", "pydantic", "PIL", "av", "numpy", "httpx"} & set(loaded)
