"""Where faces are in a picture: BlazeFace on the whole, then on smaller and smaller parts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from mock_server.engines.face import nets
from mock_server.engines.face.points import Floats, Pixels

_SIDE = 128
"""Sides of the net's input, px."""
_SURE = 0.5
_SAME_FACE = 0.3
"""Overlap (intersection over union) from which two boxes are one face."""
_SHARES = (2, 3)
"""How many parts lie side by side along the longer side, without those that overlap them."""
_SMALLEST_PART = 192
"""Sides (px) under which a part of a picture shows no more than the whole did."""


@dataclass(frozen=True, slots=True, eq=False)
class Detection:
    """A face as the detector saw it. All in px of the picture."""

    centre: Floats
    """(x, y)"""
    size: Floats
    """(width, height)"""
    points: Floats
    """(6, 2): left eye, right eye, nose, mouth, left ear, right ear; left and right are the picture's."""
    score: float
    """How sure it is, 0.5 to 1."""


def looks(rgb: Pixels) -> Iterator[list[Detection]]:
    """Yield the faces seen at a look, first on the whole, then on parts a half and a third as large.

    A face of a tenth of what is looked at is seen for sure; under a twentieth, hardly. Each look at parts takes nine
    and twenty-five times as long as that at the whole, so it is for whoever found nothing yet.
    """
    yield _look(rgb)
    for share in _SHARES:
        seen = [face for left, top, part in _parts(rgb, share) for face in _moved(_look(part), left, top)]
        yield _distinct(seen)


def _look(rgb: Pixels) -> list[Detection]:
    height, width = rgb.shape[:2]
    scale = _SIDE / max(height, width)
    small = max(1, round(width * scale)), max(1, round(height * scale))
    left, top = (_SIDE - small[0]) // 2, (_SIDE - small[1]) // 2
    canvas = np.zeros((_SIDE, _SIDE, 3), dtype=np.uint8)
    canvas[top : top + small[1], left : left + small[0]] = cv2.resize(rgb, small, interpolation=cv2.INTER_AREA)
    boxes, logits = nets.detector()(canvas.astype(np.float32) / np.float32(127.5) - 1)
    scores = nets.sigmoid(logits.reshape(-1))
    sure = np.flatnonzero(scores >= _SURE)
    # Eight pairs: centre, size, six points; all but the size are told from the anchor.
    pairs = boxes.reshape(-1, 8, 2)[sure]
    pairs[:, [0, 2, 3, 4, 5, 6, 7]] += _ANCHORS[sure, None] * _SIDE
    pairs[:, [0, 2, 3, 4, 5, 6, 7]] -= np.array([left, top], dtype=np.float32)
    return _distinct([_detection(pair / scale, float(scores[at])) for pair, at in zip(pairs, sure, strict=True)])


def _anchors() -> Floats:
    """Return where the net's 896 answers are told from: cells of two grids, as shares of the picture's sides."""
    grids = []
    for cells, answers in ((16, 2), (8, 6)):
        y, x = np.mgrid[0:cells, 0:cells].reshape(2, -1)
        grids.append(np.repeat((np.stack([x, y], axis=1) + 0.5) / cells, answers, axis=0))
    return np.concatenate(grids).astype(np.float32)


_ANCHORS = _anchors()


def _detection(pairs: Floats, score: float) -> Detection:
    return Detection(pairs[0], pairs[1], pairs[2:], score)


def _distinct(found: list[Detection]) -> list[Detection]:
    """Return one detection a face: the mean of those that overlap the surest, weighted by how sure they are."""
    left, distinct = sorted(found, key=lambda face: -face.score), []
    while left:
        same = [face for face in left if face is left[0] or _overlap(left[0], face) > _SAME_FACE]
        distinct.append(_mean(same))
        left = [face for face in left if not any(face is other for other in same)]
    return distinct


def _mean(same: list[Detection]) -> Detection:
    weights = np.array([face.score for face in same], dtype=np.float32)
    pairs = np.stack([np.vstack([face.centre, face.size, face.points]) for face in same])
    mean = np.asarray(np.average(pairs, axis=0, weights=weights), dtype=np.float32)
    return _detection(mean, same[0].score)


def _overlap(one: Detection, other: Detection) -> float:
    least = np.maximum(one.centre - one.size / 2, other.centre - other.size / 2)
    most = np.minimum(one.centre + one.size / 2, other.centre + other.size / 2)
    common = float(np.clip(most - least, 0, None).prod())
    return common / max(float(one.size.prod() + other.size.prod()) - common, 1e-9)


def _parts(rgb: Pixels, share: int) -> Iterator[tuple[int, int, Pixels]]:
    """Yield (left, top, pixels) of squares that cover the picture, each overlapping the next by half or more."""
    height, width = rgb.shape[:2]
    side = max(height, width) // share
    if side < _SMALLEST_PART:
        return
    for top in _starts(height, side):
        for left in _starts(width, side):
            yield left, top, rgb[top : top + side, left : left + side]


def _starts(length: int, side: int) -> list[int]:
    last = max(0, length - side)
    steps = math.ceil(2 * last / side)
    return [round(last * step / steps) for step in range(steps + 1)] if steps else [0]


def _moved(found: list[Detection], left: int, top: int) -> Iterator[Detection]:
    by = np.array([left, top], dtype=np.float32)
    for face in found:
        yield Detection(face.centre + by, face.size, face.points + by, face.score)
