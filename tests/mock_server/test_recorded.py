from __future__ import annotations

import asyncio
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.photos import PhotoSpec, build
from contract_tests.probes import probes
from contract_tests.target import Target
from livephoto.commands.console import CommandError
from livephoto.contract import load_edition
from livephoto.pseudonym import pseudonym
from livephoto.recordings.captured import Captured
from livephoto.recordings.form import read_form
from livephoto.recordings.reading import read_recordings
from livephoto.recordings.store import Store
from mock_server import Settings, create_app
from mock_server.mock_command import run
from mock_server.settings import SettingsError

FIXTURES = Path(__file__).parents[2] / "fixtures" / "recordings"
KEY, OTHER = "the-key-it-was-recorded-with", "another-key"
EDITION = load_edition("2026-01")
PATH, FIELD, HEADER = EDITION.request.path, EDITION.request.image_field.name, EDITION.request.key_header
PHOTO = build(PhotoSpec(width=100, height=100))
BODY = b'{"request_id":"r-1","error_code":0,"data":{"video":"AAAA"},"of":"the recording"}'
NOON = datetime(2026, 1, 8, 12, tzinfo=UTC)


def captured(
    key: str | None = KEY, photo: bytes = PHOTO, fields: dict[str, str] | None = None, **more: Any
) -> Captured:
    """An exchange as a recorder saw it, with changes."""
    headers = {} if key is None else {HEADER: key}
    request = httpx.Request(
        "POST", f"https://api.example.com{PATH}", files={FIELD: ("me.jpg", photo)}, data=fields, headers=headers
    )
    content = request.read()
    seen = Captured(
        method="POST",
        url=str(request.url),
        request_headers=request.headers.multi_items(),
        form=read_form(request.headers["content-type"], content),
        request_body_sha256="ab" * 32,
        request_body_size=len(content),
        status=200,
        answer_headers=(("Content-Type", "application/json"), ("Server", "nginx"), ("Content-Encoding", "gzip")),
        body=BODY,
        cut=False,
        started=NOON,
        seconds=1.0,
    )
    return replace(seen, **more)


