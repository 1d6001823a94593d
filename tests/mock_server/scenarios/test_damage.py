from __future__ import annotations

import base64
import binascii
import json

import pytest

from livephoto.contract import load_edition
from mock_server.answers import Answer, Answers
from mock_server.engines import Film
from mock_server.scenarios.damage import Damage, page, with_headers
from mock_server.scenarios.faults import Fault

EDITION = load_edition()
ANSWERS = Answers(EDITION)
DAMAGE = Damage(EDITION, ANSWERS.after_video)
VIDEO = bytes(range(256)) * 10
SUCCESS = ANSWERS.video(Film(base64.b64encode(VIDEO) + ANSWERS.after_video), "canned")
REFUSAL = ANSWERS.refusal("ERROR_NO_FACE_IN_FILE")


def damaged(fault: Fault) -> Answer:
    answer = DAMAGE.done(SUCCESS, fault, video=True)
    body = b"".join(answer.pieces)
    assert dict(answer.headers)[b"content-length"] == b"%d" % len(body)
    return answer


def text_of(answer: Answer) -> str:
    return str(json.loads(b"".join(answer.pieces))["data"]["video"])


def test_truncated_json_ends_in_the_middle():
    body = b"".join(damaged(Fault.TRUNCATED_JSON).pieces)
    assert b"".join(SUCCESS.pieces).startswith(body)
    with pytest.raises(json.JSONDecodeError):
        json.loads(body)


def test_truncated_base64_is_no_base64_and_the_json_is_sound():
    text = text_of(damaged(Fault.TRUNCATED_BASE64))
    with pytest.raises(binascii.Error):
        base64.b64decode(text, validate=True)


def test_url_safe_base64_holds_the_same_bytes_in_the_other_alphabet():
    text = text_of(damaged(Fault.URL_SAFE_BASE64))
    assert base64.urlsafe_b64decode(text) == VIDEO
    assert {*text} & {"-", "_"}
    assert not {*text} & {"+", "/"}


def test_a_data_uri_stands_before_the_same_base64():
    prefix, _, text = text_of(damaged(Fault.DATA_URI_BASE64)).partition(",")
    assert prefix == "data:video/mp4;base64"
    assert base64.b64decode(text, validate=True) == VIDEO


def test_wrapped_base64_has_lines_of_76():
    lines = text_of(damaged(Fault.WRAPPED_BASE64)).split("\r\n")
    assert {len(line) for line in lines[:-1]} == {76}
    assert base64.b64decode("".join(lines), validate=True) == VIDEO


def test_what_is_no_video_is_right_base64():
    assert base64.b64decode(text_of(damaged(Fault.NOT_A_VIDEO)), validate=True).startswith(b"This is no video")


def test_statuses_that_contradict_the_envelope():
    assert DAMAGE.done(REFUSAL, Fault.SUCCESS_STATUS_WITH_ERROR, video=False).status == 200
    assert damaged(Fault.ERROR_STATUS_WITH_SUCCESS).status == 500


@pytest.mark.parametrize(
    "fault",
    [
        Fault.TRUNCATED_BASE64,
        Fault.URL_SAFE_BASE64,
        Fault.DATA_URI_BASE64,
        Fault.WRAPPED_BASE64,
        Fault.NOT_A_VIDEO,
        Fault.ERROR_STATUS_WITH_SUCCESS,
        None,
    ],
)
def test_a_refusal_has_no_video_to_damage(fault):
    assert DAMAGE.done(REFUSAL, fault, video=False) is REFUSAL


@pytest.mark.parametrize(
    ("fault", "status"),
    [(Fault.GATEWAY_HTML_502, 502), (Fault.GATEWAY_HTML_503, 503), (Fault.FIREWALL_HTML_403, 403)],
)
def test_pages_are_html_with_their_status(fault, status):
    made = page(fault)
    assert made is not None
    assert made.status == status
    assert dict(made.headers)[b"content-type"] == b"text/html"
    assert b"".join(made.pieces).startswith(b"<html>")
    assert page(Fault.EMPTY_RESPONSE) is None


def test_headers_take_the_place_of_those_of_their_names():
    assert with_headers([(b"a", b"1"), (b"b", b"2")], [(b"a", b"3")]) == [(b"b", b"2"), (b"a", b"3")]
