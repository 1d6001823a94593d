from __future__ import annotations

import json

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from contract_tests.exchange import Answer
from contract_tests.photos import PhotoSpec, build
from contract_tests.strategies import (
    RawForm,
    Submission,
    answers,
    envelopes,
    hostile_multipart,
    photo_bytes,
    photos,
    submissions,
    type_texts,
)
from livephoto.contract import load_edition, read_header

EDITION = load_edition()
LIMITS = EDITION.request.image
quickly = settings(database=None, max_examples=5_000, phases=[Phase.generate])


@given(photo_bytes(allowed_only=True))
def test_an_allowed_photo_keeps_both_limits_and_is_small(photo: bytes) -> None:
    header = read_header(photo)

    assert header is not None
    assert LIMITS.sides_allowed(header.width, header.height)
    assert len(photo) < 200_000


@given(photos())
def test_no_photo_takes_megabytes_unless_asked_for(photo: PhotoSpec) -> None:
    assert len(build(photo)) < 200_000


@pytest.mark.parametrize("damage", ["none", "truncated", "header-only", "bad-crc", "garbage"])
def test_every_damage_is_drawn(damage: str) -> None:
    assert find(photos(), lambda photo: photo.damage == damage, settings=quickly)


def test_photos_stand_on_both_sides_of_the_limits() -> None:
    for side in (LIMITS.max_side - 1, LIMITS.max_side):
        assert find(photos(), lambda photo, side=side: side in (photo.width, photo.height), settings=quickly)
    assert find(photos(too_large=True), lambda photo: photo.size == LIMITS.max_bytes + 1, settings=quickly)


def test_defects_come_alone_and_together() -> None:
    right = (None, "0", "1")
    assert find(submissions(), lambda it: it.type not in right and isinstance(it.photo, PhotoSpec), settings=quickly)
    assert find(
        submissions(), lambda it: it.type not in right and not isinstance(it.photo, PhotoSpec), settings=quickly
    )
    assert find(type_texts(), lambda text: text == "", settings=quickly) == ""


def test_a_submission_becomes_a_request_that_says_what_it_was_about() -> None:
    sent = Submission(key="unknown", type="1", photo=PhotoSpec(width=8, height=8), extra=(("note", "x"),))
    probe = sent.probe(EDITION, frozenset({"key_unknown"}))

    assert [(name, file) for name, file, _ in probe.parts] == [
        ("note", None),
        ("type", None),
        ("image_target", "portrait.jpg"),
    ]
    assert probe.key == "unknown"
    assert probe.asked.type == 1
    assert probe.rule == "key_unknown"


def test_a_raw_form_becomes_one_request_with_the_length_that_it_wants() -> None:
    head, _, body = RawForm(b"multipart/form-data", b"abc", 99).http(EDITION).partition(b"\r\n\r\n")

    assert head.startswith(f"POST {EDITION.request.path} HTTP/1.1\r\n".encode())
    assert head.endswith(b"Content-Length: 99")
    assert body == b"abc"


@given(hostile_multipart())
def test_a_hostile_form_is_small(form: RawForm) -> None:
    assert len(form.body) < 300_000


@given(st.data())
def test_right_envelopes_hold_every_field_of_their_edition(data: st.DataObject) -> None:
    envelope = data.draw(envelopes(EDITION, right_only=True))

    assert {name for name in EDITION.response.fields if "." not in name} <= envelope.keys()
    assert json.loads(json.dumps(envelope)) == envelope


def test_answers_hold_refusals_in_a_success_and_pages_that_are_none() -> None:
    def refuses(answer: Answer) -> bool:
        return answer.status == 200 and answer.code is not None

    assert find(answers(), refuses, settings=quickly)
    assert find(answers(), lambda answer: answer.envelope is None, settings=quickly)
    assert find(answers(), lambda answer: answer.succeeded, settings=quickly)