class Serving:
    """A mock in this process, with recordings in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = Store(folder)

    def start(self, **settings: Any) -> Serving:
        self.app = create_app(Settings(engine="canned", recordings=self.folder, **settings))
        return self

    def post(self, photo: bytes = PHOTO, *, key: str | None = KEY, **more: Any) -> httpx.Response:
        headers = {} if key is None else {HEADER: key}
        return self.ask(
            "POST", PATH, files={FIELD: ("a.jpg", photo)}, headers=headers | more.pop("headers", {}), **more
        )

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def go() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
                return await http.request(method, path, **more)

        return asyncio.run(go())


@pytest.fixture
def serving(tmp_path: Path) -> Serving:
    return Serving(tmp_path / "recordings")


def test_a_recorded_request_gets_the_very_answer_that_was_recorded(serving: Serving) -> None:
    file = serving.store.add(captured())
    answer = serving.start().post()

    assert answer.status_code == 200
    assert answer.content == BODY
    assert answer.headers["x-livephoto-recording"] == file.name
    assert answer.headers["server"] == "nginx"
    assert "content-encoding" not in answer.headers
    assert answer.headers["content-length"] == str(len(BODY))
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    "more", [{"photo": build(PhotoSpec(width=101, height=100))}, {"data": {"type": "1"}}, {"data": {"extra": "x"}}]
)
def test_all_others_are_answered_as_usual(serving: Serving, more: dict[str, Any]) -> None:
    serving.store.add(captured())
    answer = serving.start().post(**more)

    assert answer.status_code == 200
    assert answer.headers["x-livephoto-engine"] == "canned"
    assert "x-livephoto-recording" not in answer.headers


def test_fields_that_no_edition_has_are_part_of_the_request(serving: Serving) -> None:
    serving.store.add(captured(fields={"extra": "x"}))
    serving.start()

    assert serving.post(data={"extra": "x"}).content == BODY
    assert serving.post(data={"extra": "y"}).content != BODY
    assert serving.post().content != BODY


def test_it_is_found_over_the_wire_whatever_boundary_host_and_query(
    serving: Serving, mocks: Callable[..., Any]
) -> None:
    photo = build(PhotoSpec(width=100, height=100, size=3_000_000))
    file = serving.store.add(captured(photo=photo, fields={"type": "1"}))
    mock = mocks(recordings=serving.folder)

    form = {"files": {FIELD: ("b.jpg", photo)}, "data": {"type": "1"}, "headers": {HEADER: OTHER}}
    answer = mock.http.post(f"{PATH}?trace=1", **form)
    assert answer.content == BODY
    assert answer.headers["x-livephoto-recording"] == file.name
    assert len(answer.headers.get_list("date")) == 1


def test_a_body_that_is_no_form_is_known_by_its_bytes(serving: Serving) -> None:
    digest = hashlib.sha256(b'{"a": 1}').hexdigest()
    serving.store.add(captured(form=None, request_headers=((HEADER, KEY),), request_body_sha256=digest, status=418))
    serving.start()

    assert serving.ask("POST", PATH, content=b'{"a": 1}', headers={HEADER: KEY}).status_code == 418
    assert serving.ask("POST", PATH, content=b'{"a": 2}', headers={HEADER: KEY}).status_code == 400


def test_it_is_answered_before_any_rule_looks_at_it_and_costs_nothing(serving: Serving) -> None:
    serving.store.add(captured())
    serving.start(edition="2026-04", api_keys=(OTHER,), credits=0)

    assert serving.post(key="nobodys-key").content == BODY
    balance = serving.ask("GET", EDITION.credits_query.path, headers={HEADER: OTHER}).json()["data"][0]
    assert balance["balance"] == 0
    assert serving.ask("GET", "/__admin/requests").json()["requests"][0]["credits"] == 0


def test_an_error_that_is_asked_for_comes_first(serving: Serving) -> None:
    serving.store.add(captured())

    answer = serving.start().post(headers={"prefer": "code=422"})
    assert answer.status_code == 422
    assert "x-livephoto-recording" not in answer.headers


def test_a_scenario_acts_on_a_recorded_answer_too(serving: Serving) -> None:
    serving.store.add(captured())

    answer = serving.start().post(headers={"prefer": "fault=TRUNCATED_JSON"})
    assert answer.content == BODY[: len(BODY) // 2]


def test_a_refused_key_is_only_refused_again_itself(serving: Serving) -> None:
    serving.store.add(captured(status=401, body=b'{"of": "the refusal"}', started=NOON + timedelta(days=1)))
    serving.store.add(captured(key=OTHER))
    serving.start()

    assert serving.post().status_code == 401
    assert serving.post(key=OTHER).content == BODY
    assert serving.post(key="a-third-key").content == BODY


def test_without_a_key_only_what_was_recorded_without_one_is_served(serving: Serving) -> None:
    serving.store.add(captured())
    serving.start()
    assert serving.post(key=None).json()["error_code"] == 401

    serving.store.add(captured(key=None, status=403))
    assert serving.post(key=None).status_code == 403
    assert serving.post().content == BODY


def test_a_key_that_a_recording_left_out_may_be_any(serving: Serving) -> None:
    serving.store.add(captured(key=None))

    assert serving.start().post(key=OTHER).content == BODY


def test_of_several_the_latest_is_served(serving: Serving) -> None:
    for hours in (1, 3, 2):
        serving.store.add(captured(started=NOON + timedelta(hours=hours), body=b'{"at": %d}' % hours))

    assert serving.start().post().json() == {"at": 3}


def test_new_recordings_are_found_and_removed_ones_forgotten(serving: Serving) -> None:
    serving.store.add(captured())
    serving.start()
    later = serving.store.add(captured(fields={"type": "1"}, body=b'{"of": "later"}'))
    assert serving.post(data={"type": "1"}).json() == {"of": "later"}

    later.unlink()
    assert serving.post(data={"type": "1"}).headers["x-livephoto-engine"] == "canned"


def test_a_folder_that_rests_is_not_looked_through_again(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    serving.store.add(captured())
    os.utime(serving.folder, (1_700_000_000, 1_700_000_000))
    serving.start()

    monkeypatch.setattr("mock_server.recorded_index._PAUSE", float("inf"))

    def fail(_: Path) -> Iterator[Any]:
        raise AssertionError("the folder was read again")

    monkeypatch.setattr("mock_server.recorded_index._marks", fail)
    assert serving.post().content == BODY
    assert serving.post(photo=b"no photo").status_code == 415


def test_a_file_that_is_rewritten_in_its_place_is_read_anew(
    serving: Serving, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    file = serving.store.add(captured())
    os.utime(serving.folder, (1_700_000_000, 1_700_000_000))
    serving.start()
    other = Store(serving.folder.with_name("other")).add(captured(fields={"type": "1"}, body=b'{"of": "another"}'))
    file.write_bytes(other.read_bytes() + b"\n")

    monkeypatch.setattr("mock_server.recorded_index._PAUSE", float("inf"))
    assert serving.post().headers["x-livephoto-engine"] == "canned"
    assert "was rewritten just now" in caplog.text
    monkeypatch.setattr("mock_server.recorded_index._PAUSE", 0.0)
    assert serving.post(data={"type": "1"}).json() == {"of": "another"}


def test_what_breaks_while_it_serves_is_passed_over_and_told(
    serving: Serving, caplog: pytest.LogCaptureFixture
) -> None:
    serving.store.add(captured())
    serving.start()
    (serving.folder / "half.har").write_text('{"log": {"entries": [', encoding="utf-8")

    assert serving.post().content == BODY
    assert "passed over: " in caplog.text
    assert "half.har" in caplog.text


def test_a_body_that_is_gone_means_the_usual_answer_and_a_warning(
    serving: Serving, caplog: pytest.LogCaptureFixture
) -> None:
    serving.store.add(captured(body=json.dumps({"data": "A" * 100_000}).encode()))
    serving.start()
    assert serving.post().headers.get("x-livephoto-recording")

    shutil.rmtree(serving.folder / "bodies")
    answer = serving.post()
    assert answer.headers["x-livephoto-engine"] == "canned"
    assert "answered as usual, not as recorded: cannot read" in caplog.text


def test_a_recording_that_was_cut_is_not_served(serving: Serving) -> None:
    serving.store.add(captured(fields={"type": "0"}))
    serving.store.add(captured(cut=True))

    assert "x-livephoto-recording" not in serving.start().post().headers


def test_an_export_that_lost_its_uploads_is_not_taken_for_a_request_without_them(serving: Serving) -> None:
    serving.store.add(captured())
    lost = {"name": FIELD, "fileName": "a.jpg", "contentType": "image/jpeg"}
    for number, post_data in enumerate(({"mimeType": "multipart/form-data; boundary=b", "params": [lost]}, None)):
        (serving.folder / f"browser{number}.har").write_text(json.dumps(browsers(post_data)))
    serving.start()

    assert "x-livephoto-recording" not in serving.post(PHOTO + b"0").headers
    assert "x-livephoto-recording" not in serving.ask("POST", PATH, headers={HEADER: KEY}).headers


def test_a_browsers_export_is_served_too(serving: Serving) -> None:
    serving.folder.mkdir(exist_ok=True)
    (serving.folder / "browser.har").write_text(json.dumps(browsers({"mimeType": "text/plain", "text": "hello"})))
    answer = serving.start().ask("POST", PATH, content=b"hello", headers={HEADER: KEY})

    assert (answer.status_code, answer.text) == (418, "short and stout")
    assert answer.headers["x-livephoto-recording"] == "browser.har#2"


def browsers(post_data: dict[str, Any] | None) -> dict[str, Any]:
    """A browser's export: a page, then a call."""
    page = exported("GET", "/page", None, 200, "<html>")
    return {"log": {"version": "1.2", "entries": [page, exported("POST", PATH, post_data, 418, "short and stout")]}}


