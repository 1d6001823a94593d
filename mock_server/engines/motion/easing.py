"""Ways from 0 to 1 that begin and end at rest."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from mock_server.engines.face.points import Floats


def smooth(x: ArrayLike) -> Floats:
    """Return 3x² - 2x³ for x within 0 to 1, clamped: its slope is 0 at both ends."""
    x = np.clip(np.asarray(x, dtype=np.float32), 0, 1)
    return np.asarray(x * x * (3 - 2 * x), dtype=np.float32)


def smoother(x: ArrayLike) -> Floats:
    """Return 6x⁵ - 15x⁴ + 10x³ for x within 0 to 1, clamped: its slope and its bend are 0 at both ends."""
    x = np.clip(np.asarray(x, dtype=np.float32), 0, 1)
    return np.asarray(x * x * x * (x * (6 * x - 15) + 10), dtype=np.float32)
