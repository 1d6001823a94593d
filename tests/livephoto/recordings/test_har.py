from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from capturing import KEY, STARTED, URL, a_photo, a_video, capture, multipart, success

from livephoto.pseudonym import pseudonym
from livephoto.recordings.har import read_har, to_har
from livephoto.recordings.model import RecordedExchange, RecordingError, StoredBody
from livephoto.recordings.store import Store

CONTENT_TYPE = "multipart/form-data; boundary=----WebKitFormBoundaryAb12"
FORM = multipart(a_photo(), "----WebKitFormBoundaryAb12")
FORM_WITHOUT_FILE = multipart(b"", "----WebKitFormBoundaryAb12")


def entry(post: dict[str, Any] | None = None, content: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """An entry as a browser exports it."""
    return {
        "startedDateTime": "2025-12-31T23:59:58.123Z",
        "time": 1234.5,
        "_initiator": {"type": "script"},
        "request": {
            "method": "POST",
            "url": URL,
            "headers": [
                {"name": ":authority", "value": "www.ailabapi.com"},
                {"name": "ailabapi-api-key", "value": KEY},
                {"name": "Content-Type", "value": CONTENT_TYPE},
            ],
            "bodySize": changes.pop("bodySize", len(FORM)),
            **({} if post is None else {"postData": {"mimeType": CONTENT_TYPE, **post}}),
        },
        "response": {
            "status": changes.pop("status", 200),
            "headers": changes.pop("answered", []),
            "content": {"mimeType": "application/json", "size": 2, "text": "{}"} if content is None else content,
        },
        **changes,
    }


def written(tmp_path: Path, *entries: Any, creator: object = None) -> Path:
    log = {"version": "1.2", "creator": creator or {"name": "WebInspector", "version": "537.36"}, "entries": entries}
    file = tmp_path / "foreign.har"
    file.write_text(json.dumps({"log": log}), encoding="utf-8")
    return file


def read(tmp_path: Path, *entries: Any) -> RecordedExchange:
    (exchange,) = read_har(written(tmp_path, *entries))
    return exchange


def test_what_is_written_is_har_1_2(tmp_path: Path) -> None:
    har = json.loads(Store(tmp_path).add(capture()).read_text(encoding="utf-8"))

    assert har["log"]["version"] == "1.2"
    assert har["log"]["creator"].keys() == {"name", "version"}
    (only,) = har["log"]["entries"]
    assert datetime.fromisoformat(only["startedDateTime"]) == STARTED
    assert only["time"] == sum(only["timings"].values()) == 1500
    assert only["timings"].keys() == {"send", "wait", "receive"}
    assert only["cache"] == {}
    request, response = only["request"], only["response"]
    assert request.keys() == {
        *("method", "url", "httpVersion", "cookies", "headers", "queryString", "postData", "headersSize", "bodySize")
    }
    assert response.keys() == {
        *("status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL"),
        *("headersSize", "bodySize"),
    }
    assert all(header.keys() == {"name", "value"} for header in [*request["headers"], *response["headers"]])
    post = request["postData"]
    assert post["mimeType"] == "multipart/form-data; boundary=recorded"
    assert "text" not in post
    assert [{name for name in param if not name.startswith("_")} for param in post["params"]] == [
        {"name", "value"},
        {"name", "fileName", "contentType"},
    ]
    assert {"size", "mimeType", "text"} <= response["content"].keys()
    assert response["content"]["size"] == len(success(a_video()))


def test_what_har_has_no_word_for_begins_with_an_underscore(tmp_path: Path) -> None:
    (only,) = json.loads(Store(tmp_path).add(capture(cut=True)).read_text(encoding="utf-8"))["log"]["entries"]

    assert only["_edition"] == "2026-01"
    assert only["response"]["_cut"] is True
    (splice,) = only["response"]["content"]["_splices"]
    assert splice["_file"] == f"bodies/{splice['_sha256']}.mp4"


def test_writing_and_reading_are_each_others_inverse(tmp_path: Path) -> None:
    file = Store(tmp_path, keep_photos=True).add(capture(cut=True, status=599, outcome="a video"))
    (exchange,) = read_har(file)
    exchange = replace(exchange, missing=("a thing",))

    file.write_text(json.dumps(to_har(exchange, tmp_path)), encoding="utf-8")

    assert list(read_har(file)) == [exchange]


def test_an_unknown_time_and_unknown_bodies_survive_writing(tmp_path: Path) -> None:
    lost = read(tmp_path, entry({"text": FORM_WITHOUT_FILE.decode()}, {"size": 77}, startedDateTime="soon"))
    file = tmp_path / "again.har"
    file.write_text(json.dumps(to_har(lost, tmp_path)), encoding="utf-8")

    (again,) = read_har(file)

    assert again == replace(lost, source=file, tool="WebInspector 537.36")
    assert (again.started, again.answer.content.size) == (None, 77)


def test_a_body_outside_the_folder_is_not_written_of(tmp_path: Path) -> None:
    (exchange,) = read_har(Store(tmp_path / "a").add(capture(body=a_video())))

    with pytest.raises(RecordingError, match="store the body beside its recording"):
        to_har(exchange, tmp_path / "b")


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "bodies/../../secret", "C:\\secret", "link", "a//b", ""])
def test_a_file_outside_the_folder_is_never_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text("secret")
    folder = tmp_path / "recordings"
    har = Store(folder).add(capture(body=a_video()))
    (folder / "link").symlink_to(tmp_path / "secret")
    found = json.loads(har.read_text(encoding="utf-8"))
    found["log"]["entries"][0]["response"]["content"]["_file"] = name
    har.write_text(json.dumps(found), encoding="utf-8")

    with pytest.raises(RecordingError, match="leads out of the recording's folder"):
        list(read_har(har))


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("startedDateTime",), "yesterday", "is no time"),
        (("startedDateTime",), "2026-01-01T00:00:00", "has no time zone"),
        (("time",), True, "time is missing, or is not a number"),
        (("time",), float("inf"), "time is missing, or is not a number"),
        (("request", "headers"), "none", "request.headers is missing, or is not an array"),
        (("request", "headers"), ["none"], "request.headers holds what is no object"),
        (("response", "content", "_sha256"), "abc", "_sha256 is not 64"),
        (("response", "content", "text"), "\ud800", "neither what its encoding says nor UTF-8"),
        (("response", "content", "_splices", 0, "_file"), "../a", "leads out of"),
        (("request", "postData", "params", 1, "_size"), None, "_size is missing"),
        (("request", "postData", "params", 1, "_image", "format"), "GIF", "_image is none of"),
        (("request", "postData", "params", 1, "_image", "height"), 0, "or has no pixels"),
        (("response",), None, "response is missing, or is not an object"),
    ],
)
def test_a_damaged_recording_is_refused_with_the_member_that_is_wrong(
    tmp_path: Path, path: tuple[Any, ...], value: object, says: str
) -> None:
    file = Store(tmp_path).add(capture())
    found = json.loads(file.read_text(encoding="utf-8"))
    holder = found["log"]["entries"][0]
    for name in path[:-1]:
        holder = holder[name]
    holder[path[-1]] = value
    file.write_text(json.dumps(found), encoding="utf-8")

    with pytest.raises(RecordingError, match=says):
        list(read_har(file))


