from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livephoto.breach import Breach
from livephoto.contract import Edition, load_editions
from livephoto.contract.envelope import encode, failure
from livephoto.errors import (
    ApiError,
    BrokenAnswer,
    EndpointRetired,
    LivePhotoError,
    NotAuthorised,
    ServiceTrouble,
    SlowDown,
    WrongImage,
    WrongRequest,
    error_class,
)
from livephoto.response import Envelope, Page, read_envelope, refusal


def error_of(status: int, body: object = b"", *, paid: bool = True, **more: Any) -> LivePhotoError:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return refusal(Page(status, content, **more), paid=paid)


@pytest.mark.parametrize("edition", load_editions(), ids=lambda edition: edition.id)
def test_every_refusal_of_every_edition_is_read(edition: Edition) -> None:
    for code, row in edition.errors.items():
        error = error_of(row.status, encode(failure(edition, code, "r-1", "l-1")))
        assert type(error) is error_class(code, 0)
        assert (error.status, error.code) == (row.status, code)
        assert (error.request_id, error.log_id, error.maybe_billed) == ("r-1", "l-1", False)


def test_the_fine_code_and_message_go_before_the_coarse_ones() -> None:
    detail = {"code": "ERROR_NO_FACE_IN_FILE", "code_message": "third", "message": "first"}
    document: dict[str, Any] = {
        "error_code": 422,
        "error_code_str": "FILE_CONTENT_NON_COMPLIANCE",
        "error_msg": "second",
        "error_detail": detail,
    }
    assert read_envelope(document).code == "ERROR_NO_FACE_IN_FILE"
    assert read_envelope(document).message == "first"
    del detail["message"], detail["code"]
    assert read_envelope(document).code == "FILE_CONTENT_NON_COMPLIANCE"
    assert read_envelope(document).message == "second"
    del document["error_msg"]
    assert read_envelope(document).message == "third"


@pytest.mark.parametrize("value", [None, 0, 0.0, "0", False])
def test_an_absent_or_zero_error_code_is_no_error(value: object) -> None:
    assert not read_envelope({"error_code": value}).refuses
    assert not read_envelope({}).refuses


@pytest.mark.parametrize("value", ["", "none", [], {}, float("inf"), float("nan")])
def test_an_error_code_that_is_no_number_breaks_the_contract(value: object) -> None:
    with pytest.raises(Breach, match="error_code"):
        read_envelope({"error_code": value})


@pytest.mark.parametrize("document", [None, [], "x", 1, True])
def test_an_answer_that_is_no_object_breaks_the_contract(document: object) -> None:
    with pytest.raises(Breach, match="no JSON object"):
        read_envelope(document)


@pytest.mark.parametrize("detail", ["text", [], None, 7])
def test_an_error_detail_of_another_type_is_passed_over(detail: object) -> None:
    envelope = read_envelope({"error_code": 400, "error_msg": "says", "error_detail": detail})
    assert (envelope.code, envelope.message) == (None, "says")


def test_ids_may_be_missing_empty_or_numbers() -> None:
    assert read_envelope({"request_id": "", "log_id": None}) == Envelope()
    assert read_envelope({"request_id": 17, "log_id": ["x"]}).request_id == "17"


def test_a_refusal_under_http_200_is_read_by_its_error_code() -> None:
    error = error_of(200, {"error_code": 422, "error_msg": "no"})
    assert type(error) is WrongImage
    assert (error.status, error.message) == (200, "no")


def test_a_refusal_with_a_code_and_number_that_nobody_knows_is_trouble_of_the_service() -> None:
    assert type(error_of(200, {"error_code": 90001})) is ServiceTrouble


def test_without_error_code_the_code_alone_makes_a_refusal() -> None:
    error = error_of(404, {"error_detail": {"code": "ERROR_AI_NOT_EXISTS", "message": "gone"}})
    assert type(error) is EndpointRetired


@pytest.mark.parametrize(
    ("status", "kind", "retryable", "maybe_billed"),
    [
        (301, WrongRequest, False, False),
        (400, WrongRequest, False, False),
        (403, NotAuthorised, False, False),
        (404, WrongRequest, False, False),
        (410, EndpointRetired, False, False),
        (413, WrongImage, False, False),
        (429, SlowDown, True, False),
        (500, ServiceTrouble, True, True),
        (502, ServiceTrouble, True, True),
        (503, ServiceTrouble, True, False),
        (504, ServiceTrouble, True, True),
        (524, ServiceTrouble, False, True),
    ],
)
def test_a_page_without_the_envelope_is_read_by_its_status(
    status: int, kind: type[ApiError], retryable: bool, maybe_billed: bool
) -> None:
    for body in (b"<html>502 Bad Gateway</html>", b"", b"[]", b'{"message":"x"}', b"\xff\xfe"):
        error = error_of(status, body, media_type="text/html")
        assert type(error) is kind
        assert (error.code, error.retryable, error.maybe_billed) == (None, retryable, maybe_billed)
        assert not error_of(status, body, paid=False).maybe_billed


def test_a_gateways_message_is_shown() -> None:
    error = error_of(403, {"message": "You are not subscribed to this API."})
    assert error.message.startswith("You are not subscribed to this API.")


def test_a_redirect_is_named() -> None:
    assert "redirected to https://host/" in error_of(301, location="https://host/").message


def test_a_success_status_other_than_200_breaks_the_contract() -> None:
    error = error_of(201, {"request_id": "r", "error_code": 0, "data": {"video": "AAAA"}})
    assert type(error) is BrokenAnswer
    assert (error.status, error.request_id, error.maybe_billed) == (201, "r", True)


def test_messages_are_made_fit_to_be_shown() -> None:
    error = error_of(400, {"error_code": 400, "error_msg": "\x1b[2Jlong\n" * 1000})
    assert str(error).isprintable()
    assert len(str(error)) < 600


@given(st.integers(201, 599), st.binary(max_size=100))
def test_any_bytes_become_an_error_of_ours(status: int, body: bytes) -> None:
    assert isinstance(error_of(status, body), LivePhotoError)
