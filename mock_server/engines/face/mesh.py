"""All of one face: 468 points with their depth."""

from __future__ import annotations

import math

import numpy as np

from mock_server.engines.face import nets
from mock_server.engines.face.crop import Crop
from mock_server.engines.face.detector import Detection
from mock_server.engines.face.points import COUNT, Pixels, Points, roll

_SIDE = 192
"""Sides of the net's input, px."""
_ROOM = 1.5
"""Sides of the square around a face, in sides of the face."""
_TILTED = 0.4
"""Radians from which the detector's points are too coarse to set the face upright."""


def mesh_of(rgb: Pixels, detection: Detection) -> tuple[Points, float]:
    """Return the face's points, and how sure the net is that it is a face (0 to 1)."""
    across = detection.points[1] - detection.points[0]
    angle = math.atan2(across[1], across[0])
    points, score = _look(rgb, _square(detection.centre[0], detection.centre[1], detection.size.max(), angle))
    if abs(angle) > _TILTED:
        points, score = _look(rgb, _around(points))
    return points, score


def _look(rgb: Pixels, crop: Crop) -> tuple[Points, float]:
    shape, presence = nets.mesh()(crop.cut(rgb))
    shape = shape.reshape(COUNT, 3)
    depth = shape[:, 2:] * np.float32(crop.side / crop.size)
    points = np.concatenate([crop.back(shape[:, :2]), depth], axis=1)
    return points, float(nets.sigmoid(presence.reshape(-1))[0])


def _around(points: Points) -> Crop:
    angle = roll(points)
    # As (x, y) rows: turned so that the eyes are level.
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]], dtype=np.float32)
    level = points[:, :2] @ turn
    least, most = level.min(axis=0), level.max(axis=0)
    x, y = turn @ ((least + most) / 2)
    return _square(float(x), float(y), float((most - least).max()), angle)


def _square(x: float, y: float, side: float, angle: float) -> Crop:
    return Crop(float(x), float(y), _ROOM * float(side), angle, _SIDE)
