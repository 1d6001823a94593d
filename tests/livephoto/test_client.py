from __future__ import annotations

import base64
import errno
import gzip
import io
import json
import logging
import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from livephoto import errors
from livephoto.contract import LivePhotoType
from livephoto.retry import Retry
from livephoto.sink import FileSink

VIDEO = b"\0\0\0\x18ftypisom" + bytes(range(256)) * 40
SUCCESS = {"request_id": "r-1", "log_id": "l-1", "error_code": 0, "data": {"video": base64.b64encode(VIDEO).decode()}}
BUSY = {"error_code": 503, "error_detail": {"code": "AI_SERVICE_FLOW_RESTRICTION", "message": "busy"}}


def ok(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json=SUCCESS)


def in_turn(*answers: httpx.Response | Exception) -> Any:
    left = iter(answers)

    def handler(request: httpx.Request) -> httpx.Response:
        answer = next(left)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return handler


def busy(**headers: str) -> httpx.Response:
    return httpx.Response(503, json=BUSY, headers=headers)


class Pieces(httpx.SyncByteStream, httpx.AsyncByteStream):
    """An answer that comes in pieces; an exception among them is raised in its turn."""

    def __init__(self, *pieces: bytes | BaseException) -> None:
        self.pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            if isinstance(piece, BaseException):
                raise piece
            yield piece

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


# --- the request ------------------------------------------------------------------------------------------------------


def test_the_request_is_what_the_edition_says(twin: Any, photo: bytes) -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return ok(request)

    twin.make(handler, base_url="http://host:8300/ailab/").animate(photo, LivePhotoType.FULL_BODY)
    (request,) = seen
    assert (request.method, str(request.url)) == ("POST", "http://host:8300/ailab/api/portrait/effects/live-photo")
    assert request.headers["ailabapi-api-key"] == "secret-key"
    assert request.headers["user-agent"].startswith("livephoto/")
    assert request.headers["content-length"] == str(len(request.content))
    assert b'name="image_target"; filename="image_target.jpg"\r\nContent-Type: image/jpeg' in request.content
    assert b'name="type"\r\n\r\n1\r\n' in request.content
    assert photo in request.content


