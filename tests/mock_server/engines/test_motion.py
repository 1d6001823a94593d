from __future__ import annotations

import math
from itertools import pairwise

from mock_server.engines.motion import FRAMES, FRAMES_A_SECOND, View, views


def test_a_clip_is_two_seconds():
    assert (FRAMES, FRAMES_A_SECOND) == (50, 25)
    assert len(list(views())) == 50


def test_the_first_view_is_the_whole_picture():
    assert next(views()) == View(0, 0, 1, 1)


def test_every_view_lies_within_the_picture_and_keeps_its_shape():
    for view in views():
        assert 0 <= view.left < view.right <= 1
        assert 0 <= view.top < view.bottom <= 1
        assert math.isclose(view.right - view.left, view.bottom - view.top)


def test_the_motion_closes_in_value_and_in_slope():
    seen = list(views(1000))
    around = [seen[-1], *seen, seen[0], seen[1]]
    speeds = [abs(after.left - before.left) for before, after in pairwise(around)]
    assert max(speeds[0], speeds[1], speeds[-1], speeds[-2]) < max(speeds) / 20
    assert max(speeds) < 0.001
