"""Numbers of the points of MediaPipe's face mesh that have a meaning here. Left and right are the picture's."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Pixels = NDArray[np.uint8]
Points = Floats
"""(468, 3): x and y in px, and the depth in the same unit, smaller towards the camera. NaN where unknown."""

COUNT = 468
FOREHEAD = 10
CHIN = 152
NOSE = 1
LIP = 0
LOWER_LIP = 17
# Pairs: left, right.
SIDES = (234, 454)
OUTER_EYES = (33, 263)
INNER_EYES = (133, 362)
UPPER_LIDS = (159, 386)
LOWER_LIDS = (145, 374)
BROWS = (52, 282)
MOUTH = (61, 291)
CHEEKS = (205, 425)
CHEEKBONES = (50, 280)


def middle(points: Points, *numbers: int) -> Floats:
    """Return the middle (x, y) of some points, px."""
    return np.asarray(points[list(numbers), :2].mean(axis=0), dtype=np.float32)


def roll(points: Points) -> float:
    """Return the angle (radians, clockwise as seen) by which the line through the eyes leaves the level."""
    across = points[OUTER_EYES[1], :2] - points[OUTER_EYES[0], :2]
    return float(np.arctan2(across[1], across[0]))
