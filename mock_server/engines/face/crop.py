"""Squares cut out of a picture at any angle, as the nets want them; and the way back."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from mock_server.engines.face.points import Floats, Pixels


@dataclass(frozen=True, slots=True)
class Crop:
    """A square of a picture: centre and side (px), its turn (radians, clockwise), and the px that show a side."""

    x: float
    y: float
    side: float
    angle: float
    size: int

    def cut(self, rgb: Pixels) -> Floats:
        """Return what the square shows, (size, size, 3) from 0 to 1; black where it leaves the picture."""
        matrix = self._matrix()
        many = int(self.side / self.size)
        if many > 1:
            rgb, matrix = self._shrunk(rgb, matrix, many)
        cut = cv2.warpAffine(rgb, matrix, (self.size, self.size), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
        return np.asarray(cut, dtype=np.float32) / np.float32(255)

    def back(self, points: Floats) -> Floats:
        """Return points (n, 2) of the square, in its px, as px of the picture."""
        matrix = self._matrix()
        return np.asarray(points @ matrix[:, :2].T + matrix[:, 2], dtype=np.float32)

    def _matrix(self) -> Floats:
        scale = self.side / self.size
        along, across = math.cos(self.angle) * scale, math.sin(self.angle) * scale
        half = self.size / 2
        x, y = self.x - (along - across) * half, self.y - (across + along) * half
        return np.array([[along, -across, x], [across, along, y]], dtype=np.float32)

    def _shrunk(self, rgb: Pixels, matrix: Floats, many: int) -> tuple[Pixels, Floats]:
        """Return the surroundings at 1/`many` of their size, averaged, and the matrix that finds the square in them.

        To pick single pixels out of a large face would feed the nets noise.
        """
        reach = self.side * (abs(math.cos(self.angle)) + abs(math.sin(self.angle))) / 2
        height, width = rgb.shape[:2]
        left, top = max(0, int(self.x - reach)), max(0, int(self.y - reach))
        part = rgb[top : min(height, int(self.y + reach) + 1), left : min(width, int(self.x + reach) + 1)]
        if min(part.shape[:2]) < many:
            return rgb, matrix
        small = cv2.resize(part, (part.shape[1] // many, part.shape[0] // many), interpolation=cv2.INTER_AREA)
        found = matrix / np.float32(many)
        shift = np.array([left, top], dtype=np.float32)
        found[:, 2] = (matrix[:, 2] - shift + 0.5) / many - 0.5
        return np.asarray(small, dtype=np.uint8), found