def test_a_photo_may_be_a_path_or_a_file(twin: Any, photo: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(photo)
    twin.make(ok)
    assert twin.animate(tmp_path / "a.jpg").video == VIDEO
    assert twin.animate(str(tmp_path / "a.jpg")).video == VIDEO
    assert twin.animate(io.BytesIO(photo)).video == VIDEO


def test_a_type_outside_the_contract_is_refused_before_sending(twin: Any, photo: bytes) -> None:
    with pytest.raises(ValueError, match="7"):
        twin.make(in_turn()).animate(photo, 7)


def test_a_photo_is_checked_before_it_is_sent_unless_told_not_to(twin: Any) -> None:
    with pytest.raises(errors.WrongImage):
        twin.make(in_turn()).animate(b"GIF89a")
    assert twin.make(ok).animate(b"GIF89a", check=False).video == VIDEO
    assert twin.make(ok, check=False).animate(b"GIF89a").video == VIDEO
    with pytest.raises(errors.WrongImage):
        twin.make(in_turn(), check=False).animate(b"GIF89a", check=True)


# --- the answer -------------------------------------------------------------------------------------------------------


def test_a_success_becomes_a_live_photo(twin: Any, photo: bytes) -> None:
    made = twin.make(ok).animate(photo)
    assert (made.video, made.media_type, made.request_id, made.log_id) == (VIDEO, "video/mp4", "r-1", "l-1")
    assert made.path is None


def test_a_video_can_go_to_a_file_as_it_comes(twin: Any, photo: bytes, tmp_path: Path) -> None:
    made = twin.make(ok).animate(photo, to=tmp_path / "video.mp4")
    assert made.path == tmp_path / "video.mp4"
    assert made.path.read_bytes() == made.video == VIDEO
    assert [file.name for file in tmp_path.iterdir()] == ["video.mp4"]


@pytest.mark.parametrize(
    "answer",
    [
        lambda: httpx.Response(422, json={"error_code": 422}),
        lambda: httpx.Response(200, json=SUCCESS | {"error_code": 422}),
        lambda: httpx.Response(200, json=SUCCESS | {"error_code": "?"}),
        lambda: httpx.Response(200, stream=Pieces(b'{"data":{"video":"AAAA', httpx.ReadError("cut"))),
        lambda: httpx.Response(200, stream=Pieces(b'{"data":{"video":"AAAA', KeyboardInterrupt())),
    ],
    ids=["refused", "refused under 200", "broken", "cut off", "interrupted"],
)
def test_a_failure_leaves_no_file_behind(twin: Any, photo: bytes, tmp_path: Path, answer: Any) -> None:
    with pytest.raises((errors.LivePhotoError, KeyboardInterrupt)):
        twin.make(lambda request: answer()).animate(photo, to=tmp_path / "video.mp4")
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_written_is_told_before_anything_is_sent(twin: Any, photo: bytes, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        twin.make(in_turn()).animate(photo, to=tmp_path / "missing" / "video.mp4")


def test_a_file_that_cannot_be_opened_is_named_as_it_was_asked_for(twin: Any, photo: bytes, tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"video\.mp4'$") as caught:
        twin.make(in_turn()).animate(photo, to=tmp_path / "missing" / "video.mp4")
    assert ".part" not in str(caught.value)


@pytest.mark.parametrize("fails_at", ["write", "keep"])
def test_a_paid_video_that_cannot_be_written_is_an_error_that_says_so(
    twin: Any, photo: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: str
) -> None:
    def fail(sink: object, *given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "video.mp4")

    monkeypatch.setattr(FileSink, fails_at, fail)
    with pytest.raises(errors.NotSaved, match=r"could not be written to video\.mp4: No space left") as caught:
        twin.make(in_turn(httpx.Response(200, json=SUCCESS))).animate(photo, to=tmp_path / "video.mp4")
    assert (caught.value.maybe_billed, caught.value.retryable) == (True, False)
    assert (caught.value.request_id, caught.value.log_id) == ("r-1", "l-1")
    assert isinstance(caught.value.__cause__, OSError)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "spelled",
    [
        lambda text: "data:video/mp4;base64," + text,
        lambda text: text.replace("/", "\\/"),
        lambda text: text.replace("+", "\\u002B").replace("=", "\\u003d"),
    ],
    ids=["data: prefix", "PHP's slashes", "escapes"],
)
def test_other_spellings_of_the_same_string_are_read(twin: Any, photo: bytes, spelled: Any) -> None:
    text = spelled(base64.b64encode(VIDEO).decode())
    body = f'{{"error_code":0,"data":{{"video":"{text}"}}}}'.encode()
    assert twin.make(lambda request: httpx.Response(200, content=body)).animate(photo).video == VIDEO


def test_a_compressed_answer_is_read(twin: Any, photo: bytes) -> None:
    body = gzip.compress(json.dumps(SUCCESS).encode())
    twin.make(lambda request: httpx.Response(200, content=body, headers={"content-encoding": "gzip"}))
    assert twin.animate(photo).video == VIDEO


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>hello</html>",
        b"null",
        b"[]",
        b"{}",
        b'{"error_code":0,"data":""}',
        b'{"error_code":0,"data":{}}',
        b'{"error_code":0,"data":{"video":""}}',
        b'{"error_code":0,"data":{"video":null}}',
        b'{"error_code":0,"data":{"video":["AAAA"]}}',
        b'{"error_code":0,"data":{"video":"AA-_"}}',
        b'{"error_code":0,"data":{"video":"AAAA\\nAAAA"}}',
        b'{"error_code":0,"data":{"video":"AAA"}}',
        b'{"error_code":0,"data":{"video":"AAAA"},"data":{}}',
        b'{"error_code":0,"data":{"video":"AAAA"}} trailing',
        b'{"error_code":0,"data":{"video":"AAAA',
        b'{"error_code":[],"data":{"video":"AAAA"}}',
        b'{"more":"' + b"x" * (1 << 20) + b'","data":{"video":"AAAA"}}',
    ],
)
def test_an_answer_that_breaks_the_contract_is_told_and_may_have_been_billed(
    twin: Any, photo: bytes, body: bytes
) -> None:
    with pytest.raises(errors.BrokenAnswer, match="breaks the contract") as caught:
        twin.make(in_turn(httpx.Response(200, content=body))).animate(photo)
    assert (caught.value.status, caught.value.maybe_billed, caught.value.retryable) == (200, True, False)
    assert not isinstance(caught.value, errors.ApiError)


