from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from mock_server.engines.face.eyes import eyes_of
from mock_server.engines.face.finding import find_faces
from mock_server.engines.motion.blink import Blink, may_change
from mock_server.engines.motion.closing import closed, is_dark_above
from mock_server.engines.motion.eyelid import eyelid_of
from mock_server.engines.planes import planes_of

SKIN, EYE, BROW = 200, 30, 40
# An eye of 100 px with its outer corner to the left: the lower lid from corner to corner, then the upper.
T = np.linspace(-1, 1, 9)
LOWER = np.stack([100 + 50 * T, 100 + 15 * (1 - T * T)], axis=1)
UPPER = np.stack([100 + 50 * T[1:-1], 100 - 25 * (1 - T[1:-1] ** 2)], axis=1)
CONTOUR = np.vstack([LOWER, UPPER]).astype(np.float32)


def drawn_eye(above: int = SKIN) -> np.ndarray:
    image = Image.new("L", (200, 200), SKIN)
    draw = ImageDraw.Draw(image)
    draw.rectangle((30, 20, 170, 72), fill=above)
    draw.polygon([tuple(point) for point in [*LOWER, *UPPER[::-1]]], fill=EYE)
    return np.asarray(image)


def lid_of(contour=CONTOUR, **how):
    return eyelid_of(contour, 45, **{"outer": -1, "width": 200, "height": 200, **how})


def test_a_closed_eye_shows_skin_where_the_eyeball_was():
    lid, luma = lid_of(), drawn_eye()
    (shut,) = closed(lid, [luma], 1.0, mirror=False, colour=False)
    after = luma.copy()
    after[lid.box.place] = shut
    assert luma[95, 100] == EYE
    assert after[80:108, 100].min() > 150
    assert (after < 100).sum() < 0.25 * (luma < 100).sum()


def test_the_eyeball_keeps_still_below_a_lid_half_way():
    lid = lid_of()
    luma = drawn_eye()
    luma = np.where(luma == EYE, (np.arange(200)[None, :] % 50).astype(np.uint8), luma)
    (half,) = closed(lid, [luma], 0.4, mirror=False, colour=False)
    after = luma.copy()
    after[lid.box.place] = half
    assert np.abs(after[103:108, 80:120].astype(int) - luma[103:108, 80:120]).max() <= 1


def test_a_brow_is_not_dragged_over_the_eye():
    lid = lid_of()
    assert not is_dark_above(lid, drawn_eye())
    heavy = drawn_eye(above=BROW)
    assert is_dark_above(lid, heavy)
    (shut,) = closed(lid, [heavy], 1.0, mirror=True, colour=False)
    after = heavy.copy()
    after[lid.box.place] = shut
    assert after[88:105, 100].mean() > 120


def test_an_eye_that_is_shut_or_outside_the_picture_stays_as_it_is():
    shut = CONTOUR.copy()
    shut[:, 1] = 100 + (shut[:, 1] - 100) / 10
    assert lid_of(shut) is None
    assert lid_of(CONTOUR + np.float32(1000)) is None
    assert lid_of(np.zeros((16, 2), np.float32)) is None


@pytest.fixture(scope="module", params=["plain", "close-up", "tilted"])
def blink(request, portrait):
    with Image.open(io.BytesIO(portrait(request.param))) as image:
        rgb = np.asarray(image.crop((0, 0, image.width // 2 * 2, image.height // 2 * 2)))
    points, planes = find_faces(rgb).largest.points, planes_of(rgb)
    return planes, points, Blink(planes, points, eyes_of(rgb, points))


def test_both_eyes_change_in_all_planes_within_the_boxes_told_before(blink):
    _, points, blinking = blink
    patches = blinking.patches(1.0)
    assert sorted(patch.plane for patch in patches) == [0, 0, 1, 1, 2, 2]
    for patch in patches:
        box = patch.box.scaled(2) if patch.plane else patch.box
        assert any(box.common(told.grown(2)) == box for told in may_change(points))


def test_open_eyes_are_those_of_the_photo(blink):
    planes, _, blinking = blink
    for patch in blinking.patches(0):
        assert np.array_equal(patch.pixels, planes[patch.plane][patch.box.place])
    assert any(not np.array_equal(patch.pixels, planes[patch.plane][patch.box.place]) for patch in blinking.patches(1))
