"""Pictures of the page, to be looked at. `LIVEPHOTO_SCREENSHOTS=FOLDER pytest THIS_FILE` keeps them."""

from __future__ import annotations

import base64
import io
import os
from pathlib import Path

import pytest
from PIL import Image, ImageStat

from livephoto.contract import load_edition

KEPT = os.environ.get("LIVEPHOTO_SCREENSHOTS")


def picture(page, name, **more):
    data = base64.b64decode(page.command("Page.captureScreenshot", format="webp", quality=80, **more)["data"])
    if KEPT:
        Path(KEPT, f"{name}.webp").write_bytes(data)
    return Image.open(io.BytesIO(data))


@pytest.fixture
def used(page, bench):
    """The page after a day's work."""
    bench.call("another-app", name="image")
    page.choose("half")
    page.send()
    page.choose("whole")
    page.set("#prefer", "scenario=fails-twice")
    page.send()
    page.set("#prefer", "")
    page.send()
    page.until("video.currentTime > 0 && document.querySelectorAll('.row').length === 4")
    page.value("document.activeElement.blur()")
    return page


def brightness(image):
    return ImageStat.Stat(image.convert("L")).mean[0]


@pytest.mark.parametrize(("scheme", "low", "high"), [("light", 180, 255), ("dark", 0, 80)])
def test_on_a_desk(used, scheme, low, high):
    used.view(1280, 1290, scheme)
    shown = picture(used, f"page-{scheme}")
    assert shown.size == (1280, 1290)
    assert low < brightness(shown) < high


def test_on_a_phone(used):
    used.view(360, 740)
    whole = picture(used, "page-phone", captureBeyondViewport=True)
    assert whole.size[0] == 360
    assert whole.size[1] > 2000


@pytest.mark.parametrize("edition", ["legacy-a", "2026-04"])
def test_other_editions(benches, tab, edition):
    tab.open(benches(edition=edition).base_url)
    tab.choose("whole")
    said = tab.send()
    tab.until("document.querySelector('.row')")
    picture(tab, f"page-{edition}")
    assert said.startswith("404 in" if load_edition(edition).retired else "200 in")
