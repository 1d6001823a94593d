from __future__ import annotations

import base64
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from contract_tests.photos import PhotoSpec, build
from livephoto.contract import LivePhotoType
from mock_server.engines import Level, NoFaceError, Options, UndecodablePhotoError
from mock_server.engines.base import TooSlowError, WorkerLostError
from mock_server.engines.worker import Worker

AVATAR, FULL_BODY = LivePhotoType
BLACK = build(PhotoSpec(format="bmp", width=1, height=1))

posix = pytest.mark.skipif(os.name == "nt", reason="signals as POSIX has them")
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture
def worker() -> Iterator[Callable[..., Worker]]:
    started: list[Worker] = []

    def start(patience: float = 60, ending: bytes = b'"}}', **options: object) -> Worker:
        started.append(Worker(Options(**options), ending, patience))
        return started[-1]

    yield start
    for each in started:
        each.close()
        assert each._process.returncode is not None


def test_a_film_is_the_engines_video_in_base64_with_what_follows_it(worker, rendered, portrait):
    ours = worker()
    for kind in (AVATAR, FULL_BODY):
        film = ours.film(portrait("plain"), kind)
        assert film.level is Level.MESH
        assert film.data.endswith(b'"}}')
        assert base64.b64decode(film.data[:-3], validate=True) == rendered("plain", kind).clip.video


def test_options_reach_the_process(worker, portrait):
    film = worker(seconds=1, fps=10, size=64, codec="vp9", faces="strict", ending=b"").film(portrait("plain"), AVATAR)
    assert b"vp09" in base64.b64decode(film.data)


def test_a_refusal_comes_back_as_itself_and_the_process_goes_on(worker, portrait):
    ours = worker(faces="strict")
    with pytest.raises(NoFaceError, match="no face was found"):
        ours.film(BLACK, AVATAR)
    with pytest.raises(UndecodablePhotoError, match="cannot be decoded"):
        ours.film(b"garbage", AVATAR)
    assert ours.film(portrait("small"), AVATAR).level is Level.MESH


def test_a_process_that_takes_too_long_is_ended(worker, portrait):
    ours = worker(patience=0.001)
    with pytest.raises(TooSlowError, match=r"took over 0\.001 s"):
        ours.film(portrait("plain"), AVATAR)
    assert ours._process.wait(30) != 0


@posix
def test_a_process_that_dies_is_told_of_by_its_status(worker, portrait):
    ours = worker()
    ours.film(portrait("small"), AVATAR)
    os.kill(ours.pid, signal.SIGKILL)
    with pytest.raises(WorkerLostError, match=f"process {ours.pid} ended with status -9"):
        ours.film(portrait("plain"), AVATAR)


def test_what_nobody_foresaw_ends_the_process_and_says_why(worker, portrait, capfd):
    ours = worker()
    ours.film(portrait("small"), AVATAR)
    with pytest.raises(WorkerLostError, match="ended with status 1"):
        ours.film(portrait("small"), 7)
    assert "7 is not a valid LivePhotoType" in capfd.readouterr().err


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_are_the_servers_business(worker, portrait, number):
    ours = worker()
    ours.film(portrait("small"), AVATAR)
    os.kill(ours.pid, number)
    assert ours.film(portrait("small"), AVATAR)


@on_linux
def test_no_process_outlives_the_server(tmp_path):
    # A script without `if __name__ == "__main__"`, as users write them.
    script = tmp_path / "script.py"
    script.write_text(
        "import os, sys\n"
        "from mock_server.engines.options import Options\n"
        "from mock_server.engines.worker import Worker\n"
        "worker = Worker(Options(), b'', 60)\n"
        "print(worker.pid, flush=True)\n"
        "sys.stdin.readline()\n"
        "os.kill(os.getpid(), 9)\n"
    )
    server = subprocess.Popen([sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    pid = int(server.stdout.readline())
    assert Path(f"/proc/{pid}").exists()
    end = os.pidfd_open(pid)
    server.communicate("\n", timeout=30)
    assert select.select([end], [], [], 30)[0]
    os.close(end)