def test_a_broken_answer_keeps_the_ids_that_came_before_it_broke(twin: Any, photo: bytes) -> None:
    for end in (b"?", b'"}}} trailing', b'AAA"}}'):
        body = b'{"request_id":"r-1","log_id":"l-1","data":{"video":"AAAA' + end
        with pytest.raises(errors.BrokenAnswer) as caught:
            twin.make(in_turn(httpx.Response(200, content=body))).animate(photo)
        assert caught.value.request_id == ("r-1" if b"trailing" not in end else None)


@given(body=st.binary(max_size=200), status=st.integers(200, 599))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_any_answer_is_a_live_photo_or_an_error_of_ours(twin: Any, photo: bytes, body: bytes, status: int) -> None:
    with suppress(errors.LivePhotoError):
        twin.make(lambda request: httpx.Response(status, content=body), retry=Retry(attempts=1)).animate(photo)


def test_an_answer_cut_off_keeps_the_ids_that_came_before(twin: Any, photo: bytes) -> None:
    pieces = Pieces(b'{"request_id":"r-1","log_id":"l-1","data":{"video":"AAAA', httpx.ReadError("reset"))
    with pytest.raises(errors.TransportTrouble) as caught:
        twin.make(in_turn(httpx.Response(200, stream=pieces))).animate(photo)
    assert (caught.value.request_id, caught.value.log_id, caught.value.maybe_billed) == ("r-1", "l-1", True)


def test_an_error_page_without_end_is_not_read_to_its_end(twin: Any, photo: bytes) -> None:
    class Endless(Pieces):
        def __iter__(self) -> Iterator[bytes]:
            while True:
                yield b"x" * 100_000

    twin.make(lambda request: httpx.Response(502, stream=Endless()))
    with pytest.raises(errors.ServiceTrouble):
        twin.animate(photo)


def test_a_refusal_that_is_cut_off_is_still_a_refusal(twin: Any, photo: bytes) -> None:
    stream = Pieces(b'{"error_code":413,', httpx.ReadError("reset"))
    twin.make(lambda request: httpx.Response(413, stream=stream))
    with pytest.raises(errors.WrongImage):
        twin.animate(photo)


def test_a_redirect_is_not_followed_with_the_key(twin: Any, photo: bytes) -> None:
    twin.make(in_turn(httpx.Response(307, headers={"location": "https://elsewhere/"})))
    with pytest.raises(errors.WrongRequest, match="redirected to https://elsewhere/"):
        twin.animate(photo)


# --- trying again -----------------------------------------------------------------------------------------------------


def test_a_busy_service_is_tried_again_after_growing_pauses(twin: Any, photo: bytes, tmp_path: Path) -> None:
    twin.make(in_turn(busy(), busy(), httpx.Response(200, json=SUCCESS)))
    assert twin.animate(photo, to=tmp_path / "v.mp4").video == VIDEO
    assert twin.slept == [1, 2]


def test_retry_after_is_obeyed_where_it_fits_in_the_deadline(twin: Any, photo: bytes) -> None:
    twin.make(in_turn(busy(**{"retry-after": "30"}), httpx.Response(200, json=SUCCESS)))
    assert twin.animate(photo).video == VIDEO
    assert twin.slept == [30]
    with pytest.raises(errors.SlowDown) as caught:
        twin.make(in_turn(busy(**{"retry-after": "9000"}))).animate(photo)
    assert caught.value.retry_after == 9000
    assert twin.slept == [30]


def test_a_connection_that_never_came_about_is_tried_again(twin: Any, photo: bytes) -> None:
    twin.make(in_turn(httpx.ConnectError("refused"), httpx.ConnectTimeout("slow"), httpx.Response(200, json=SUCCESS)))
    assert twin.animate(photo).video == VIDEO


