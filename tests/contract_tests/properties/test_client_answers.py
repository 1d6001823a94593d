from __future__ import annotations

import json
from base64 import b64decode
from typing import Any

import httpx
from hypothesis import event, example, given

from contract_tests.exchange import Answer
from contract_tests.strategies import answers, envelopes
from livephoto import ApiError, LivePhoto, LivePhotoError, Retry
from livephoto.client import Client

PHOTO = b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x40\x00\x40\x03" + bytes(200)


def outcome(answer: Answer) -> LivePhoto | LivePhotoError:
    """What the client makes of an answer. Anything but an error of its own tree goes through."""

    def serve(request: httpx.Request) -> httpx.Response:
        return httpx.Response(answer.status, headers=dict(answer.headers), content=answer.body)

    with Client(
        "a-key", base_url="http://mock", retry=Retry(attempts=1), transport=httpx.MockTransport(serve)
    ) as client:
        try:
            return client.animate(PHOTO)
        except LivePhotoError as error:
            return error


def is_success(answer: Answer) -> bool:
    """Tell by the published rules alone whether an answer may be taken for a success."""
    body = answer.json
    return answer.status == 200 and isinstance(body, dict) and body.get("error_code") in (None, 0, "0", False)


@given(answer=answers())
@example(answer=Answer(200, {}, b"{}"))
def test_the_client_raises_nothing_but_its_own_errors_and_takes_no_refusal_for_a_success(answer: Answer) -> None:
    got = outcome(answer)
    event(type(got).__name__)

    assert str(got) or repr(got)
    if isinstance(got, LivePhoto):
        assert is_success(answer)
        assert got.video == b64decode(answer.value("data.video"))
        assert got.video


@given(envelope=envelopes(right_only=True))
def test_every_right_envelope_is_read_for_what_it_is(envelope: dict[str, Any]) -> None:
    status = envelope["error_detail"]["status_code"]
    got = outcome(Answer(status, {"content-type": "application/json"}, json.dumps(envelope).encode()))

    if status == 200:
        assert isinstance(got, LivePhoto)
        assert got.request_id == envelope["request_id"]
    else:
        assert isinstance(got, ApiError)
        assert (got.status, got.code) == (status, envelope["error_detail"]["code"])
        assert not got.maybe_billed
