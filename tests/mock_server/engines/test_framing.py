from __future__ import annotations

import math

from hypothesis import assume, given
from hypothesis import strategies as st

from livephoto.contract import LivePhotoType
from mock_server.engines.framing import Head, frame_of

SIDES = st.integers(1, 4095)


@given(SIDES, SIDES)
def test_an_avatar_is_a_square_within_the_photo(width, height):
    frame = frame_of(width, height, LivePhotoType.AVATAR)
    left, top, right, bottom = frame.box
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    assert right - left == bottom - top
    assert frame.size == (512, 512)


@given(SIDES, SIDES)
def test_a_full_body_is_the_whole_photo_on_even_sides(width, height):
    frame = frame_of(width, height, LivePhotoType.FULL_BODY)
    left, top, right, bottom = frame.box
    assert (left, top) == (0, 0)
    assert width * 0.96 - 1 <= right <= width
    assert height * 0.96 - 1 <= bottom <= height
    assert all(side % 2 == 0 and 64 <= side <= 1280 for side in frame.size)


@given(SIDES, SIDES)
def test_nothing_but_a_sliver_is_stretched(width, height):
    assume(max(width, height) < 19 * min(width, height))
    frame = frame_of(width, height, LivePhotoType.FULL_BODY)
    assert math.isclose(frame.box[2] / frame.size[0], frame.box[3] / frame.size[1], rel_tol=1e-6)


def test_a_small_photo_grows_as_a_whole():
    assert frame_of(30, 40, LivePhotoType.FULL_BODY).size == (64, 84)


def test_an_avatar_is_closer_than_the_whole_photo_and_high_up():
    left, top, right, bottom = frame_of(600, 700, LivePhotoType.AVATAR).box
    assert right - left < 600
    assert (top + bottom) / 2 < 350


def test_an_avatar_of_a_passport_photo_keeps_the_chin():
    left, top, right, bottom = frame_of(413, 531, LivePhotoType.AVATAR).box
    assert (left, top, right, bottom) == (7, 7, 405, 405)


@given(SIDES, SIDES, st.floats(-500, 5000), st.floats(-500, 5000), st.floats(1, 5000))
def test_a_square_around_a_head_lies_within_the_photo_wherever_the_head_is(width, height, x, y, tall):
    left, top, right, bottom = frame_of(width, height, LivePhotoType.AVATAR, head=Head(x, y, tall)).box
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    assert right - left == bottom - top


def test_a_head_is_shown_with_its_hair_and_shoulders():
    frame = frame_of(1000, 1000, LivePhotoType.AVATAR, avatar_side=256, head=Head(500, 400, 100))
    assert frame.box == (375, 265, 625, 515)
    assert frame.size == (256, 256)
