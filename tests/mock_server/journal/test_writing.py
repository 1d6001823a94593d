from __future__ import annotations

import time
from hashlib import sha256

import pytest

from contract_tests.photos import PhotoSpec, build
from livephoto.contract import load_edition
from livephoto.pseudonym import pseudonym
from mock_server.answers import Answer, Answers
from mock_server.call import Call
from mock_server.engines import Film
from mock_server.journal.entry import Entry
from mock_server.journal.writing import write
from mock_server.state.base import Reservation
from mock_server.submission import Part, Submission, Upload

EDITION = load_edition()
PHOTO = build(PhotoSpec())


def call(**changes) -> Call:
    made = Call(at=1_700_000_000.25, started=time.monotonic())
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def submission(**changes) -> Submission:
    return Submission(**{"method": "POST", "path": EDITION.request.path, "key": "secret", **changes})


def test_an_entry_has_every_field_and_no_other():
    assert set(write(call(), EDITION)) == set(Entry.__annotations__)


def test_a_success_tells_what_came_and_what_it_cost():
    upload = Upload(True, len(PHOTO), PHOTO, PHOTO, PHOTO, sha256=sha256(PHOTO).hexdigest())
    parts = [Part("image_target", "file", "a.jpg", "image/jpeg", len(PHOTO))]
    sent = submission(image=upload, texts={"type": b"1"}, parts=parts, body_bytes=5000, multipart=True)
    answer = Answers(EDITION).video(Film(b"AAAA"), "canned")
    entry = write(call(submission=sent, answer=answer, reservation=Reservation("a", 22), render_seconds=0.5), EDITION)
    assert entry["at"] == "2023-11-14T22:13:20.250000+00:00"
    assert entry["key"] == pseudonym("secret")
    assert entry["photo"]["sha256"] == sha256(PHOTO).hexdigest()
    assert entry["photo"]["format"] == "JPEG"
    assert entry["parts"] == [
        {
            "name": "image_target",
            "kind": "file",
            "filename": "a.jpg",
            "declaredType": "image/jpeg",
            "bytes": len(PHOTO),
        }
    ]
    assert (entry["status"], entry["code"], entry["credits"], entry["engine"]) == (200, None, 22, "canned")
    assert entry["fields"] == {"type": "1"}
    assert entry["durationMs"]["render"] == 500
    assert entry["requestId"].encode() in answer.pieces[0]
    assert entry["answerBytes"] == sum(map(len, answer.pieces))
    assert "secret" not in str(entry)


def test_a_refusal_names_its_rule_code_and_basis():
    rule = EDITION.rules["image_missing"]
    answer = Answers(EDITION).refusal(rule.code, rule)
    entry = write(call(submission=submission(), answer=answer, rule=rule, code=rule.code), EDITION)
    assert (entry["rule"], entry["code"], entry["basis"]) == ("image_missing", rule.code, rule.basis)
    assert (entry["credits"], entry["photo"]) == (0, None)


def test_an_error_asked_for_by_code_has_the_basis_of_its_row():
    entry = write(call(submission=submission(), code="ERROR_USER_LOCKED", asked="key"), EDITION)
    assert (entry["rule"], entry["basis"], entry["asked"]) == (None, "documented", "key")


def test_a_call_that_nothing_is_known_of_is_an_entry_too():
    entry = write(call(verdict="client gone"), EDITION)
    assert (entry["status"], entry["key"], entry["verdict"], entry["requestId"]) == (None, None, "client gone", None)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [(b"3", 3.0), (b"Tue, 14 Nov 2023 22:13:50 GMT", 29.75), (b"Tue, 14 Nov 2000 22:13:50 GMT", 0.0), (b"soon", None)],
)
def test_retry_after_is_read_as_seconds(value, seconds):
    answer = Answer(429, [(b"Retry-After", value)], (b"",))
    assert write(call(answer=answer), EDITION)["retryAfter"] == seconds


@pytest.mark.parametrize("pieces", [(), (b"<html>",), (b'{"request_id":"',), (b'{"request_id":"' + b"x" * 300,)])
def test_an_answer_without_a_whole_request_id_has_none(pieces):
    assert write(call(answer=Answer(502, [], pieces)), EDITION)["requestId"] is None


def test_long_and_odd_values_are_cut_and_made_text():
    sent = submission(path="/" + "x" * 9000, texts={"type": b"\xff" * 900}, media_type="t" * 900)
    entry = write(call(submission=sent), EDITION)
    assert (len(entry["path"]), len(entry["fields"]["type"]), len(entry["contentType"])) == (500, 100, 100)


def test_a_photo_that_was_cut_off_has_no_digest():
    entry = write(call(submission=submission(image=Upload(True, 10))), EDITION)
    assert entry["photo"] == {"sha256": None, "bytes": 10, "format": None, "width": None, "height": None}