@pytest.mark.parametrize("kind", [httpx.ReadTimeout, httpx.ReadError, httpx.RemoteProtocolError])
def test_an_unanswered_upload_is_not_paid_twice_unless_asked_for(
    twin: Any, photo: bytes, kind: type[httpx.TransportError]
) -> None:
    with pytest.raises(errors.TransportTrouble) as caught:
        twin.make(in_turn(kind("gone"))).animate(photo)
    assert (caught.value.maybe_billed, caught.value.retryable) == (True, True)
    assert isinstance(caught.value.__cause__, kind)
    twin.make(in_turn(kind("gone"), httpx.Response(200, json=SUCCESS)), retry=Retry(retry_unanswered=True))
    assert twin.animate(photo).video == VIDEO


def test_an_upload_that_broke_off_is_tried_again(twin: Any, photo: bytes) -> None:
    class Reset(httpx.MockTransport):
        """Breaks before it read the request; MockTransport itself reads it whole."""

        broken = False

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if not self.broken:
                self.broken = True
                raise httpx.WriteError("reset")
            return super().handle_request(request)

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if not self.broken:
                self.broken = True
                raise httpx.WriteError("reset")
            return await super().handle_async_request(request)

    twin.make(ok, transport=Reset(ok))
    assert twin.animate(photo).video == VIDEO


def test_a_broken_success_is_never_sent_again(twin: Any, photo: bytes) -> None:
    twin.make(in_turn(httpx.Response(200, content=b"{")), retry=Retry(retry_unanswered=True))
    with pytest.raises(errors.BrokenAnswer):
        twin.animate(photo)


@pytest.mark.parametrize("status", [502, 504])
def test_a_gateways_page_after_the_upload_is_not_sent_again(twin: Any, photo: bytes, status: int) -> None:
    with pytest.raises(errors.ServiceTrouble) as caught:
        twin.make(in_turn(httpx.Response(status, html="<h1>Bad Gateway</h1>"))).animate(photo)
    assert caught.value.maybe_billed


def test_an_answer_that_drips_past_the_deadline_is_given_up(twin: Any, photo: bytes) -> None:
    twin.make(lambda request: httpx.Response(200, stream=Pieces(*[b" "] * 10)), retry=Retry(deadline=5))
    twin.now = lambda: 0.0
    ticks = iter(range(100))
    twin.client._clock = lambda: float(next(ticks))
    with pytest.raises(errors.TransportTrouble, match="deadline") as caught:
        twin.animate(photo)
    assert caught.value.maybe_billed


@pytest.mark.parametrize("pieces", [1, 3])
def test_the_deadline_does_not_beat_an_answer_that_is_whole(twin: Any, photo: bytes, pieces: int) -> None:
    body = json.dumps(SUCCESS).encode()
    cut = [body[-n : len(body) - n + 1] for n in range(pieces - 1, 0, -1)]
    stream = Pieces(body[: len(body) - len(cut)], *cut)
    ticks = iter([0.0, 0.0, *[1.0] * (pieces - 1), 9.0])
    twin.make(lambda request: httpx.Response(200, stream=stream), retry=Retry(deadline=5))
    twin.client._clock = lambda: next(ticks)
    assert twin.animate(photo).video == VIDEO
    assert next(ticks, None) is None


def test_a_refusal_that_drips_past_the_deadline_is_still_a_refusal(twin: Any, photo: bytes) -> None:
    twin.make(lambda request: httpx.Response(413, stream=Pieces(*[b" "] * 10)), retry=Retry(deadline=5))
    ticks = iter(range(100))
    twin.client._clock = lambda: float(next(ticks))
    with pytest.raises(errors.WrongImage):
        twin.animate(photo)


