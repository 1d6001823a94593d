from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from livephoto import Client, LivePhoto, LivePhotoError, Retry
from livephoto.errors import (
    BrokenAnswer,
    NotAuthorised,
    ServiceTrouble,
    TransportTrouble,
    WrongImage,
    WrongRequest,
)

ONCE = Retry(attempts=1)
RESET = "CONNECTION_RESET_BY_PEER"


@pytest.fixture(scope="module")
def portrait() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (64, 80), "tan").save(made, "JPEG")
    return made.getvalue()


def call(mock: Any, photo: bytes, prefer: str, **settings: Any) -> LivePhoto:
    settings = {"retry": ONCE, "check": False, **settings}
    headers = {"Prefer": prefer}
    with Client("a-key", base_url=mock.base_url, trust_env=False, headers=headers, **settings) as client:
        return client.animate(photo)


@pytest.mark.parametrize(
    ("fault", "error", "retryable", "maybe_billed"),
    [
        (f"{RESET};at=video", TransportTrouble, True, True),
        ("EMPTY_RESPONSE", TransportTrouble, True, True),
        ("MALFORMED_RESPONSE_CHUNK", TransportTrouble, True, True),
        ("RANDOM_DATA_THEN_CLOSE", TransportTrouble, True, True),
        ("EARLY_REFUSAL", (WrongRequest, WrongImage), False, False),
        ("TRUNCATED_JSON", BrokenAnswer, False, True),
        ("TRUNCATED_BASE64", BrokenAnswer, False, True),
        ("URL_SAFE_BASE64", BrokenAnswer, False, True),
        ("WRAPPED_BASE64", BrokenAnswer, False, True),
        ("SUCCESS_STATUS_WITH_ERROR", ServiceTrouble, True, False),
        ("ERROR_STATUS_WITH_SUCCESS", ServiceTrouble, True, True),
        ("GATEWAY_HTML_502", ServiceTrouble, True, True),
        ("GATEWAY_HTML_503", ServiceTrouble, True, False),
        ("FIREWALL_HTML_403", NotAuthorised, False, False),
    ],
)
def test_the_client_tells_what_a_fault_means(
    mock: Any, portrait: bytes, fault: str, error: Any, retryable: bool, maybe_billed: bool
) -> None:
    with pytest.raises(LivePhotoError) as caught:
        call(mock, portrait, f"fault={fault}")
    assert isinstance(caught.value, error)
    assert (caught.value.retryable, caught.value.maybe_billed) == (retryable, maybe_billed)


@pytest.mark.parametrize("at", ["start", "image"])
def test_a_connection_reset_during_a_long_upload_is_not_billed(mock: Any, portrait: bytes, at: str) -> None:
    with pytest.raises(TransportTrouble) as caught:
        call(mock, portrait + bytes(20_000_000), f"fault={RESET};at={at}")
    assert (caught.value.retryable, caught.value.maybe_billed) == (True, False)


def test_a_data_uri_is_taken_as_the_video_it_holds(mock: Any, portrait: bytes) -> None:
    assert call(mock, portrait, "fault=DATA_URI_BASE64").media_type == "video/mp4"


def test_what_is_no_video_shows_by_its_media_type(mock: Any, portrait: bytes) -> None:
    assert call(mock, portrait, "fault=NOT_A_VIDEO").media_type == "application/octet-stream"


def test_a_sequence_is_sat_out_with_the_pauses_that_the_server_asks_for(mock: Any, portrait: bytes) -> None:
    slept: list[float] = []
    made = call(mock, portrait, "scenario=fails-twice", retry=Retry(), sleep=slept.append, chance=lambda: 0.0)
    assert made.media_type == "video/mp4"
    assert slept == [1.0, 2.0]


def test_an_answer_that_may_have_been_billed_is_not_asked_for_twice(mock: Any, portrait: bytes) -> None:
    slept: list[float] = []
    with pytest.raises(TransportTrouble):
        call(mock, portrait, f"fault={RESET};at=video", retry=Retry(), sleep=slept.append)
    assert slept == []
