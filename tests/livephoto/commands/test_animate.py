from __future__ import annotations

import asyncio
import base64
import errno
import io
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx
from PIL import Image
from typer.testing import CliRunner, Result

from livephoto.commands.animate_batch import Outcome, Status
from livephoto.commands.animate_lock import alone_in
from livephoto.commands.animate_manifest import NAME, Entry, Manifest
from livephoto.commands.animate_plan import Job
from livephoto.commands.animate_report import Reporter
from livephoto.commands.group import app
from livephoto.sink import FileSink

VIDEO = b"\0\0\0\x18ftypisom" + bytes(100)
SUCCESS = {"request_id": "r-1", "error_code": 0, "data": {"video": base64.b64encode(VIDEO).decode()}}
URL = "http://api.test"
Answer = Callable[[httpx.Request], httpx.Response]


class Server:
    """Answers every call as it is told to, and remembers the calls."""

    def __init__(self, router: respx.MockRouter) -> None:
        self.answer: Any = lambda request: httpx.Response(200, json=SUCCESS)
        self.calls: list[httpx.Request] = []
        self.router = router
        router.post(f"{URL}/api/portrait/effects/live-photo").mock(side_effect=self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(request)
        answered: httpx.Response = self.answer(request)
        return answered


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Server]:
    monkeypatch.setenv("LIVEPHOTO_BASE_URL", URL)
    monkeypatch.setenv("AILAB_API_KEY", "secret-key")
    monkeypatch.chdir(tmp_path)
    with respx.mock(assert_all_called=False) as router:
        yield Server(router)


def photo(name: str, mark: int = 0) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x40\x00\x40\x03" + mark.to_bytes(4, "big"))
    return path


def livephoto_animate(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["animate", *map(str, arguments)])


def refuse(status: int, code: str, message: str = "because", **headers: str) -> Answer:
    body = {"error_code": status, "error_detail": {"code": code, "message": message}}
    return lambda request: httpx.Response(status, json=body, headers=headers)


def silent(request: httpx.Request) -> httpx.Response:
    request.read()
    raise httpx.ReadTimeout("")


def manifest(folder: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (Path(folder) / NAME).read_text().splitlines()]


def ends(folder: str) -> list[dict[str, Any]]:
    return [row for row in manifest(folder) if row["status"] != "started"]


# --- one photo --------------------------------------------------------------------------------------------------------


def test_one_photo_becomes_one_video_and_its_path_is_printed(server: Server) -> None:
    result = livephoto_animate(photo("in/a.jpg"))
    assert (result.exit_code, result.stdout, result.stderr) == (0, "a.mp4\n", "1 done; 22 credits spent\n")
    assert Path("a.mp4").read_bytes() == VIDEO
    assert sorted(file.name for file in Path().iterdir()) == ["a.mp4", "in"]


@pytest.mark.parametrize(("given", "sent"), [("avatar", b"0"), ("full-body", b"1"), ("0", b"0"), ("1", b"1")])
def test_the_type_is_sent_as_the_api_spells_it(server: Server, given: str, sent: bytes) -> None:
    assert livephoto_animate(photo("a.jpg"), "--type", given).exit_code == 0
    assert b'name="type"\r\n\r\n' + sent + b"\r\n" in server.calls[0].content


def test_options_go_before_the_environment(server: Server) -> None:
    server.router.post("http://other.test/api/portrait/effects/live-photo").mock(side_effect=server.answer)
    result = livephoto_animate(photo("a.jpg"), "--base-url", "http://other.test/", "--api-key", "other-key", "-o", "v")
    assert result.exit_code == 0
    assert server.router.calls.last.request.headers["ailabapi-api-key"] == "other-key"


def test_a_file_that_is_there_is_replaced_only_when_asked_for(server: Server) -> None:
    Path("a.mp4").write_bytes(b"mine")
    result = livephoto_animate(photo("a.jpg"))
    assert (result.exit_code, server.calls, Path("a.mp4").read_bytes()) == (2, [], b"mine")
    assert result.stderr == "livephoto animate: a.mp4 exists; --overwrite replaces it, -o names another\n"
    assert livephoto_animate("a.jpg", "--overwrite").exit_code == 0
    assert Path("a.mp4").read_bytes() == VIDEO


