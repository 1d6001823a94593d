from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer import Typer
from typer.testing import CliRunner

from contract_tests.photos import PhotoSpec, build
from contract_tests.recordings.record_verb import record
from livephoto.commands.console import CommandError
from livephoto.contract import load_edition
from livephoto.listening import bind
from livephoto.recordings.reading import read_recordings

KEY = "a-key-that-nobody-may-see"
PATH = load_edition().request.path
VERB = "import typer; from contract_tests.recordings.record_verb import record; typer.run(record)"
app = Typer()
app.command()(record)

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts the verb in a process of its own."""
    started = []

    def begin(url: str, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", VERB, "--upstream", url, "--out", str(tmp_path / "out"), "--port", "0"]
        process = subprocess.Popen(
            [*command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def url_from(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.fullmatch(r"livephoto record listening on (http://127\.0\.0\.1:[1-9][0-9]*)\n", line)
    assert found, line
    return found[1]


def send(url: str) -> httpx.Response:
    files = {"image_target": ("me.jpg", build(PhotoSpec()), "image/jpeg")}
    return httpx.post(url + PATH, files=files, headers={"ailabapi-api-key": KEY}, trust_env=False, timeout=60)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_its_url_first_records_and_on_being_stopped_how_much(
    start: Start, mock: Any, tmp_path: Path, number: signal.Signals
) -> None:
    process = start(mock.base_url)
    assert send(url_from(process)).headers["x-livephoto-findings"] == "none"
    process.send_signal(number)
    out, told = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, "")
    assert told.splitlines()[0].startswith(f"upstream {mock.base_url}, edition 2026-01, recordings in ")
    assert told.splitlines()[-1] == f"1 exchange recorded in {tmp_path / 'out'}"
    assert "Traceback" not in told
    assert KEY not in told


def test_a_kill_after_an_answer_loses_nothing(start: Start, mock: Any, tmp_path: Path) -> None:
    process = start(mock.base_url)
    url = url_from(process)
    answers = [send(url).content for _ in range(3)]
    process.kill()
    process.wait()
    assert [each.answer.content.read() for each in read_recordings(tmp_path / "out")] == answers


def test_the_mock_stands_in_where_the_endpoint_is_retired(start: Start, mocks: Any, tmp_path: Path) -> None:
    process = start(mocks(edition="2026-04").base_url, "--fallback", "mock")
    assert send(url_from(process)).headers["x-livephoto-fallback"] == "mock"
    (recorded,) = read_recordings(tmp_path / "out")
    assert "x-livephoto-fallback" not in recorded.answer.headers


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--upstream", "https://api.example.org/api", "--out", "out"], "leave the path out of --upstream"),
        (["--upstream", "http://127.0.0.1:1", "--out", "out", "--edition", "2019-01"], "2026-01"),
        (["--upstream", "http://127.0.0.1:1", "--out", "file/out"], "cannot record in file/out"),
        (["--upstream", "http://127.0.0.1:1", "--out", "out", "--host", "no.such.host.invalid"], "is --host right?"),
    ],
)
def test_what_cannot_be_meant_is_told_in_a_line(
    arguments: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    result = CliRunner().invoke(app, arguments)
    assert isinstance(result.exception, CommandError)
    assert says in str(result.exception)


def test_an_upstream_that_is_the_proxy_itself_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with bind("127.0.0.1", 0) as listener:
        monkeypatch.setattr("contract_tests.recordings.record_command.bind", lambda host, port: listener)
        upstream = f"http://localhost:{listener.getsockname()[1]}"
        result = CliRunner().invoke(app, ["--upstream", upstream, "--out", str(tmp_path)])
    assert "would be this proxy itself" in str(result.exception)


def test_a_public_name_that_leads_home_is_refused_at_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: home)
    result = CliRunner().invoke(app, ["--upstream", "http://api.example.org", "--out", str(tmp_path)])
    assert "api.example.org leads to 127.0.0.1, which is no public address" in str(result.exception)


def test_the_verb_is_light_to_import() -> None:
    code = "import sys, contract_tests.recordings.record_verb; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"uvicorn", "httpx", "multipart", "PIL", "av", "mock_server"} & set(loaded)