def test_a_browsers_export_is_read_with_the_key_hidden(tmp_path: Path) -> None:
    answer = json.dumps({"message": f"no {KEY}"})
    content = {"size": len(answer), "mimeType": "application/json", "text": answer}

    exchange = read(
        tmp_path, entry({"text": FORM_WITHOUT_FILE.decode()}, content, answered=[{"name": "X-A", "value": "b"}])
    )

    assert exchange.tool == "WebInspector 537.36"
    assert exchange.started == datetime(2025, 12, 31, 23, 59, 58, 123000, tzinfo=UTC)
    assert exchange.seconds == 1.2345
    assert exchange.request.headers["ailabapi-api-key"] == pseudonym(KEY)
    assert exchange.answer.headers == {}
    assert json.loads(exchange.answer.content.read()) == {"message": f"no {pseudonym(KEY)}"}


def test_a_form_whose_file_was_left_out_keeps_its_fields_and_says_so(tmp_path: Path) -> None:
    exchange = read(tmp_path, entry({"text": FORM_WITHOUT_FILE.decode()}))

    assert exchange.request.multipart
    assert exchange.request.fields == (("type", "0"),)
    (part,) = exchange.request.files
    assert (part.name, part.filename, part.body) == ("image", "file.jpg", StoredBody("", 0))
    assert exchange.missing == ("the bytes of the file 'image'",)


