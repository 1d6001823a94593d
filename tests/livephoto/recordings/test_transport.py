from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.photos import PhotoSpec, build
from livephoto import AsyncClient, Client, LivePhotoError, Retry, TransportTrouble
from livephoto.recordings.model import RecordingError
from livephoto.recordings.reading import read_recordings
from livephoto.recordings.transport import MODES, ChangedAnswerError, MissingRecordingError, RecordingTransport

KEY = "a-key-that-nobody-may-see"
URL = "http://api.example.org/api/portrait/effects/live-photo"


class Upstream:
    """Answers in turn with what it was given, the last one for ever; counts the calls."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.calls = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        answer = self.answers[min(self.calls, len(self.answers) - 1)]
        self.calls += 1
        if isinstance(answer, httpx.Response | Exception):
            if isinstance(answer, Exception):
                raise answer
            return answer
        return httpx.Response(200, json=answer)


def unreachable(request: httpx.Request) -> httpx.Response:
    raise AssertionError(f"{request.method} {request.url} was sent")


class Twin:
    """An httpx client, sync or async, behind one face; made anew for each session with the recordings."""

    def __init__(self, awaited: bool, folder: Path) -> None:
        self.awaited = awaited
        self.folder = folder

    def session(self, mode: str, upstream: Any, requests: list[dict[str, Any]], **more: Any) -> list[httpx.Response]:
        inner = httpx.MockTransport(upstream)
        transport = RecordingTransport(self.folder, mode, transport=inner, async_transport=inner, **more)  # type: ignore[arg-type]
        if not self.awaited:
            with httpx.Client(transport=transport) as client:
                return [client.request("POST", URL, **each) for each in requests]

        async def main() -> list[httpx.Response]:
            async with httpx.AsyncClient(transport=transport) as client:
                return [await client.request("POST", URL, **each) for each in requests]

        return asyncio.run(main())


@pytest.fixture(params=[False, True], ids=["sync", "async"])
def twin(request: pytest.FixtureRequest, tmp_path: Path) -> Twin:
    return Twin(request.param, tmp_path / "recordings")


def form(content: bytes = b"photo", type: int = 0) -> dict[str, Any]:
    return {"data": {"type": str(type)}, "files": {"image_target": ("a.jpg", content)}}


# --- modes ------------------------------------------------------------------------------------------------------------


def test_once_records_the_first_time_and_only_replays_ever_after(twin: Twin) -> None:
    first = twin.session("once", Upstream({"n": 1}), [form()])
    again = twin.session("once", unreachable, [form()])
    assert first[0].content == again[0].content == b'{"n":1}'
    assert "recording" in again[0].extensions
    with pytest.raises(MissingRecordingError, match="mode='new'"):
        twin.session("once", unreachable, [form(b"another photo")])


def test_none_never_asks_and_says_how_to_record(twin: Twin) -> None:
    with pytest.raises(MissingRecordingError, match=r"no recording of POST /api/.*; record it: .*mode='once'"):
        twin.session("none", unreachable, [form()])
    assert not twin.folder.exists()


def test_new_replays_what_it_knows_and_records_the_rest(twin: Twin) -> None:
    twin.session("once", Upstream({"n": 1}), [form()])
    upstream = Upstream({"n": 2})
    answers = twin.session("new", upstream, [form(), form(type=1)])
    assert [each.json() for each in answers] == [{"n": 1}, {"n": 2}]
    assert upstream.calls == 1
    assert twin.session("none", unreachable, [form(type=1)])[0].json() == {"n": 2}


def test_all_asks_every_time_and_the_new_answer_takes_the_place_of_the_old(twin: Twin) -> None:
    twin.session("once", Upstream({"n": 1}), [form(), form(type=1)])
    assert twin.session("all", Upstream({"n": 2}), [form()])[0].json() == {"n": 2}
    assert [each.json() for each in twin.session("none", unreachable, [form(), form(type=1)])] == [{"n": 2}, {"n": 1}]
    assert len(list(read_recordings(twin.folder))) == 2


def test_the_same_request_asked_again_gets_its_next_answer_and_the_last_one_for_ever(twin: Twin) -> None:
    busy = httpx.Response(503, json={"n": 1})
    twin.session("once", Upstream(busy, {"n": 2}), [form(), form()])
    answers = twin.session("none", unreachable, [form(), form(), form()])
    assert [(each.status_code, each.json()["n"]) for each in answers] == [(503, 1), (200, 2), (200, 2)]


def test_verify_takes_another_balance_for_no_change(twin: Twin) -> None:
    before, now = ({"data": [{"balance": balance, "name": "pool"}]} for balance in (220, 198))
    twin.session("once", Upstream(before), [form()])
    assert twin.session("verify", Upstream(now), [form()])[0].json() == now


BEFORE = {"request_id": "a", "created_at": 1, "data": {"video": "AAAAHGZ0eXA" + "A" * 5000}, "error_code": 0, "n": 1}


@pytest.mark.parametrize(
    "now",
    [BEFORE, {**BEFORE, "request_id": "b", "created_at": 2}, {**BEFORE, "data": {"video": "AAAAIGZ0eXB" + "B" * 6000}}],
)
def test_verify_takes_other_ids_times_and_clips_for_no_change(twin: Twin, now: Any) -> None:
    twin.session("once", Upstream(BEFORE), [form()])
    assert twin.session("verify", Upstream(now), [form()])[0].json() == now
    assert len(list(read_recordings(twin.folder))) == 1


@pytest.mark.parametrize(
    ("now", "says"),
    [
        (httpx.Response(422, json=BEFORE), "status 422, not 200"),
        (httpx.Response(200, text=json.dumps(BEFORE)), "media type text/plain, not application/json"),
        (httpx.Response(200, content=b"<html>", headers={"content-type": "application/json"}), "another body"),
        ({**BEFORE, "n": 2}, "n 2, not 1"),
        ({**BEFORE, "request_id": 7}, "request_id any int, not any str"),
        ({**BEFORE, "more": 0}, "more is new"),
        ({**BEFORE, "data": {}}, "data.video is gone"),
        ({**BEFORE, "data": {"video": "short"}}, 'data.video "short", not a video'),
    ],
)
def test_verify_says_what_changed(twin: Twin, now: Any, says: str) -> None:
    twin.session("once", Upstream(BEFORE), [form()])
    with pytest.raises(ChangedAnswerError, match=r"is no longer answered as in .*har") as caught:
        twin.session("verify", Upstream(now), [form()])
    assert says in str(caught.value)


def test_verify_needs_a_recording(twin: Twin) -> None:
    with pytest.raises(MissingRecordingError):
        twin.session("verify", unreachable, [form()])


def test_a_mode_that_is_none_of_them_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=", ".join(MODES)):
        RecordingTransport(tmp_path, "rewrite")  # type: ignore[arg-type]


# --- what httpx sees --------------------------------------------------------------------------------------------------


def test_the_answer_is_the_same_recorded_and_replayed_and_can_be_streamed(tmp_path: Path) -> None:
    text = json.dumps({"n": list(range(5000))}).encode()
    packed = httpx.Response(200, content=gzip.compress(text), headers={"content-encoding": "gzip", "x-other": "1"})
    made = RecordingTransport(tmp_path, transport=httpx.MockTransport(Upstream(packed)))
    for transport in (made, RecordingTransport(tmp_path, "none")):
        with httpx.Client(transport=transport) as client, client.stream("GET", URL) as response:
            assert b"".join(response.iter_bytes(100)) == text


def test_a_request_is_known_whatever_its_boundary_key_and_host(tmp_path: Path) -> None:
    made = RecordingTransport(tmp_path, transport=httpx.MockTransport(Upstream({})))
    with httpx.Client(transport=made) as client:
        client.post(URL, **form(), headers={"ailabapi-api-key": KEY})
    with httpx.Client(transport=RecordingTransport(tmp_path, "none")) as client:
        answer = client.post(
            URL.replace("http://api", "https://other"), **form(), headers={"ailabapi-api-key": "other"}
        )
    assert answer.status_code == 200
    assert KEY.encode() not in b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


def test_trouble_on_the_way_is_httpxs_own_and_leaves_no_recording(twin: Twin) -> None:
    with pytest.raises(httpx.ConnectTimeout):
        twin.session("once", Upstream(httpx.ConnectTimeout("too slow")), [form()])
    assert not list(twin.folder.glob("*.har"))


def test_without_a_transport_of_ones_own_the_server_is_really_asked(tmp_path: Path, mock: Any) -> None:
    made = RecordingTransport(tmp_path, edition="2026-01")
    with httpx.Client(transport=made) as client:
        first = client.post(mock.base_url + mock.edition.request.path)
    (recorded,) = read_recordings(tmp_path)
    assert (recorded.edition, recorded.answer.content.read()) == ("2026-01", first.content)


# --- livephoto's own clients ------------------------------------------------------------------------------------------


def no_sleep(seconds: float) -> None:
    raise AssertionError("it waits to try again")


Animate = Callable[[RecordingTransport, str], bytes]


@pytest.fixture(params=["sync", "async"])
def animate(request: pytest.FixtureRequest) -> Iterator[Animate]:
    def call(transport: RecordingTransport, url: str) -> bytes:
        with Client(KEY, base_url=url, transport=transport, sleep=no_sleep) as client:
            return client.animate(build(PhotoSpec())).video

    def call_async(transport: RecordingTransport, url: str) -> bytes:
        async def main() -> bytes:
            async with AsyncClient(KEY, base_url=url, transport=transport) as client:
                return (await client.animate(build(PhotoSpec()))).video

        return asyncio.run(main())

    return call if request.param == "sync" else call_async  # type: ignore[return-value]


def test_the_client_gets_the_same_video_from_the_server_and_from_the_recording(
    tmp_path: Path, mock: Any, animate: Animate
) -> None:
    first = animate(RecordingTransport(tmp_path), mock.base_url)
    assert animate(RecordingTransport(tmp_path, "none"), "http://nobody.invalid") == first
    assert animate(RecordingTransport(tmp_path, "verify"), mock.base_url) == first


def test_the_client_says_what_is_missing_in_a_line_and_does_not_try_again(tmp_path: Path, animate: Animate) -> None:
    with pytest.raises(TransportTrouble, match=r"no recording of POST .*; record it: ") as caught:
        animate(RecordingTransport(tmp_path, "none"), "http://nobody.invalid")
    assert isinstance(caught.value.__cause__, RecordingError)
    assert (caught.value.retryable, caught.value.maybe_billed, caught.value.reached) == (False, False, False)


def test_a_failure_and_its_second_try_are_replayed_as_they_went(tmp_path: Path) -> None:
    credits_data = {"data": [{"unique_sign": "x", "name": "x", "balance": 3, "total": 3, "last_recharge_balance": 3}]}
    upstream = Upstream(httpx.Response(429, json={}), {"error_code": 0, **credits_data})
    for transport in (
        RecordingTransport(tmp_path, transport=httpx.MockTransport(upstream)),
        RecordingTransport(tmp_path, "none"),
    ):
        slept: list[float] = []
        with Client(KEY, base_url="http://a.invalid", transport=transport, sleep=slept.append, retry=Retry()) as client:
            try:
                client.credits()
            except LivePhotoError as error:
                pytest.fail(str(error))
        assert len(slept) == 1
