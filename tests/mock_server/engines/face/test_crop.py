from __future__ import annotations

import math

import numpy as np
import pytest

from mock_server.engines.face.crop import Crop


def test_a_crop_shows_its_square_and_finds_the_way_back():
    picture = np.zeros((100, 120, 3), np.uint8)
    picture[40, 70] = 255
    crop = Crop(70, 40, 32, 0.0, 32)
    shown = crop.cut(picture)
    assert shown.shape == (32, 32, 3)
    y, x = np.argwhere(shown[..., 0] > 0.5)[0]
    assert crop.back(np.array([[x, y]], np.float32)) == pytest.approx(np.array([[70, 40]]))


def test_a_turned_crop_sets_a_tilted_line_level():
    angle = math.radians(30)
    y, x = np.mgrid[0:200, 0:200]
    across = (x - 100) * -math.sin(angle) + (y - 100) * math.cos(angle)
    picture = np.repeat((np.abs(across) < 3).astype(np.uint8)[..., None] * 255, 3, axis=2)
    shown = Crop(100, 100, 64, angle, 64).cut(picture)[..., 0]
    assert shown[32, 8:56].min() > 0.9
    assert shown[20, :].max() < 0.1


@pytest.mark.parametrize("angle", [0.0, 0.4, -2.0])
def test_a_large_square_is_averaged_not_picked_from(angle):
    chance = np.random.default_rng(1)
    picture = chance.integers(0, 2, (800, 800, 3)).astype(np.uint8) * 255
    shown = Crop(400, 380, 400, angle, 40).cut(picture)
    assert shown.std() < 0.08
    assert shown.mean() == pytest.approx(0.5, abs=0.02)


def test_places_are_the_same_whether_averaged_or_not():
    y, x = np.mgrid[0:800, 0:800]
    picture = np.repeat((x / 4 + y / 16).astype(np.uint8)[..., None], 3, axis=2)
    crop = Crop(390, 410, 400, 0.3, 40)
    places = crop.back(np.array([[5, 5], [30, 12]], np.float32))
    shown = crop.cut(picture) * 255
    for (column, row), (at_x, at_y) in zip([(5, 5), (30, 12)], places, strict=True):
        assert shown[row, column, 0] == pytest.approx(at_x / 4 + at_y / 16, abs=1.5)


def test_beyond_the_picture_it_is_black():
    assert not Crop(-500, -500, 100, 0.0, 16).cut(np.full((50, 50, 3), 255, np.uint8)).any()
    assert Crop(0, 0, 2000, 0.0, 16).cut(np.full((3, 3, 3), 255, np.uint8)).shape == (16, 16, 3)
