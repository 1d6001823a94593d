"""What a clip must look like, measured on the clips of portraits: landmarks are found anew in the decoded frames."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from livephoto.contract import LivePhotoType
from mock_server.engines.face.eyes import eyes_of
from mock_server.engines.face.points import CHIN, LIP, LOWER_LIP, MOUTH, NOSE, OUTER_EYES
from mock_server.engines.motion.grid import STEP
from mock_server.engines.planes import views

AVATAR, FULL_BODY = LivePhotoType.AVATAR, LivePhotoType.FULL_BODY
CLIPS = [
    ("plain", AVATAR),
    ("mirrored", AVATAR),
    ("tilted", AVATAR),
    ("far-tilted", AVATAR),
    ("grey", AVATAR),
    ("small", AVATAR),
    ("dark", AVATAR),
    ("close-up", AVATAR),
    ("plain", FULL_BODY),
    ("close-up", FULL_BODY),
]
UP_AND_DOWN = (0, 6, 12, 20, 27, 34, 42, 49)


def psnr(one, other):
    return 10 * np.log10(255**2 / max(np.mean((one.astype(float) - other) ** 2), 1e-9))


@pytest.fixture(params=CLIPS, ids=lambda clip: f"{clip[0]}-{clip[1].name}")
def clip(request, rendered):
    return rendered(*request.param)


@pytest.fixture
def found(clip):
    """Gives the points of the face in a decoded frame, looked for once."""
    return clip.found


def eye_distance(face):
    return np.linalg.norm(face[OUTER_EYES[1], :2] - face[OUTER_EYES[0], :2])


def down(face):
    across = face[OUTER_EYES[1], :2] - face[OUTER_EYES[0], :2]
    return np.array([-across[1], across[0]]) / np.linalg.norm(across)


def background(clip):
    outside = np.ones(clip.shown.shape[:2], bool)
    outside[clip.scene.warp.box.place] = False
    return outside


def test_the_first_frame_is_the_photo(clip):
    assert psnr(clip.frames[0], clip.shown) >= 34


def test_the_loop_closes(clip):
    assert len(clip.frames) == 50
    assert psnr(clip.frames[-1], clip.frames[0]) >= 36


def test_the_background_keeps_still_to_the_bit_before_the_encoder_and_to_the_eye_after_it(clip):
    outside = background(clip)
    assert outside.mean() > 0.02
    for frame in clip.scene.frames():
        assert np.array_equal(views(frame).luma[outside], clip.scene.planes.luma[outside])
    assert min(psnr(frame[outside], clip.frames[0][outside]) for frame in clip.frames) >= 48


def test_the_face_moves_and_what_is_around_it_does_not(clip, found):
    outside, face = background(clip), np.zeros(clip.shown.shape[:2], np.uint8)
    cv2.fillConvexPoly(face, cv2.convexHull(found(0)[:, :2].astype(np.int32)), 1)
    grey = [cv2.cvtColor(clip.frames[number], cv2.COLOR_RGB2GRAY) for number in (0, 12, 20)]
    for later in grey[1:]:
        flow = np.linalg.norm(cv2.calcOpticalFlowFarneback(grey[0], later, None, 0.5, 3, 21, 3, 5, 1.1, 0), axis=2)
        inside = flow[face > 0].mean()
        assert inside >= 0.008 * eye_distance(found(0))
        assert inside >= 50 * flow[outside].mean()
        assert np.percentile(flow[outside], 99) < 0.3


def test_the_head_nods(clip, found):
    first = found(0)
    ways = [(found(number)[NOSE, :2] - first[NOSE, :2]) @ down(first) for number in UP_AND_DOWN]
    assert 0.06 <= max(ways) / eye_distance(first) <= 0.20


def test_the_mouth_smiles(clip, found):
    def width(number):
        return np.linalg.norm(found(number)[MOUTH[1], :2] - found(number)[MOUTH[0], :2])

    def corners_below_lips(number):
        face = found(number)
        return (face[list(MOUTH), :2].mean(axis=0) - face[[LIP, LOWER_LIP], :2].mean(axis=0)) @ down(found(0))

    widest = max(UP_AND_DOWN, key=width)
    assert width(widest) >= 1.02 * width(0)
    lift = max(corners_below_lips(0) - corners_below_lips(number) for number in UP_AND_DOWN)
    assert lift >= 0.01 * eye_distance(found(0))


def opening(rgb, face):
    lids = [np.linalg.norm(eye[12] - eye[4]) / np.linalg.norm(eye[8] - eye[0]) for eye in eyes_of(rgb, face)]
    return np.mean(lids)


def test_the_eyes_close_and_open_again(clip, found):
    first, closed, later = (opening(clip.frames[number], found(number)) for number in (0, 16, 24))
    assert closed <= 0.45 * first
    assert later >= 0.85 * first


def test_nothing_folds(clip):
    fields = np.stack(list(clip.scene.fields.values()))
    for amounts in clip.scene.amounts:
        across, along = -np.tensordot(amounts, fields, 1)
        (xy, xx), (yy, yx) = np.gradient(across, STEP), np.gradient(along, STEP)
        assert ((1 + xx) * (1 + yy) - xy * yx).min() >= 0.5


@pytest.mark.parametrize("clip", [("plain", AVATAR), ("close-up", FULL_BODY)], indirect=True)
def test_no_frame_jumps(clip, found):
    track = np.array([found(number)[[NOSE, LOWER_LIP, CHIN], :2] for number in range(50)]) / eye_distance(found(0))
    assert np.linalg.norm(track[2:] - 2 * track[1:-1] + track[:-2], axis=2).max() <= 0.05
