"""The coarse grid on which motion is worked out: it is smooth, so few nodes carry it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mock_server.engines.face.points import Floats

STEP = 8
"""Px between nodes. The first lies in the middle of the first cell, so that enlarging the grid meets every pixel."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Nodes over a picture of that size, px."""

    width: int
    height: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of nodes; the last may lie beyond the picture's edge."""
        return -(-self.height // STEP), -(-self.width // STEP)

    def nodes(self) -> tuple[Floats, Floats]:
        """Return x (columns,) and y (rows,) of the nodes, px."""
        rows, columns = self.shape
        return _places(columns), _places(rows)


def _places(count: int) -> Floats:
    return np.asarray((np.arange(count) + 0.5) * STEP - 0.5, dtype=np.float32)
