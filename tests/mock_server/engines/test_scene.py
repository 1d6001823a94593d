from __future__ import annotations

import numpy as np

from livephoto.contract import LivePhotoType
from mock_server.engines.planes import views


def luma(scene):
    return [views(frame).luma.copy() for frame in scene.frames()]


def test_a_scene_can_be_drawn_again_even_if_it_was_left_in_the_middle_of_a_blink(rendered):
    scene = rendered("plain", LivePhotoType.AVATAR).scene
    once = luma(scene)
    halfway = scene.frames()
    for _ in range(17):
        next(halfway)
    halfway.close()
    assert all(np.array_equal(one, other) for one, other in zip(once, luma(scene), strict=True))


def test_the_first_frame_is_the_picture_to_the_bit(rendered):
    scene = rendered("plain", LivePhotoType.FULL_BODY).scene
    for drawn, still in zip(views(next(scene.frames())), scene.planes, strict=True):
        assert np.array_equal(drawn, still)
