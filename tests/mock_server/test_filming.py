from __future__ import annotations

import asyncio
import base64
import io
import os
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import Future
from importlib.resources import files
from pathlib import Path

import httpx
import pytest
from PIL import Image
from typer.testing import CliRunner

from contract_tests.judging.video import look
from livephoto.commands.group import app as livephoto
from livephoto.contract import load_edition
from mock_server import Settings, create_app, running
from mock_server.engines.base import Film, TooSlowError, WorkerLostError
from mock_server.engines.options import Options
from mock_server.engines.pool import PoolFull
from mock_server.studio import Studio

PORTRAIT = files("mock_server").joinpath("assets", "portrait.jpg").read_bytes()
EDITION = load_edition()
DEADLINE = 30

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def plain(width: int = 400, height: int = 500) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), (230, 120, 40)).save(file, "JPEG")
    return file.getvalue()


def engines_of(pid: int) -> set[int]:
    """The processes of engines below that process."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    below, found = {pid}, {pid}
    while below := {child for child, parent in parents.items() if parent in below}:
        found |= below
    return {child for child in found if b"engines.working" in Path(f"/proc/{child}/cmdline").read_bytes()}


def last_entry(mock) -> dict[str, object]:
    return mock.http.get("/__admin/requests").json()["requests"][0]


class Orders:
    """A pool that notes what is ordered, and makes nothing."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.ordered = threading.Event()
        self.dropped = threading.Event()
        self.film: Future[Film] = Future()

    def start(self) -> None:
        pass

    def close(self) -> None:
        pass

    def submit(self, *_: object) -> Future[Film]:
        if isinstance(self.error, PoolFull):
            raise self.error
        if self.error is not None:
            self.film.set_exception(self.error)
        self.film.add_done_callback(lambda film: film.cancelled() and self.dropped.set())
        self.ordered.set()
        return self.film


def with_pool(pool: Orders, **settings: object):
    app = create_app(Settings(engine="animated", **settings))
    app.service._studio = Studio(app.service.engine, app.service.settings, app.service.after_video, pool)
    return app


def test_a_video_says_how_well_the_face_was_understood_made_or_kept(mocks):
    mock = mocks(engine="animated")
    for _ in range(2):
        answer = mock.post(PORTRAIT)
        assert answer.status_code == 200
        assert (answer.headers["x-livephoto-engine"], answer.headers["x-livephoto-face"]) == ("animated", "mesh")
        assert last_entry(mock)["faceLevel"] == 1


def test_a_canned_video_says_nothing_of_a_face(mock):
    answer = mock.post(PORTRAIT)
    assert "x-livephoto-face" not in answer.headers
    assert last_entry(mock)["faceLevel"] is None


def test_a_photo_without_a_face_is_refused_and_not_charged(mocks):
    mock = mocks(engine="animated", credits=44)
    answer = mock.post(plain(), key="faceless")
    rule = EDITION.rules["no_face"]
    assert answer.status_code == EDITION.status_of(rule.code)
    assert answer.json()["error_detail"]["code"] == rule.code
    assert answer.headers["x-livephoto-rule"] == "no_face"
    assert last_entry(mock)["faceLevel"] == 3
    assert mock.credits("faceless") == 44


def test_a_photo_without_a_face_is_moved_as_a_picture_where_any_may_come(mocks):
    mock = mocks(engine="animated", clip=Options(faces="any"))
    answer = mock.post(plain())
    assert (answer.status_code, answer.headers["x-livephoto-face"]) == (200, "none")


def test_what_is_chosen_of_the_clip_is_what_comes(mocks):
    mock = mocks(engine="animated", clip=Options(seconds=1, fps=12, size=128, codec="vp9"), engine_workers=1)
    made = look(base64.b64decode(mock.post(PORTRAIT).json()["data"]["video"]))
    assert (made.codec, made.width, made.height, made.frames) == ("vp9", 128, 128, 12)


