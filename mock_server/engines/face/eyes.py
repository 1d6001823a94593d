"""The contour of each eye, finer than the mesh has it."""

from __future__ import annotations

import numpy as np

from mock_server.engines.face import nets
from mock_server.engines.face.crop import Crop
from mock_server.engines.face.points import INNER_EYES, OUTER_EYES, Floats, Pixels, Points, middle, roll

CONTOUR = 16
"""Points of a contour: 0 to 8 the lower lid from the outer to the inner corner, 9 to 15 the upper lid between them."""
_SIDE = 64
"""Sides of the net's input, px."""
_ROOM = 2.3
"""Sides of the square around an eye, in lengths of the eye."""


def eyes_of(rgb: Pixels, points: Points) -> tuple[Floats, Floats]:
    """Return the contours (16, 2) of the left and the right eye of the picture, px."""
    left, right = zip(OUTER_EYES, INNER_EYES, strict=True)
    with nets.LOCK:
        return _contour(rgb, points, left, mirrored=False), _contour(rgb, points, right, mirrored=True)


def _contour(rgb: Pixels, points: Points, corners: tuple[int, int], *, mirrored: bool) -> Floats:
    length = float(np.linalg.norm(points[corners[0], :2] - points[corners[1], :2]))
    x, y = middle(points, *corners)
    crop = Crop(float(x), float(y), _ROOM * length, roll(points), _SIDE)
    picture = crop.cut(rgb)
    # The net knows left eyes alone.
    (shape,) = nets.eye()(picture[:, ::-1] if mirrored else picture)
    contour = shape.reshape(-1, 3)[:CONTOUR, :2]
    if mirrored:
        contour[:, 0] = _SIDE - 1 - contour[:, 0]
    return crop.back(contour)