def test_a_length_of_thousands_of_digits_is_none(tmp_path: Path) -> None:
    made = entry({"text": FORM.decode("latin-1")}, bodySize=-1)
    made["request"]["headers"].append({"name": "Content-Length", "value": "9" * 5000})

    assert read(tmp_path, made).missing


@pytest.mark.parametrize(
    "post",
    [
        {"text": FORM.decode("latin-1")},
        {"text": b64encode(FORM).decode(), "encoding": "base64"},
        {"text": b64encode(FORM).decode(), "_encoding": "base64"},
        {"_file": "form.bin"},
    ],
    ids=["latin-1", "har-1.3", "underscore", "attached"],
)
def test_a_form_is_read_from_its_bytes_where_they_are_surely_there(tmp_path: Path, post: dict[str, str]) -> None:
    (tmp_path / "form.bin").write_bytes(FORM)
    exchange = read(tmp_path, entry(post))

    assert exchange.missing == ()
    assert exchange.request.identity == _identity(tmp_path)


def _identity(tmp_path: Path) -> str:
    return next(read_har(Store(tmp_path / "own").add(capture()))).request.identity


@pytest.mark.parametrize(
    "text", [FORM.decode(errors="replace"), FORM.decode("latin-1")[:-90] + "\r\n", FORM.decode("latin-1")]
)
def test_a_file_with_bytes_that_may_be_others_is_not_taken_for_what_was_sent(tmp_path: Path, text: str) -> None:
    params = [
        {"name": "type", "value": "0"},
        {"name": "image", "fileName": "a.jpg", "contentType": "image/jpeg", "value": "ÿØÿ"},
    ]
    exchange = read(tmp_path, entry({"text": text, "params": params}, bodySize=-1))

    assert exchange.request.fields == (("type", "0"),)
    assert [part.body.sha256 for part in exchange.request.files] == [""]
    assert exchange.missing == ("the bytes of the file 'image'",)


@pytest.mark.parametrize("post", [None, {}, {"text": "no form at all, and too short"}])
def test_a_request_body_that_is_not_told_is_missing(tmp_path: Path, post: dict[str, str] | None) -> None:
    exchange = read(tmp_path, entry(post))

    assert not exchange.request.multipart
    assert len(exchange.missing) == 1
    assert exchange.missing[0].startswith("the request's ")


def test_a_body_that_is_no_form_is_known_by_its_hash(tmp_path: Path) -> None:
    found = entry({"mimeType": "application/json", "text": "{}"}, bodySize=2)
    found["request"]["headers"] = []

    request = read(tmp_path, found).request

    assert request.body == StoredBody(hashlib.sha256(b"{}").hexdigest(), 2)
    assert not request.multipart