@pytest.mark.parametrize(
    ("error", "rule"),
    [
        (PoolFull(), "upstream_busy"),
        (TooSlowError("too slow"), "upstream_timeout"),
        (WorkerLostError("crashed"), "upstream_error"),
        (RuntimeError("a fault"), "upstream_error"),
    ],
)
def test_what_goes_wrong_in_the_engine_is_one_documented_answer_and_not_charged(error, rule):
    app = with_pool(Orders(error), credits=44)

    async def call() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://mock") as http:
            header = {EDITION.request.key_header: "k"}
            return await http.post(EDITION.request.path, files={"image_target": PORTRAIT}, headers=header)

    answer = asyncio.run(call())
    code = EDITION.rules[rule].code
    assert answer.headers["x-livephoto-rule"] == rule
    assert (answer.status_code, answer.json()["error_detail"]["code"]) == (EDITION.status_of(code), code)
    assert asyncio.run(app.service.ledger.account("k")).spent == 0


@pytest.mark.parametrize("prefer", ["", "Prefer: delay=1\r\n"], ids=["as usual", "under a scenario"])
@pytest.mark.parametrize("begun", [False, True])
def test_a_client_that_goes_away_has_its_photo_dropped_or_pays_for_what_was_begun(begun, prefer):
    pool = Orders()
    app = with_pool(pool, credits=44)
    noted = threading.Event()
    app.service.journal.watchers.append(lambda _: noted.set())
    with running(app) as url, httpx.Client(base_url=url, trust_env=False) as http:
        host, _, port = url.removeprefix("http://").rpartition(":")
        form = b'--b\r\nContent-Disposition: form-data; name="image_target"; filename="p"\r\n\r\n%b\r\n--b--\r\n'
        body = form % PORTRAIT
        with socket.create_connection((host, int(port)), timeout=DEADLINE) as connection:
            head = (
                f"POST {EDITION.request.path} HTTP/1.1\r\nHost: x\r\n{EDITION.request.key_header}: k\r\n{prefer}"
                f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            connection.sendall(head.encode() + body)
            assert pool.ordered.wait(DEADLINE)
            if begun:
                pool.film.set_running_or_notify_cancel()
        assert noted.wait(DEADLINE)
        entry = http.get("/__admin/requests").json()["requests"][0]
        assert (entry["verdict"], entry["credits"]) == ("client gone", 22 if begun else 0)
        assert pool.dropped.is_set() is not begun
        balance = http.get(EDITION.credits_query.path, headers={EDITION.request.key_header: "k"}).json()["data"][0]
        assert balance["balance"] == (22 if begun else 44)


@on_linux
def test_a_process_that_dies_costs_one_call_and_is_replaced():
    app = create_app(Settings(engine="animated", engine_workers=1))
    before = engines_of(os.getpid())
    with running(app) as url:
        while not (mine := engines_of(os.getpid()) - before):
            threading.Event().wait(0.005)
        (victim,) = mine

        def post(photo: bytes) -> httpx.Response:
            header = {EDITION.request.key_header: "k"}
            where = url + EDITION.request.path
            return httpx.post(where, files={"image_target": photo}, headers=header, trust_env=False, timeout=DEADLINE)

        os.kill(victim, signal.SIGKILL)
        assert post(PORTRAIT).headers["x-livephoto-rule"] == "upstream_error"
        assert post(PORTRAIT).status_code == 200
    assert engines_of(os.getpid()) <= before


@on_linux
@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_ends_the_engines_processes_without_a_word(workers):
    command = [sys.executable, "-m", "livephoto", "mock", "--port", "0", "--engine", "animated", "--print-url"]
    command += ["--engine-workers", "1", "--workers", str(workers)]
    pipe = subprocess.PIPE
    server = subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, start_new_session=True)
    url = server.stdout.readline().strip()
    header = {EDITION.request.key_header: "k"}
    answer = httpx.post(
        url + EDITION.request.path, files={"image_target": PORTRAIT}, headers=header, trust_env=False, timeout=DEADLINE
    )
    assert answer.status_code == 200
    engines = engines_of(server.pid)
    assert len(engines) == workers
    os.killpg(server.pid, signal.SIGINT)
    _, said = server.communicate(timeout=DEADLINE)
    assert server.returncode == 0
    assert "Traceback" not in said
    assert not [pid for pid in engines if Path(f"/proc/{pid}").exists()]


def test_our_own_check_finds_nothing_wrong_where_faces_are_asked_for(mocks):
    mock = mocks(engine="animated")
    target = ["--base-url", mock.base_url, "--api-key", "checker", "--max-credits", "1000"]
    done = CliRunner().invoke(livephoto, ["check", *target])
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("conforms: 0 breaking, 0 compatible, 0 info")