@pytest.mark.parametrize(("stops_at", "billed"), [("connecting", False), ("answering", True)])
def test_an_interrupted_call_notes_whether_it_may_have_been_billed(
    twin: Any, photo: bytes, stops_at: str, billed: bool
) -> None:
    class Interrupted(httpx.MockTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if stops_at == "answering":
                request.read()
            raise KeyboardInterrupt

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if stops_at == "answering":
                await request.aread()
            raise KeyboardInterrupt

    twin.make(ok, transport=Interrupted(ok))
    with pytest.raises(KeyboardInterrupt) as caught:
        twin.animate(photo)
    assert errors.maybe_billed(caught.value) is billed
    with pytest.raises(KeyboardInterrupt) as caught:
        twin.credits()
    assert not errors.maybe_billed(caught.value)


def test_what_is_left_of_the_deadline_bounds_every_timeout(twin: Any, photo: bytes) -> None:
    seen: list[dict[str, float]] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.extensions["timeout"])
        return busy() if len(seen) == 1 else ok(request)

    twin.make(handler, retry=Retry(first_pause=5, deadline=8)).animate(photo)
    assert seen[0] == {"connect": 8, "read": 8, "write": 8, "pool": 8}
    assert seen[1]["read"] == 3


# --- credits ----------------------------------------------------------------------------------------------------------


def test_credits_are_asked_for(twin: Any) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        assert (request.method, request.url.path) == ("GET", "/api/common/query-credits")
        assert request.headers["ailabapi-api-key"] == "secret-key"
        rows = [{"unique_sign": "common", "balance": 100.5}, {"unique_sign": "portrait_live_photos", "balance": 22}]
        return httpx.Response(200, json={"error_code": 0, "data": [*rows, {"unique_sign": "other", "balance": 9}]})

    assert twin.make(handler).credits().balance == 122.5


def test_asking_for_credits_is_tried_again_after_anything_that_may_pass(twin: Any) -> None:
    answers = (httpx.ReadTimeout("slow"), httpx.Response(502), httpx.Response(200, json={"data": []}))
    assert twin.make(in_turn(*answers)).credits().pools == ()


def test_credits_of_another_shape_break_the_contract(twin: Any) -> None:
    with pytest.raises(errors.BrokenAnswer) as caught:
        twin.make(lambda request: httpx.Response(200, json={"request_id": "r-1", "data": "?"})).credits()
    assert (caught.value.request_id, caught.value.maybe_billed) == ("r-1", False)


# --- the endpoint -----------------------------------------------------------------------------------------------------

GONE = {"error_code": 404, "error_detail": {"code": "ERROR_AI_NOT_EXISTS", "message": "AI does not exist"}}


@pytest.mark.parametrize(
    ("base_url", "headers"),
    [
        (None, {}),
        ("https://www.ailabapi.com/", {}),
        ("http://127.0.0.1:8300", {"X-Livephoto-Rule": "endpoint_retired"}),
    ],
)
def test_a_retirement_is_certain_where_the_vendor_or_a_mock_says_so(
    twin: Any, photo: bytes, base_url: str | None, headers: dict[str, str]
) -> None:
    with pytest.raises(errors.EndpointRetired) as caught:
        twin.make(in_turn(httpx.Response(404, json=GONE, headers=headers)), base_url=base_url).animate(photo)
    assert caught.value.certain
    assert caught.value.message == "AI does not exist"


@pytest.mark.parametrize("headers", [{}, {"X-Livephoto-Rule": "path_unknown"}])
def test_elsewhere_a_wrong_base_url_is_thought_of_first(twin: Any, photo: bytes, headers: dict[str, str]) -> None:
    answer = httpx.Response(404, json=GONE, headers=headers)
    with pytest.raises(errors.EndpointRetired, match="is the base URL right, or was it retired") as caught:
        twin.make(in_turn(answer), base_url="http://127.0.0.1:8300/foo").animate(photo)
    assert not caught.value.certain
    assert "http://127.0.0.1:8300/foo/api/portrait/effects/live-photo" in str(caught.value)
    assert "AI does not exist" in repr(caught.value)


# --- settings ---------------------------------------------------------------------------------------------------------


