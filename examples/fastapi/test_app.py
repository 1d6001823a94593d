import asyncio
from pathlib import Path

import httpx
import pytest
from app import create_app, sensible, stubborn

PORTRAIT = Path(__file__).parents[1].joinpath("portrait.jpg").read_bytes()


@pytest.fixture
def put(livephoto_mock):
    """Puts a portrait into the app, and returns the app's answer."""

    async def put(pause_after):
        app = create_app(livephoto_mock.url, livephoto_mock.key, pause_after)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app") as http:
            return await http.put("/portraits/me", content=PORTRAIT)

    return lambda pause_after=sensible: asyncio.run(put(pause_after))


def test_a_portrait_comes_to_life_for_the_price_of_one(put, livephoto_mock):
    assert put().content[4:8] == b"ftyp"
    assert livephoto_mock.bill == 22


def test_a_refusal_reaches_the_user_and_costs_nothing(put, livephoto_mock):
    livephoto_mock.answer_next("no_face")
    assert put().status_code == 422
    assert livephoto_mock.bill == 0


def test_a_busy_model_is_asked_again(put, livephoto_mock):
    livephoto_mock.answer_next("upstream_busy", times=2)
    assert put().status_code == 200
    livephoto_mock.verify(rule="upstream_busy", exactly=2)
    assert not livephoto_mock.audit()


@pytest.mark.livephoto(edition="2026-02-retired")
def test_after_the_retirement_the_app_gives_up_at_once(put, livephoto_mock):
    assert put().status_code == 404
    assert len(livephoto_mock.calls) == 1


@pytest.mark.parametrize(("pause_after", "found"), [(stubborn, {"hopeless_retry", "no_backoff"}), (sensible, set())])
def test_the_auditor_finds_the_retry_bug_and_nothing_once_it_is_mended(put, livephoto_mock, pause_after, found):
    livephoto_mock.answer_next("no_face", times=4)
    put(pause_after=pause_after)
    assert {finding.kind for finding in livephoto_mock.audit()} == found