def exported(method: str, path: str, post_data: dict[str, Any] | None, status: int, text: str) -> dict[str, Any]:
    headers = [{"name": "Content-Type", "value": post_data["mimeType"]}] if post_data else []
    size = 5 if method == "POST" else 0
    request = {"method": method, "url": f"https://api.example.com{path}", "headers": headers, "bodySize": size}
    content = {"mimeType": "text/plain", "size": len(text), "text": text}
    return {
        "startedDateTime": "2026-01-08T12:00:00Z",
        "time": 1,
        "request": request | ({"postData": post_data} if post_data else {}),
        "response": {
            "status": status,
            "headers": [{"name": "Content-Type", "value": "text/plain"}],
            "content": content,
        },
    }


def broken(folder: Path) -> None:
    folder.mkdir()
    (folder / "a.har").write_text("{}", encoding="utf-8")


def nothing_whole(folder: Path) -> None:
    Store(folder).add(captured(cut=True))


@pytest.mark.parametrize(
    ("prepare", "says"),
    [
        (lambda folder: None, "is no folder; `livephoto record --out"),
        (lambda folder: folder.mkdir(), "holds no recording that can be served; `livephoto record` makes them"),
        (broken, "a.har is no HAR, or a damaged one"),
        (nothing_whole, "holds no recording that can be served"),
    ],
)
def test_a_folder_of_no_use_is_refused_in_one_line(
    prepare: Callable[[Path], None], says: str, serving: Serving
) -> None:
    shutil.rmtree(serving.folder, ignore_errors=True)
    prepare(serving.folder)

    with pytest.raises(SettingsError, match=r"^--recordings: ") as caught:
        serving.start()
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_command_ends_with_status_2(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--recordings: ") as caught:
        run(Settings(engine="canned", recordings=tmp_path), "127.0.0.1", 0)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("edition", ["2026-01", "2026-04"])
def test_every_fixture_is_served_to_the_request_that_it_was_made_of(edition: str, tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / edition, tmp_path / "served")
    contract = load_edition(edition)
    app = create_app(Settings(edition="legacy-a", engine="canned", recordings=tmp_path / "served"))
    exchanges = {each.source.stem: each for each in read_recordings(FIXTURES / edition) if each.source}
    portrait = (Path(__file__).parents[2] / "mock_server" / "assets" / "portrait.jpg").read_bytes()
    free = [probe for probe in probes(contract, portrait) if probe.cost == "free" or probe.id == "success-default"]

    async def ask() -> dict[str, tuple[int, bytes]]:
        async with Target("http://127.0.0.1", "a-key-of-the-mock", contract, transport=httpx.ASGITransport(app)) as to:
            answers = {probe.id: await to.send(probe) for probe in free}
        return {name: (answer.status, answer.body) for name, answer in answers.items()}  # type: ignore[union-attr]

    assert asyncio.run(ask()) == {
        probe.id: (exchanges[probe.id].answer.status, exchanges[probe.id].answer.content.read()) for probe in free
    }


def test_the_control_api_lists_what_is_played_by_file_name_the_latest_first(serving: Serving) -> None:
    first = serving.store.add(captured(fields={"extra": "1"}))
    later = serving.store.add(captured(fields={"extra": "2"}, started=NOON + timedelta(days=1)))

    listed = serving.start().ask("GET", "/__admin/recordings").json()
    assert [each["file"] for each in listed["recordings"]] == [later.name, first.name]
    assert listed["meta"] == {"total": 2}
    assert str(serving.folder) not in json.dumps(listed)
    assert listed["recordings"][0]["key"] == pseudonym(KEY)