def test_key_and_url_come_from_the_environment(twin: Any, photo: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AILAB_API_KEY", "of-the-environment")
    monkeypatch.setenv("LIVEPHOTO_BASE_URL", "http://127.0.0.1:8300")

    def handler(request: httpx.Request) -> httpx.Response:
        assert (request.url.port, request.headers["ailabapi-api-key"]) == (8300, "of-the-environment")
        return ok(request)

    assert twin.make(handler, api_key=None).animate(photo).video == VIDEO


def test_without_a_key_there_is_no_client(twin: Any) -> None:
    with pytest.raises(errors.SettingsError, match="AILAB_API_KEY"):
        twin.make(ok, api_key=None)


def test_a_key_that_is_no_text_is_told_in_clear_words(twin: Any) -> None:
    with pytest.raises(errors.SettingsError, match="the API key must be a str, not int"):
        twin.make(ok, api_key=123)


def test_the_callers_headers_and_hooks_are_used(twin: Any, photo: bytes) -> None:
    seen: list[str] = []

    def hook(request: httpx.Request) -> None:
        seen.append(request.headers["user-agent"])

    async def awaited_hook(request: httpx.Request) -> None:
        hook(request)

    hooks = {"request": [awaited_hook if twin.awaited else hook]}
    twin.make(ok, headers={"User-Agent": "mine"}, event_hooks=hooks).animate(photo)
    assert seen == ["mine"]


def test_the_callers_httpx_client_is_used_and_left_open(twin: Any, photo: bytes) -> None:
    kind: Any = httpx.AsyncClient if twin.awaited else httpx.Client
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return ok(request)

    http = kind(base_url="http://mine:1234/x", timeout=7, transport=httpx.MockTransport(handler))
    make = type(twin)(twin.awaited)
    settings = {"api_key": "k", "http_client": http, "clock": twin.now}
    from livephoto.async_client import AsyncClient
    from livephoto.client import Client

    make.client = (AsyncClient if twin.awaited else Client)(**settings)
    make.animate(photo)
    make.close()
    assert not http.is_closed
    assert str(seen[0].url) == "http://mine:1234/x/api/portrait/effects/live-photo"
    assert seen[0].extensions["timeout"]["read"] == 7
    twin.make(ok)


def test_an_httpx_client_and_options_for_one_do_not_go_together(twin: Any) -> None:
    with pytest.raises(TypeError, match="http_client or transport"):
        twin.make(ok, http_client=httpx.Client())


def test_closing_closes_its_own_connections(twin: Any) -> None:
    twin.make(ok).close()
    assert twin.client._http.is_closed


# --- the key ----------------------------------------------------------------------------------------------------------


def test_the_key_shows_nowhere(twin: Any, photo: bytes, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    echo = {"error_code": 401, "request_id": "secret-key", "error_msg": "who is secret-key"}
    answers: list[httpx.Response | Exception] = [
        busy(),
        httpx.Response(401, json=echo),
        httpx.Response(403, json={"message": "secret-key has no rights"}),
        httpx.Response(302, headers={"location": "http://x/?key=secret-key"}),
        httpx.ConnectError("no route for secret-key"),
    ]
    twin.make(in_turn(*answers), retry=Retry(attempts=2))
    shown = [repr(twin.client), str(vars(twin.client))]
    for _ in range(3):
        with pytest.raises(errors.LivePhotoError) as caught:
            twin.animate(photo)
        error = caught.value
        shown += [str(error), repr(error), "".join(traceback.format_exception_only(error)), str(vars(error))]
    assert len(shown) > 10
    assert not [text for text in [*shown, caplog.text] if "secret-key" in text]
    assert "***" in shown[2]


@pytest.mark.parametrize("key", ["E", "CREDITS"])
def test_a_key_that_is_part_of_a_code_changes_no_code(twin: Any, photo: bytes, key: str) -> None:
    body = {"error_code": 429, "request_id": "E-1", "error_detail": {"code": "ERROR_NOT_ENOUGH_CREDITS"}}
    with pytest.raises(errors.OutOfCredits) as caught:
        twin.make(in_turn(httpx.Response(429, json=body)), api_key=key).animate(photo)
    assert (caught.value.code, caught.value.request_id) == ("ERROR_NOT_ENOUGH_CREDITS", "E-1")


def test_the_repr_names_the_server(twin: Any) -> None:
    twin.make(ok, base_url="http://me:password@127.0.0.1:8300")
    assert repr(twin.client) == f"<livephoto.{type(twin.client).__name__} http://127.0.0.1:8300>"
