from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from livephoto.contract import LivePhotoType
from mock_server.engines.framing import frame_of

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
    assert frame.box == (0, 0, width, height)
    assert all(side % 2 == 0 and 64 <= side <= 1280 for side in frame.size)


def test_an_avatar_is_closer_than_the_whole_photo_and_high_up():
    left, top, right, bottom = frame_of(600, 800, LivePhotoType.AVATAR).box
    assert right - left < 600
    assert (top + bottom) / 2 < 400
