from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mock_server.engines.box import Box

SIDES = st.integers(-20, 60)
BOXES = st.builds(
    lambda left, top, width, height: Box(left, top, left + width, top + height),
    SIDES,
    SIDES,
    st.integers(0, 40),
    st.integers(0, 40),
)


def pixels(box: Box) -> set[tuple[int, int]]:
    return {(x, y) for x in range(box.left, box.right) for y in range(box.top, box.bottom)}


@given(BOXES, BOXES)
def test_what_two_boxes_have_in_common_lies_in_both(one, other):
    assert pixels(one.common(other)) == pixels(one) & pixels(other)
    assert pixels(one.joined(other)) >= pixels(one) | pixels(other)


@given(BOXES)
def test_a_box_within_a_picture_cuts_what_it_says(box):
    inside = box.within(30, 20)
    assert np.zeros((20, 30))[inside.place].shape == (inside.height, inside.width)


@given(BOXES, st.integers(1, 16))
def test_an_aligned_box_holds_the_box_on_multiples_of_the_step(box, step):
    aligned = box.aligned(step)
    assert pixels(aligned) >= pixels(box)
    assert all(edge % step == 0 for edge in (aligned.left, aligned.top, aligned.right, aligned.bottom))
    assert aligned.width < box.width + 2 * step


def test_a_box_seen_from_another_counts_from_its_corner():
    assert Box(10, 20, 30, 40).seen_from(Box(8, 16, 99, 99)) == Box(2, 4, 22, 24)
    assert Box(1, 2, 3, 4).scaled(2) == Box(2, 4, 6, 8)
    assert Box(5, 5, 9, 9).grown(2).grown(-2) == Box(5, 5, 9, 9)
