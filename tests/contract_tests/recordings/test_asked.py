from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from contract_tests.recordings.asked import asked_of, exchange_of
from livephoto.contract import LivePhotoType, load_edition
from livephoto.contract.image_header import ImageHeader
from livephoto.recordings.model import (
    Content,
    FilePart,
    RecordedAnswer,
    RecordedExchange,
    RecordedRequest,
    RecordingError,
    StoredBody,
)

EDITION = load_edition("2026-01")
ASKED = EDITION.request
PHOTO = ImageHeader("JPEG", 640, 480)
KEYED = {ASKED.key_header: "key-01234567"}


def part(size: int = 5000, image: ImageHeader | None = PHOTO, whole: bool | None = True, **more: Any) -> FilePart:
    given = {"filename": "file.jpg", "sha256": "0" * 64} | more
    return FilePart("image_target", given["filename"], "image/jpeg", StoredBody(given["sha256"], size), image, whole)


def request(**more: Any) -> RecordedRequest:
    given: dict[str, Any] = {
        "method": "POST",
        "url": f"http://127.0.0.1:8300{ASKED.path}",
        "headers": KEYED,
        "multipart": True,
        "files": (part(),),
    }
    return RecordedRequest(**given | more)


def exchange(asked: RecordedRequest, code: str = "", *, tool: str = "livephoto 1.0", **more: Any) -> RecordedExchange:
    status = EDITION.status_of(code) if code else 200
    body = json.dumps({"error_code": 0 if not code else status, "error_detail": {"code": code}, **more}).encode()
    content = Content(sha256(body).hexdigest(), len(body), body)
    answer = RecordedAnswer(status, {"content-type": "application/json"}, content)
    return RecordedExchange(asked, answer, datetime(2026, 1, 9, tzinfo=UTC), 0.5, tool=tool, source=Path("a/one.har"))


def breaks(asked: RecordedRequest, code: str = "", **more: Any) -> set[str]:
    return set(asked_of(exchange(asked, code, **more), EDITION).breaks)


@pytest.mark.parametrize(
    ("asked", "rules"),
    [
        (request(), set()),
        (request(headers={}), {"key_missing"}),
        (request(url="http://127.0.0.1:8300/elsewhere"), {"path_unknown"}),
        (request(method="GET", multipart=False, files=()), {"method_unknown"}),
        (request(multipart=False, files=()), {"body_not_multipart"}),
        (request(files=()), {"image_missing"}),
        (request(files=(), fields=(("image_target", "https://example.org/a.jpg"),)), {"image_as_text"}),
        (request(files=(part(filename=None),)), {"image_as_text"}),
        (request(files=(part(0, None, None),)), {"image_empty"}),
        (request(files=(part(image=None, whole=False),)), {"image_format_unsupported"}),
        (request(files=(part(whole=False),)), {"image_undecodable"}),
        (request(files=(part(ASKED.image.max_bytes + 1),)), {"image_too_large"}),
        (request(files=(part(ASKED.image.max_bytes),)), set()),
        (request(files=(part(image=ImageHeader("PNG", ASKED.image.max_side, 9)),)), {"image_too_wide"}),
        (request(fields=(("type", ""),)), {"type_empty"}),
        (request(fields=(("type", "1.0"),)), {"type_not_integer"}),
        (request(fields=(("type", "7"),)), {"type_out_of_range"}),
        (request(fields=(("type", "1"),)), set()),
        (request(fields=(("type", "7"),), files=(), headers={}), {"type_out_of_range", "image_missing", "key_missing"}),
    ],
)
def test_a_request_shows_the_rules_that_it_breaks(asked: RecordedRequest, rules: set[str]) -> None:
    assert breaks(asked) == rules


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("ERROR_USER_NOT_EXISTS", "key_unknown"),
        ("ERROR_USER_LOCKED", "user_locked"),
        ("ERROR_NOT_ENOUGH_CREDITS", "credits_short"),
        ("ERROR_NO_FACE_IN_FILE", "no_face"),
        ("AI_SERVICE_ERROR", "upstream_error"),
        ("EXCEEDING_LIMITS", "too_many_calls"),
        ("SERVICE_INTERNAL_ERROR", "server_fault"),
    ],
)
def test_what_no_request_shows_is_taken_from_the_answer(code: str, rule: str) -> None:
    assert breaks(request(), code) == {rule}


