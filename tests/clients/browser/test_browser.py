"""A browser's fetch, with FormData, from a page of another origin; and what it got, played in a <video> element."""

from __future__ import annotations

import base64
import io
from importlib.resources import files

import numpy as np
import pytest
from PIL import Image

from mock_server.engines.options import Options

PORTRAIT = files("mock_server").joinpath("assets", "portrait.jpg").read_bytes()
ORANGE = (230, 120, 40)
MEBIBYTE = 1024 * 1024


def url(mock):
    return mock.base_url + mock.edition.request.path


def animate(page, mock, *, kind=0, key="a-key", colour=ORANGE):
    return page.run("animate", url(mock), key, kind, f"rgb{colour}")


def screenshot(page, video, second):
    """What the screen shows of a video that plays and has come to that second, as numbers."""
    box = page.run("playUpTo", video, second)
    picture = page.command("Page.captureScreenshot", format="png", clip={**box, "scale": 1})
    with Image.open(io.BytesIO(base64.b64decode(picture["data"]))) as image:
        return np.asarray(image.convert("RGB"), dtype=np.float32)


@pytest.mark.parametrize("engine", ["canned", "animated"])
@pytest.mark.parametrize("kind", [0, 1])
def test_a_page_of_another_origin_gets_a_video_and_plays_it_to_its_end(mocks, page, film, engine, kind):
    mock = mocks(engine=engine, clip=Options(faces="any"))
    answer = animate(page, mock, kind=kind)
    assert answer["status"] == 200
    seen = page.run("play", answer["body"]["data"]["video"])
    made = film(answer["body"])
    assert (made.codec, made.pixel_format, made.frames) == ("h264", "yuv420p", 50)
    assert (seen["width"], seen["height"]) == (made.width, made.height)
    assert seen["duration"] == pytest.approx(2.0, abs=0.02)
    assert (seen["start"], seen["end"]) == (0, seen["duration"])


@pytest.mark.parametrize("kind", [0, 1])
def test_the_animated_video_shows_the_photo_that_the_page_sent(mocks, page, kind):
    answer = animate(page, mocks(engine="animated", clip=Options(faces="any")), kind=kind)
    assert page.run("play", answer["body"]["data"]["video"])["colour"] == pytest.approx(ORANGE, abs=12)


@pytest.mark.parametrize("codec", ["h264", "vp9"])
def test_the_face_is_seen_to_move_while_the_video_plays(mocks, page, codec):
    answer = mocks(engine="animated", clip=Options(faces="strict", codec=codec)).post(PORTRAIT)
    first, middle = (screenshot(page, answer.json()["data"]["video"], second) for second in (0.0, 0.64))
    moved = np.abs(middle - first)
    face, background = moved[180:300, 200:320], moved[20:120, 20:120]
    # What the screen shows half-way through the clip is the portrait, and the face in it has moved.
    assert 20 < first.std() < 110
    assert face.mean() > 4
    assert background.mean() < face.mean() / 10


def test_the_browser_asks_first_and_the_preflight_is_granted(mock, page):
    assert animate(page, mock)["status"] == 200
    granted = page.event("Network.responseReceived", type="Preflight")
    asked = page.event("Network.requestWillBeSent", requestId=granted["requestId"])["request"]
    assert (asked["method"], asked["url"]) == ("OPTIONS", url(mock))
    assert granted["response"]["status"] == 200


def test_the_mocks_own_headers_can_be_read_by_the_page(mock, page):
    headers = animate(page, mock)["headers"]
    assert headers["x-livephoto-edition"] == mock.edition.id
    assert headers["x-livephoto-engine"] == "canned"
    assert headers["x-livephoto-mock"]


@pytest.mark.parametrize(("key", "rule"), [("invalid-key", "key_unknown"), ("mock-no_face", "no_face")])
def test_a_refusal_can_be_read_by_the_page(mock, page, refused, key, rule):
    answer = animate(page, mock, key=key)
    assert refused(answer["body"], mock, rule)
    assert answer["status"] == answer["body"]["error_code"]
    assert answer["headers"]["x-livephoto-rule"] == rule


def test_20_mib_get_their_413(mock, page, refused):
    answer = page.run("animateZeros", url(mock), "a-key", 20 * MEBIBYTE)
    assert answer["status"] == 413
    assert refused(answer["body"], mock, "image_too_large")


def test_a_page_can_ask_for_the_credits(mock, page):
    answer = page.run("credits", mock.base_url + mock.edition.credits_query.path, "a-key")
    assert answer["body"]["data"][0]["unique_sign"] == mock.edition.billing.unique_sign
