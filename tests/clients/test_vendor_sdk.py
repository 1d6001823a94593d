"""The vendor's own Python SDK."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from ailabtools import AILabApiError, AILabClient

from contract_tests.photos import PhotoSpec, build

MEBIBYTE = 1024 * 1024


def call(mock: Any, request: Callable[[AILabClient], Awaitable[Any]], key: str = "a-key") -> dict[str, Any]:
    async def once() -> Any:
        client = AILabClient(key, mock.base_url)
        try:
            return await request(client)
        finally:
            await client.aclose()

    return asyncio.run(once())


def animate(mock: Any, key: str = "a-key", **params: Any) -> dict[str, Any]:
    return call(mock, lambda client: client.portrait.portraitLivePhotos(params), key)


def refusal(mock: Any, key: str = "a-key", **params: Any) -> AILabApiError:
    with pytest.raises(AILabApiError) as caught:
        animate(mock, key, **params)
    return caught.value


def as_the_mock_said(error: AILabApiError, mock: Any, rule_name: str) -> bool:
    rule = mock.edition.rules[rule_name]
    assert error.detail.status_code == mock.edition.status_of(rule.code)
    assert error.detail.code == rule.code
    assert error.detail.code_message == mock.edition.errors[rule.code].message
    assert str(error) == error.detail.message == error.raw["error_detail"]["message"] != ""
    assert error.request_id == error.raw["request_id"]
    assert error.log_id == error.raw["log_id"]
    assert UUID(error.request_id) != UUID(error.log_id)
    return True


@pytest.mark.parametrize("engine", ["canned", "animated"])
@pytest.mark.parametrize("kind", [0, 1])
def test_bytes_become_a_video_of_50_frames(mocks, photo, film, engine, kind):
    seen = film(animate(mocks(engine=engine), imageTarget=photo, type=kind))
    assert (seen.codec, seen.pixel_format, seen.frames) == ("h264", "yuv420p", 50)
    assert seen.duration == pytest.approx(2.0)


def test_the_two_types_are_two_videos_and_the_avatar_is_what_is_left_out(mock, photo):
    avatar, full_body, unsaid = (
        animate(mock, imageTarget=photo, **more)["data"]["video"] for more in ({"type": 0}, {"type": 1}, {})
    )
    assert avatar != full_body
    assert unsaid == avatar


def test_an_open_file_becomes_a_video(mock, photo_file, film):
    with photo_file().open("rb") as file:
        assert film(animate(mock, imageTarget=file, type=1)).frames == 50


@pytest.mark.parametrize(
    ("rule", "spec", "params"),
    [
        ("type_out_of_range", {}, {"type": 2}),
        ("type_not_integer", {}, {"type": "avatar"}),
        ("image_too_large", {"size": 5 * MEBIBYTE + 1}, {}),
        ("image_too_large", {"size": 20 * MEBIBYTE}, {}),
        ("image_too_wide", {"width": 4096, "height": 16}, {}),
        ("image_format_unsupported", {"format": "gif", "mode": "palette"}, {}),
        ("image_undecodable", {"damage": "truncated"}, {}),
        ("image_undecodable", {"format": "png", "damage": "bad-crc"}, {}),
    ],
)
def test_a_refused_photo_or_type_is_an_api_error_as_the_mock_said(mock, rule, spec, params):
    assert as_the_mock_said(refusal(mock, imageTarget=build(PhotoSpec(**spec)), **params), mock, rule)


def test_an_empty_photo_is_an_api_error_that_names_the_field(mock):
    error = refusal(mock, imageTarget=b"")
    assert as_the_mock_said(error, mock, "image_empty")
    assert str(error) == "Invalid parameter values. - image_target: Cannot be empty."


@pytest.mark.parametrize(
    ("settings", "key", "rule"),
    [
        ({}, "invalid-key", "key_unknown"),
        ({"locked_keys": ("locked",)}, "locked", "user_locked"),
        ({"credits": 21}, "a-key", "credits_short"),
        ({"edition": "2026-02-retired"}, "a-key", "endpoint_retired"),
        ({}, "mock-no_face", "no_face"),
        ({}, "mock-upstream_internal_error", "upstream_internal_error"),
        ({}, "mock-upstream_timeout", "upstream_timeout"),
    ],
)
def test_a_refused_account_and_an_error_asked_for_by_key_are_api_errors(mocks, photo, settings, key, rule):
    mock = mocks(**settings)
    assert as_the_mock_said(refusal(mock, key, imageTarget=photo), mock, rule)


def test_one_client_lives_through_a_refusal(mock, photo, film):
    async def refused_then_answered(client: AILabClient) -> Any:
        with pytest.raises(AILabApiError):
            await client.portrait.portraitLivePhotos({"imageTarget": b"no image"})
        return await client.portrait.portraitLivePhotos({"imageTarget": photo})

    assert film(call(mock, refused_then_answered)).frames == 50


def test_the_credits_are_told_and_fall_by_22_with_a_success_only(mocks, photo):
    mock, key = mocks(credits=100), f"payer-{uuid4()}"

    def balances() -> list[int]:
        body = call(mock, lambda client: client.common.commonQueryCredits({}), key)
        return [pool["balance"] for pool in body["data"]]

    assert balances() == [100]
    refusal(mock, key, imageTarget=b"no image")
    assert balances() == [100]
    animate(mock, key, imageTarget=photo)
    assert balances() == [78]