def test_a_photo_that_nobody_decoded_is_damaged_only_if_the_answer_says_so() -> None:
    unknown = request(files=(part(whole=None),))
    assert breaks(unknown) == set()
    assert breaks(unknown, "FILE_DECODING_FAILURE") == {"image_undecodable"}
    assert breaks(request(), "FILE_DECODING_FAILURE") == set()


def test_a_damaged_header_is_told_from_no_image_by_the_answer() -> None:
    neither = request(files=(part(image=None, whole=False),))
    assert breaks(neither, "FILE_DECODING_FAILURE") == {"image_undecodable"}
    assert breaks(neither, "UNSUPPORTED_FILE_TYPES") == {"image_format_unsupported"}


def test_a_rule_behind_one_that_the_request_shows_is_not_taken_from_the_answer() -> None:
    too_large = request(files=(part(ASKED.image.max_bytes + 1),))
    assert breaks(too_large, "ERROR_NO_FACE_IN_FILE") == {"image_too_large"}
    assert breaks(too_large, "ERROR_NOT_ENOUGH_CREDITS") == {"image_too_large", "credits_short"}


def test_trouble_may_befall_a_call_with_faults_of_its_own() -> None:
    assert breaks(request(files=()), "AI_SERVICE_TIMEOUT") == {"upstream_timeout"}


def test_an_answer_that_no_rule_explains_is_held_against_a_success() -> None:
    assert breaks(request(), "ERROR_AI_NOT_EXISTS") == set()
    assert asked_of(exchange(request(), "ERROR_AI_NOT_EXISTS"), EDITION).expected(EDITION) is None


def test_what_another_tool_left_out_is_no_fault() -> None:
    bare = request(headers={}, multipart=False, files=())
    assert breaks(bare, tool="WebInspector 537") == set()
    assert breaks(bare, "ERROR_USER_NOT_EXISTS", tool="WebInspector 537") == {"key_missing"}
    assert breaks(bare, "FILE_SIZE_EXCEEDS_LIMIT", tool="WebInspector 537") == {"image_too_large"}
    lost = request(files=(part(0, None, None, sha256=""),))
    assert breaks(lost, tool="WebInspector 537") == set()
    assert breaks(lost, "FILE_RESOLUTION_EXCEEDS_LIMITS", tool="WebInspector 537") == {"image_too_wide"}


def test_another_tool_may_have_gone_through_a_gateway() -> None:
    elsewhere = request(url=f"https://gateway.example/ai{ASKED.path}")
    assert asked_of(exchange(elsewhere, tool="a cassette"), EDITION).live
    assert not asked_of(exchange(elsewhere), EDITION).live


def test_an_answer_without_its_request_tells_itself_what_was_asked() -> None:
    nobody = request(method="", url="", headers={}, multipart=False, files=())
    assert asked_of(exchange(nobody, tool="a body alone"), EDITION).live
    assert asked_of(exchange(nobody, tool="a body alone", data=[{"balance": 1}]), EDITION).credits_query


def test_the_exchange_carries_the_type_the_photos_shape_and_a_readable_name() -> None:
    found = exchange_of(exchange(request(fields=(("type", "1"),))), EDITION, video=False)
    assert (found.probe, found.decode) == ("one", False)
    assert found.asked.type is LivePhotoType.FULL_BODY
    assert found.notes == {"photo_shape": 640 / 480}


def test_the_credits_query_is_no_live_call() -> None:
    query = request(method="GET", url=f"https://x{EDITION.credits_query.path}", multipart=False, files=())
    asked = asked_of(exchange(query), EDITION)
    assert (asked.live, asked.credits_query, asked.breaks) == (False, True, frozenset())


def test_a_body_that_was_not_kept_is_an_error_and_no_guess() -> None:
    answer = RecordedAnswer(200, {}, Content("0" * 64, 900))
    with pytest.raises(RecordingError, match="not kept"):
        asked_of(RecordedExchange(request(), answer, None), EDITION)