def test_a_recording_of_ours_that_another_tool_saved_is_read_as_anybodys(tmp_path: Path) -> None:
    file = Store(tmp_path).add(capture(body=b"{}"))
    found = json.loads(file.read_text(encoding="utf-8"))
    del found["log"]["entries"][0]["_tool"]
    file.write_text(json.dumps(found), encoding="utf-8")

    (exchange,) = read_har(file)

    assert exchange.request.fields == (("type", "0"),)
    assert exchange.missing == ("the bytes of the file 'image'",)
    assert exchange.answer.content.read() == b"{}"


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        ({"size": 5}, 'export the HAR again with response bodies ("with content")'),
        ({"size": 0}, None),
        ({}, None),
        ({"size": 5, "text": "?", "encoding": "base64"}, "not in the encoding that it names"),
        ({"size": 9, "text": "{}"}, "2 of 9 bytes are there"),
        ({"size": 3, "text": "\ufffd"}, "they were no UTF-8"),
        ({"size": 3, "_file": "gone.json"}, "gone.json cannot be read"),
    ],
)
def test_what_is_not_told_of_an_answer_is_said_and_not_guessed(
    tmp_path: Path, content: dict[str, object], missing: str | None
) -> None:
    exchange = read(tmp_path, entry({"text": FORM.decode("latin-1")}, content))

    if missing is None:
        assert exchange.missing == ()
        assert exchange.answer.content.read() == b""
    else:
        (said,) = exchange.missing
        assert missing in said
        assert exchange.answer.cut == ("bytes are there" in missing)


def test_a_body_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    exchange = read(tmp_path, entry({"text": FORM.decode("latin-1")}, {"size": 5}))

    with pytest.raises(RecordingError, match="5 bytes were not kept in the recording"):
        exchange.answer.content.read()


@pytest.mark.parametrize("changes", [{"status": 204}, {"status": 304}])
def test_an_answer_that_has_no_body_misses_none(tmp_path: Path, changes: dict[str, int]) -> None:
    exchange = read(tmp_path, entry({"text": FORM.decode("latin-1")}, {"size": -1}, **changes))

    assert exchange.missing == ()


def test_a_body_that_was_announced_and_is_not_there_is_missing(tmp_path: Path) -> None:
    answered = [{"name": "Content-Length", "value": "7"}]
    exchange = read(tmp_path, entry({"text": FORM.decode("latin-1")}, {"size": 0}, answered=answered))

    assert len(exchange.missing) == 1


def test_a_request_that_failed_has_no_answer(tmp_path: Path) -> None:
    assert "the request failed" in read(tmp_path, entry({"text": FORM.decode("latin-1")}, status=0)).missing[-1]


def test_base64_and_attached_bodies_are_decoded(tmp_path: Path) -> None:
    (tmp_path / "a1b2.bin").write_bytes(b"\xff\x00")
    post = {"text": FORM.decode("latin-1")}
    file = written(
        tmp_path,
        entry(post, {"size": 2, "text": b64encode(b"\xff\x00").decode(), "encoding": "base64"}),
        entry(post, {"size": 2, "_file": "a1b2.bin"}),
    )

    assert [(each.number, each.answer.content.read()) for each in read_har(file)] == [
        (0, b"\xff\x00"),
        (1, b"\xff\x00"),
    ]


@pytest.mark.parametrize("started", [None, "soon", "2026-01-01T00:00:00"])
def test_a_time_that_cannot_be_told_is_missing(tmp_path: Path, started: str | None) -> None:
    exchange = read(tmp_path, entry({"text": FORM.decode("latin-1")}, startedDateTime=started, time=None))

    assert (exchange.started, exchange.seconds) == (None, 0)
    assert "when it was recorded" in exchange.missing[0]


def test_an_exchange_of_another_zone_keeps_its_time(tmp_path: Path) -> None:
    exchange = read(tmp_path, entry({"text": FORM.decode("latin-1")}, startedDateTime="2026-01-01T00:00:00+02:00"))

    assert exchange.started is not None
    assert exchange.started.utcoffset() == timedelta(hours=2)
