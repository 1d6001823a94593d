from __future__ import annotations

import numpy as np
import pytest

from mock_server.engines.box import Box
from mock_server.engines.motion.blink import Patch
from mock_server.engines.motion.grid import Grid
from mock_server.engines.planes import Planes
from mock_server.engines.warp import Warp

SIZE = (96, 128)


def picture() -> Planes:
    y, x = np.mgrid[0 : SIZE[0], 0 : SIZE[1]]
    luma = (110 + 60 * np.sin(x / 6) + 50 * np.cos(y / 7)).astype(np.uint8)
    return Planes(luma, luma[::2, ::2].copy(), (255 - luma)[::2, ::2].copy())


def blank() -> Planes:
    return Planes(*(np.zeros_like(plane) for plane in picture()))


def everywhere(x: float, y: float) -> np.ndarray:
    rows, columns = Grid(SIZE[1], SIZE[0]).shape
    return np.stack([np.full((rows, columns), x), np.full((rows, columns), y)]).astype(np.float32)


def test_nothing_of_any_field_is_the_picture_itself():
    target = blank()
    Warp(picture(), [everywhere(3, 2)]).draw(target, np.zeros(1, np.float32))
    for drawn, still in zip(target, picture(), strict=True):
        assert np.abs(drawn.astype(int) - still).max() <= 1


@pytest.mark.parametrize(("x", "y"), [(4, 0), (0, 6), (-8, 2)])
def test_a_field_moves_the_picture_by_its_px(x, y):
    target, still = blank(), picture()
    Warp(still, [everywhere(x, y)]).draw(target, np.ones(1, np.float32))
    moved = np.roll(still.luma, (y, x), axis=(0, 1))
    assert np.abs(target.luma.astype(int) - moved)[12:-12, 12:-12].max() <= 2
    moved = np.roll(still.blue, (y // 2, x // 2), axis=(0, 1))
    assert np.abs(target.blue.astype(int) - moved)[8:-8, 8:-8].max() <= 2


def test_fields_add_up_each_times_its_amount():
    one, other = blank(), blank()
    Warp(picture(), [everywhere(4, 0), everywhere(0, 2)]).draw(one, np.array([0.5, 2], np.float32))
    Warp(picture(), [everywhere(2, 4)]).draw(other, np.ones(1, np.float32))
    assert np.array_equal(one.luma, other.luma)


def test_outside_the_box_not_a_bit_changes():
    field = everywhere(0, 0)
    field[:, 5:7, 6:9] = 2
    warp, target = Warp(picture(), [field]), blank()
    warp.draw(target, np.ones(1, np.float32))
    assert warp.box == Box(48, 32, 80, 64)
    outside = np.ones(SIZE, bool)
    outside[warp.box.place] = False
    assert np.array_equal(target.luma[outside], picture().luma[outside])
    assert not np.array_equal(target.luma, picture().luma)


def test_a_patch_is_drawn_and_goes_without_a_trace():
    warp, still = Warp(picture(), [everywhere(1, 1)]), picture()
    before, during, after = blank(), blank(), blank()
    box = Box(40, 40, 60, 56)
    warp.draw(before, np.ones(1, np.float32))
    warp.patch([Patch(0, box, np.full((16, 20), 255, np.uint8))])
    warp.draw(during, np.ones(1, np.float32))
    warp.patch([Patch(0, box, still.luma[box.place])])
    warp.draw(after, np.ones(1, np.float32))
    assert during.luma[45:55, 45:58].min() == 255
    assert np.array_equal(during.luma[:36], before.luma[:36])
    assert np.array_equal(before.luma, after.luma)


def test_a_patch_at_the_edge_is_drawn_as_far_as_the_picture_goes():
    warp, target = Warp(picture(), [everywhere(0, 0)], [Box(0, 0, 20, 20)]), blank()
    warp.patch([Patch(0, Box(0, 0, 20, 20), np.full((20, 20), 9, np.uint8))])
    warp.draw(target, np.zeros(1, np.float32))
    assert (target.luma[:17, :17] == 9).all()
