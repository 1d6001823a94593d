"""A face of which four points are known, the rest filled in from a mean face."""

from __future__ import annotations

import numpy as np

from mock_server.engines.face.points import COUNT, Floats, Points

# Number of the point -> (u, v): across and down from the middle of the face, in heights of the face; measured on the
# mesh of frontal portraits. Points on the middle line have no twin.
_LEFT = {
    33: (-0.276, -0.191),
    133: (-0.106, -0.188),
    159: (-0.200, -0.217),
    145: (-0.192, -0.176),
    52: (-0.235, -0.285),
    61: (-0.200, 0.184),
    205: (-0.261, 0.037),
    50: (-0.311, -0.012),
    234: (-0.426, -0.053),
}
_TWINS = {33: 263, 133: 362, 159: 386, 145: 374, 52: 282, 61: 291, 205: 425, 50: 280, 234: 454}
_MIDDLE = {1: (0.0, 0.020), 0: (0.0, 0.142), 17: (0.0, 0.293), 10: (0.0, -0.5), 152: (0.0, 0.5)}

_EYE = ((-0.276 - 0.106) / 2, (-0.191 - 0.188) / 2)
_KNOWN = np.array([_EYE, (-_EYE[0], _EYE[1]), (0.0, 0.020), (0.0, 0.184)], dtype=np.float32)
"""The mean face's eyes, nose and mouth."""


def mean_face(known: Floats) -> Points:
    """Return the points of a mean face laid over four known ones (4, 2): left eye, right eye, nose, mouth, px.

    Points that the mean face does not have, and every depth, are NaN.
    """
    lay = np.linalg.lstsq(np.column_stack([_KNOWN, np.ones(4)]), known, rcond=None)[0]
    points = np.full((COUNT, 3), np.nan, dtype=np.float32)
    for number, (u, v) in (_LEFT | _MIDDLE | _right()).items():
        points[number, :2] = np.array([u, v, 1]) @ lay
    return points


def _right() -> dict[int, tuple[float, float]]:
    return {_TWINS[number]: (-u, v) for number, (u, v) in _LEFT.items()}