def test_a_refusal_is_one_line_and_exit_status_1(server: Server) -> None:
    server.answer = refuse(422, "ERROR_NO_FACE_IN_FILE", "pic not has face")
    result = livephoto_animate(photo("a.jpg"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "a.jpg: 422 ERROR_NO_FACE_IN_FILE: pic not has face\n"
    assert not Path("a.mp4").exists()


def test_a_photo_that_will_not_do_is_not_sent_unless_asked_for(server: Server) -> None:
    Path("a.gif").write_bytes(b"GIF89a")
    result = livephoto_animate("a.gif")
    assert (result.exit_code, server.calls) == (1, [])
    assert result.stderr == "a.gif: not sent: the content is none of JPEG, PNG, BMP (code UNSUPPORTED_FILE_TYPES)\n"
    assert livephoto_animate("a.gif", "--no-check").exit_code == 0


def test_a_retired_endpoint_is_explained_in_two_lines(server: Server) -> None:
    server.answer = refuse(404, "ERROR_AI_NOT_EXISTS", **{"X-Livephoto-Rule": "endpoint_retired"})
    result = livephoto_animate(photo("a.jpg"))
    assert result.exit_code == 1
    first, second = result.stderr.splitlines()
    assert "retired Live Photos on 2026-02-09" in first
    assert "`livephoto mock`" in second
    assert "--base-url http://127.0.0.1:8300" in second


def test_a_wrong_base_url_is_not_announced_as_retirement(server: Server) -> None:
    server.answer = refuse(404, "ERROR_AI_NOT_EXISTS", **{"X-Livephoto-Rule": "path_unknown"})
    result = livephoto_animate(photo("a.jpg"))
    assert result.exit_code == 1
    assert f"no such endpoint at {URL}/api/portrait/effects/live-photo; is the base URL right" in result.stderr
    assert "2026-02-09" not in result.stderr


def test_the_photo_itself_is_never_overwritten(server: Server) -> None:
    given = photo("a.mp4")
    before = given.read_bytes()
    for arguments in (["a.mp4"], ["a.mp4", "-o", "./a.mp4"], ["a.mp4", "-o", "."]):
        result = livephoto_animate(*arguments, "--overwrite")
        assert (result.exit_code, server.calls, given.read_bytes()) == (2, [], before)
        assert "a.mp4 is one of the photos" in result.stderr


def test_a_new_name_with_a_slash_at_its_end_is_a_folder(server: Server) -> None:
    assert livephoto_animate(photo("a.jpg"), "-o", "new/").stdout == "new/a.mp4\n"
    result = livephoto_animate("a.jpg", "-o", "-")
    assert (result.exit_code, len(server.calls)) == (2, 1)


def test_an_unreachable_server_is_exit_status_3(server: Server) -> None:
    def nobody(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    server.answer = nobody
    result = livephoto_animate(photo("a.jpg"), "--retries", "0")
    assert (result.exit_code, result.stderr) == (3, f"a.jpg: cannot reach {URL}: refused\n")


def test_an_answer_that_never_came_may_have_cost(server: Server) -> None:
    server.answer = silent
    result = livephoto_animate(photo("a/a.jpg"), photo("b/b.jpg"), "--retries", "0", "--timeout", "7")
    assert result.exit_code == 1
    assert "may have been billed" in result.stderr
    assert "0 credits spent, up to 22 more billed without a video" in result.stderr
    assert server.calls[0].extensions["timeout"] == {"connect": 7, "read": 7, "write": 7, "pool": 7}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nobody.jpg"], "nobody.jpg does not exist"),
        (["a.jpg", "--type", "2"], "--type is avatar or full-body (0 or 1)"),
        (["a.jpg", "--base-url", "api.test"], "the base URL must look like"),
        (["a.jpg", "--api-key", "secret\nkey"], "the API key cannot go into an HTTP header"),
        (["a.jpg", "--concurrency", "0"], "--concurrency"),
        ([], "PHOTO"),
    ],
)
def test_wrong_use_is_exit_status_2_and_never_shows_the_key(server: Server, arguments: list[str], says: str) -> None:
    photo("a.jpg")
    result = livephoto_animate(*arguments)
    assert (result.exit_code, server.calls) == (2, [])
    assert says in result.stderr
    assert "secret" not in result.output
    assert "Traceback" not in result.output


def test_without_a_key_both_ways_to_give_one_are_named(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AILAB_API_KEY")
    result = livephoto_animate(photo("a.jpg"))
    assert result.exit_code == 2
    assert "--api-key" in result.stderr
    assert "AILAB_API_KEY" in result.stderr


def test_the_help_has_examples_and_no_values_of_the_environment(server: Server) -> None:
    result = livephoto_animate("--help")
    assert result.exit_code == 0
    assert "livephoto animate holiday/ -o videos/" in result.stdout
    assert "AILAB_API_KEY" in result.stdout
    assert "secret" not in result.stdout


# --- many photos ------------------------------------------------------------------------------------------------------


def test_a_folder_becomes_a_folder_of_videos_with_a_manifest(server: Server) -> None:
    for mark, name in enumerate(("a.jpg", "b.jpg", "c.jpg")):
        photo(f"in/{name}", mark)
    result = livephoto_animate("in", "-o", "new/videos")
    assert result.exit_code == 0
    assert sorted(result.stdout.splitlines()) == ["new/videos/a.mp4", "new/videos/b.mp4", "new/videos/c.mp4"]
    assert result.stderr == "3 done; 66 credits spent\n"
    rows = manifest("new/videos")
    assert {(row["output"], row["type"], row["status"], row.get("request_id")) for row in rows} == {
        (f"{name}.mp4", 0, status, given) for name in "abc" for status, given in (("started", None), ("done", "r-1"))
    }
    assert len({row["sha256"] for row in rows}) == 3
    assert {len(row["at"]) for row in rows} == {len("2026-01-08T12:00:00Z")}


def test_a_second_run_pays_only_for_what_is_new(server: Server) -> None:
    photo("in/a.jpg", 1)
    livephoto_animate("in", "-o", "videos")
    photo("in/b.jpg", 2)
    result = livephoto_animate("in", "-o", "videos")
    assert (result.exit_code, result.stdout, len(server.calls)) == (0, "videos/b.mp4\n", 2)
    assert result.stderr == "in/a.jpg: done before: videos/a.mp4\n1 done, 1 skipped; 22 credits spent\n"


def test_a_photo_that_failed_or_lost_its_video_or_changed_its_type_is_done_again(server: Server) -> None:
    server.answer = refuse(422, "ERROR_NO_FACE_IN_FILE")
    photo("in/a.jpg")
    livephoto_animate("in", "-o", "videos")
    assert [row["status"] for row in manifest("videos")] == ["started", "failed"]
    server.answer = lambda request: httpx.Response(200, json=SUCCESS)
    assert livephoto_animate("in", "-o", "videos").exit_code == 0
    Path("videos/a.mp4").unlink()
    assert livephoto_animate("in", "-o", "videos").exit_code == 0
    result = livephoto_animate("in", "-o", "videos", "--type", "full-body")
    assert "videos/a.mp4 exists; --overwrite replaces it" in result.stderr
    assert livephoto_animate("in", "-o", "videos", "--type", "full-body", "--overwrite").exit_code == 0
    assert len(server.calls) == 4


def test_the_same_photo_under_two_names_is_paid_once(server: Server) -> None:
    photo("in/a.jpg")
    photo("in/b.jpg")
    result = livephoto_animate("in", "-o", "videos", "--concurrency", "1")
    assert (result.exit_code, result.stdout, len(server.calls)) == (0, "videos/a.mp4\n", 1)


def test_of_a_photo_that_failed_the_same_photo_says_so(server: Server) -> None:
    server.answer = refuse(422, "ERROR_NO_FACE_IN_FILE")
    photo("in/a.jpg")
    photo("in/b.jpg")
    result = livephoto_animate("in", "-o", "videos", "--concurrency", "2")
    assert (result.exit_code, len(server.calls)) == (1, 1)
    assert "in/b.jpg: the same photo as in/a.jpg, which failed\n" in result.stderr


def test_what_may_have_been_billed_is_sent_again_only_when_asked_for(server: Server) -> None:
    server.answer = silent
    photo("in/a.jpg")
    livephoto_animate("in", "-o", "videos")
    day = manifest("videos")[-1]["at"][:10]
    server.answer = lambda request: httpx.Response(200, json=SUCCESS)
    result = livephoto_animate("in", "-o", "videos")
    assert (result.exit_code, result.stdout, len(server.calls)) == (1, "", 1)
    assert result.stderr == f"in/a.jpg: may have been billed on {day}; --retry-unanswered sends it again\n"
    result = livephoto_animate("in", "-o", "videos", "--retry-unanswered")
    assert (result.exit_code, result.stdout, len(server.calls)) == (0, "videos/a.mp4\n", 2)
    assert livephoto_animate("in", "-o", "videos").exit_code == 0
    assert len(server.calls) == 2


def test_retry_unanswered_also_tries_again_at_once(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    async def at_once(seconds: float) -> None:
        pass

    monkeypatch.setattr("anyio.sleep", at_once)

    def second_time(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=SUCCESS) if len(server.calls) > 1 else silent(request)

    server.answer = second_time
    assert livephoto_animate(photo("a.jpg"), "--retry-unanswered").exit_code == 0
    assert len(server.calls) == 2


def test_a_photo_whose_run_was_killed_may_have_been_billed(server: Server) -> None:
    photo("in/a.jpg")
    livephoto_animate("in", "-o", "videos")
    notes = Path("videos") / NAME
    notes.write_text(notes.read_text().splitlines()[0] + "\n")
    Path("videos/a.mp4").unlink()
    result = livephoto_animate("in", "-o", "videos")
    assert (result.exit_code, len(server.calls)) == (1, 1)
    assert "may have been billed on" in result.stderr


def test_a_video_that_was_overwritten_is_not_taken_for_done(server: Server) -> None:
    photo("in/a.jpg")
    for kind in ("avatar", "full-body"):
        result = livephoto_animate("in", "-o", "videos", "--type", kind, "--overwrite")
        assert (result.exit_code, result.stderr) == (0, "1 done; 22 credits spent\n")
    result = livephoto_animate("in", "-o", "videos", "--type", "avatar")
    assert (result.exit_code, len(server.calls)) == (1, 2)
    assert "videos/a.mp4 exists; --overwrite replaces it" in result.stderr
    assert "done before" in livephoto_animate("in", "-o", "videos", "--type", "full-body").stderr


def test_a_paid_video_that_cannot_be_written_is_on_the_bill_and_stops_the_rest(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(sink: FileSink) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device", "videos/0.mp4")

    monkeypatch.setattr(FileSink, "keep", full)
    for mark in range(3):
        photo(f"in/{mark}.jpg", mark)
    result = livephoto_animate("in", "-o", "videos", "--concurrency", "1")
    assert (result.exit_code, len(server.calls)) == (1, 1)
    assert "could not be written to videos/0.mp4: No space left on device; it may have been billed" in result.stderr
    assert result.stderr.endswith(
        "0 done, 1 failed, 2 not tried; 0 credits spent, up to 22 more billed without a video\n"
    )
    assert [(row["status"], row.get("maybe_billed", False)) for row in ends("videos")] == [("failed", True)]


def test_what_cannot_be_noted_is_not_sent(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(notes: Manifest, entry: Entry) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Manifest, "add", full)
    photo("in/a.jpg")
    result = livephoto_animate("in", "-o", "videos")
    assert (result.exit_code, server.calls) == (1, [])
    assert result.stderr == "in/a.jpg: No space left on device\n"


def test_a_done_photo_that_cannot_be_noted_is_done_all_the_same(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = Manifest.add

    def full_at_the_end(notes: Manifest, entry: Entry) -> None:
        if entry.status == "done":
            raise OSError(errno.ENOSPC, "No space left on device")
        add(notes, entry)

    monkeypatch.setattr(Manifest, "add", full_at_the_end)
    photo("in/a.jpg")
    result = livephoto_animate("in", "-o", "videos")
    assert (result.exit_code, result.stdout) == (0, "videos/a.mp4\n")
    assert result.stderr.startswith("in/a.jpg: done, but not noted: No space left on device\n")


def test_an_error_that_nobody_thought_of_fails_one_photo_and_cancels_no_other(server: Server) -> None:
    def odd(request: httpx.Request) -> httpx.Response:
        if len(server.calls) == 2:
            raise RuntimeError("odd")
        return httpx.Response(200, json=SUCCESS)

    server.answer = odd
    for mark in range(4):
        photo(f"in/{mark}.jpg", mark)
    result = livephoto_animate("in", "-o", "videos")
    assert (result.exit_code, len(result.stdout.splitlines()), len(server.calls)) == (1, 3, 4)
    assert "unexpected RuntimeError: odd" in result.stderr
    assert "3 done, 1 failed" in result.stderr


def test_paths_that_cannot_be_printed_stop_no_photo(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("livephoto.commands.animate_report.sys.stdout", Full())
    reporter = Reporter(2)
    job = Job(Path("a.jpg"), Path("a.mp4"))
    reporter.add(Outcome(job, Status.DONE))
    assert len(reporter.outcomes) == 1
    assert reporter.unprinted


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device there")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_every_photo_is_animated_where_the_paths_go_to_a_full_disk(
    mock: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unbuffered: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    Path("in").mkdir()
    for shade in range(5):
        Image.new("RGB", (64, 80), (shade, 0, 0)).save(f"in/{shade}.png")
    command = [sys.executable, "-m", "livephoto", "animate", "in", "-o", "videos"]
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            [*command, "--base-url", mock.base_url, "--api-key", "any"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        "5 done; 110 credits spent",
        "livephoto: cannot write to standard output: No space left on device",
    ]
    assert len(list(Path("videos").glob("*.mp4"))) == 5


def test_two_runs_into_one_folder_do_not_pay_twice(server: Server) -> None:
    photo("in/a.jpg")
    Path("videos").mkdir()
    with alone_in(Path("videos")):
        result = livephoto_animate("in", "-o", "videos")
        assert (result.exit_code, server.calls) == (2, [])
        assert result.stderr.startswith("livephoto animate: another `livephoto animate` is at work in videos")
        assert result.stderr.count("\n") == 1
    assert livephoto_animate("in", "-o", "videos").exit_code == 0


def test_unfinished_files_of_a_killed_run_are_swept_away(server: Server) -> None:
    photo("in/a.jpg")
    old = photo("videos/.livephoto-0123.part")
    os.utime(old, (0, 0))
    assert livephoto_animate("in", "-o", "videos").exit_code == 0
    assert not old.exists()


def test_a_broken_upload_does_not_stop_a_batch(server: Server) -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        raise httpx.WriteError("reset")

    server.answer = broken
    for mark in range(4):
        photo(f"in/{mark}.jpg", mark)
    result = livephoto_animate("in", "-o", "videos", "--retries", "0", "--concurrency", "1")
    assert (result.exit_code, len(server.calls)) == (1, 4)


def test_a_users_file_in_the_folder_stops_all_before_anything_is_paid(server: Server) -> None:
    photo("in/a.jpg", 1)
    photo("in/b.jpg", 2)
    photo("videos/b.mp4", 3)
    result = livephoto_animate("in", "-o", "videos")
    assert (result.exit_code, server.calls) == (2, [])
    assert "videos/b.mp4 exists" in result.stderr


def test_one_failure_does_not_stop_the_others(server: Server) -> None:
    photo("in/b.jpg", 2)
    Path("in/a.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    result = livephoto_animate("in", "-o", "videos")
    assert (result.exit_code, result.stdout) == (1, "videos/b.mp4\n")
    assert "in/a.jpg: not sent: the JPEG header is damaged" in result.stderr
    assert result.stderr.endswith("1 done, 1 failed; 22 credits spent\n")


@pytest.mark.parametrize(
    ("status", "code"),
    [(429, "ERROR_NOT_ENOUGH_CREDITS"), (401, "ERROR_USER_NOT_EXISTS"), (404, "ERROR_AI_NOT_EXISTS")],
)
def test_what_would_fail_for_every_photo_stops_the_rest(server: Server, status: int, code: str) -> None:
    server.answer = refuse(status, code)
    for mark in range(9):
        photo(f"in/{mark}.jpg", mark)
    result = livephoto_animate("in", "-o", "videos", "--concurrency", "2")
    assert result.exit_code == 1
    assert len(server.calls) <= 2
    assert "not tried; 0 credits spent" in result.stderr


def test_no_more_photos_are_on_their_way_than_allowed(server: Server) -> None:
    at_work, most = 0, 0

    async def slow(request: httpx.Request) -> httpx.Response:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        for _ in range(5):
            await asyncio.sleep(0)
        at_work -= 1
        return httpx.Response(200, json=SUCCESS)

    server.router.post(f"{URL}/api/portrait/effects/live-photo").mock(side_effect=slow)
    for mark in range(9):
        photo(f"in/{mark}.jpg", mark)
    assert livephoto_animate("in", "-o", "videos", "--concurrency", "3").exit_code == 0
    assert most == 3


class FirstOnly(BaseHTTPRequestHandler):
    """Answers the first call and keeps every later one waiting."""

    answered, waiting, over = threading.Event(), threading.Event(), threading.Event()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.answered.is_set():
            self.waiting.set()
            self.over.wait(30)
            return
        self.answered.set()
        body = json.dumps(SUCCESS).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals to send there")
@pytest.mark.parametrize(
    ("number", "status", "in_background"),
    [(signal.SIGINT, 130, False), (signal.SIGTERM, 143, False), (signal.SIGTERM, 143, True)],
)
def test_an_interrupted_run_keeps_what_was_done_and_notes_what_was_on_its_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals, status: int, in_background: bool
) -> None:
    class Slow(FirstOnly):
        answered, waiting, over = threading.Event(), threading.Event(), threading.Event()

    monkeypatch.chdir(tmp_path)
    for mark in range(4):
        photo(f"in/{mark}.jpg", mark)
    with ThreadingHTTPServer(("127.0.0.1", 0), Slow) as slow:
        threading.Thread(target=slow.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{slow.server_port}"
        command = [sys.executable, "-m", "livephoto", "animate", "in", "-o", "videos", "--concurrency", "1"]
        # A shell starts what ends in & with the interrupt ignored. Not by preexec_fn: a fork with threads may hang.
        wrapped = ["sh", "-c", 'trap "" INT; exec "$@"', "sh"] if in_background else []
        process = subprocess.Popen(
            [*wrapped, *command, "--base-url", url, "--api-key", "secret-key"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert Slow.waiting.wait(30)
        process.send_signal(number)
        stdout, stderr = process.communicate(timeout=30)
        Slow.over.set()
        slow.shutdown()
    assert (process.returncode, stdout) == (status, "videos/0.mp4\n")
    assert stderr.splitlines() == [
        "in/1.jpg: interrupted before the answer was whole; it may have been billed",
        "1 done, 1 failed, 2 not tried; 22 credits spent, up to 22 more billed without a video",
    ]
    assert [(row["status"], row.get("maybe_billed", False)) for row in ends("videos")] == [
        ("done", False),
        ("failed", True),
    ]
    assert sorted(file.name for file in Path("videos").iterdir()) == ["0.mp4", NAME]


def test_an_unreachable_server_stops_a_batch_with_exit_status_3(server: Server) -> None:
    def nobody(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    server.answer = nobody
    for mark in range(9):
        photo(f"in/{mark}.jpg", mark)
    result = livephoto_animate("in", "-o", "videos", "--retries", "0", "--concurrency", "2")
    assert result.exit_code == 3
    assert len(server.calls) <= 2
