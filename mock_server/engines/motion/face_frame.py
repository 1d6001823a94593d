"""A face's own measure: across and down from its middle, in heights of the face."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from mock_server.engines.face.points import (
    CHIN,
    FOREHEAD,
    SIDES,
    Floats,
    Points,
    middle,
    roll,
)

_OUTLINE_ACROSS = 0.66
_OUTLINE_ABOVE = 0.81
_OUTLINE_BELOW = 0.58
"""Half axes of the head's outline: the first in widths of the face, the others in heights."""
_LEAST_HEIGHT = 0.7
"""Share of the way from forehead to chin that its height has at least: a head laid far back looks short."""


@dataclass(frozen=True, slots=True, eq=False)
class FaceFrame:
    """Turns px of a picture into (u, v) of a face, and back."""

    origin: Floats
    """(x, y) px of the middle of the face."""
    right: Floats
    """(x, y), length 1: along the eyes."""
    down: Floats
    """(x, y), length 1: towards the chin."""
    height: float
    """From the top of the forehead to the chin, px."""
    points: Floats
    """(468, 2): the face's points as (u, v)."""
    width: float
    """From ear to ear, in heights."""

    def uv(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Return u and v (rows, columns) of a grid with these columns (px) and rows (px)."""
        across, along = x[None, :] - self.origin[0], y[:, None] - self.origin[1]
        u = (across * self.right[0] + along * self.right[1]) / np.float32(self.height)
        v = (across * self.down[0] + along * self.down[1]) / np.float32(self.height)
        return u, v

    def px(self, du: Floats, dv: Floats) -> Floats:
        """Return a displacement in heights of the face as px of the picture: (2, rows, columns)."""
        x = (du * self.right[0] + dv * self.down[0]) * np.float32(self.height)
        y = (du * self.right[1] + dv * self.down[1]) * np.float32(self.height)
        return np.stack([x, y])

    def outline(self, u: Floats, v: Floats) -> Floats:
        """Return how far out a place is: 0 in the middle of the head, 1 on its outline."""
        across = u / np.float32(_OUTLINE_ACROSS * self.width)
        along = v / np.where(v < 0, np.float32(_OUTLINE_ABOVE), np.float32(_OUTLINE_BELOW))
        return np.asarray(np.hypot(across, along), dtype=np.float32)

    def ring(self, radius: float, count: int) -> Floats:
        """Return `count` places (count, 2) as (u, v) around the head, `radius` times as far out as its outline."""
        angle = np.linspace(0, 2 * math.pi, count, endpoint=False, dtype=np.float32)
        tall = np.where(np.sin(angle) < 0, np.float32(_OUTLINE_ABOVE), np.float32(_OUTLINE_BELOW))
        u = np.float32(_OUTLINE_ACROSS * self.width) * np.cos(angle)
        return np.asarray(radius * np.stack([u, tall * np.sin(angle)], axis=1), dtype=np.float32)


def face_frame(points: Points) -> FaceFrame:
    """Return the measure of the face with these points."""
    angle = roll(points)
    right = np.array([math.cos(angle), math.sin(angle)], dtype=np.float32)
    down = np.array([-right[1], right[0]], dtype=np.float32)
    long = points[CHIN, :2] - points[FOREHEAD, :2]
    height = max(float(long @ down), _LEAST_HEIGHT * float(np.linalg.norm(long)))
    origin = middle(points, FOREHEAD, CHIN)
    # A head that looks aside has its middle between the ears as much as below the forehead.
    origin = origin + right * np.float32((middle(points, *SIDES) - origin) @ right / 2)
    around = (points[:, :2] - origin) / np.float32(height)
    uv = np.asarray(np.stack([around @ right, around @ down], axis=1), dtype=np.float32)
    left_side, right_side = SIDES
    return FaceFrame(origin, right, down, height, uv, float(uv[right_side, 0] - uv[left_side, 0]))
