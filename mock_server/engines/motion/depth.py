"""How far each place of a head stands out towards the camera: what makes a nod look like one."""

from __future__ import annotations

import cv2
import numpy as np

from mock_server.engines.face.points import SIDES, Floats, Points
from mock_server.engines.motion.easing import smoother
from mock_server.engines.motion.face_frame import FaceFrame
from mock_server.engines.motion.grid import STEP

_RINGS = (1.0, 1.12, 1.25, 1.4, 1.6)
_RING_PLACES = 72
_FINE, _MIDDLE, _COARSE = 0.05, 0.12, 0.30
"""Widths of the blurs, in heights of the face; the finer are filled from the coarser where they know little."""


def mesh_depth(frame: FaceFrame, points: Points, u: Floats, v: Floats) -> Floats:
    """Return the depth at the grid's nodes, in heights of the face, from the mesh: 0 at the ears and outside."""
    ears = points[list(SIDES), 2].mean()
    known = np.maximum(0, (ears - points[:, 2]) / np.float32(frame.height))
    rings = np.concatenate([frame.ring(radius, _RING_PLACES) for radius in _RINGS])
    places = np.concatenate([frame.points, rings])
    sums, counts = _scatter(frame, places, np.concatenate([known, np.zeros(len(rings), dtype=np.float32)]), u.shape)
    cell = frame.height / STEP
    (fine, fine_count), (mid, mid_count), (coarse, coarse_count) = (
        (_blur(sums, width * cell), _blur(counts, width * cell)) for width in (_FINE, _MIDDLE, _COARSE)
    )
    filling = 0.02 * float(coarse_count.max())
    depth = (mid + filling * (coarse / (coarse_count + 1e-6))) / (mid_count + filling)
    filling = 0.15 * float(fine_count.mean())
    depth = (fine + filling * depth) / (fine_count + filling)
    return _blur(np.asarray(depth, dtype=np.float32), _FINE * cell) * _falloff(frame, u, v)


def mean_depth(frame: FaceFrame, u: Floats, v: Floats) -> Floats:
    """Return the depth of a mean head at the grid's nodes, in heights of the face."""
    skull = 0.345 * np.sqrt(np.maximum(0, 1 - (frame.outline(u, v) / 0.93) ** 2))
    nose = 0.21 * np.exp(-((u / 0.32) ** 2) - ((v - 0.1) / 0.6) ** 2)
    return np.asarray(skull + nose, dtype=np.float32) * _falloff(frame, u, v)


def _falloff(frame: FaceFrame, u: Floats, v: Floats) -> Floats:
    return 1 - smoother((frame.outline(u, v) - 0.90) / 0.35)


def _scatter(frame: FaceFrame, places: Floats, values: Floats, shape: tuple[int, ...]) -> tuple[Floats, Floats]:
    """Return at each node the sum of the values of the places nearest to it, and their number."""
    x, y = (frame.origin + np.float32(frame.height) * (places[:, :1] * frame.right + places[:, 1:] * frame.down)).T
    column, row = np.rint((x + 0.5) / STEP - 0.5).astype(int), np.rint((y + 0.5) / STEP - 0.5).astype(int)
    inside = (row >= 0) & (row < shape[0]) & (column >= 0) & (column < shape[1])
    sums, counts = np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=np.float32)
    np.add.at(sums, (row[inside], column[inside]), values[inside])
    np.add.at(counts, (row[inside], column[inside]), 1)
    return sums, counts


def _blur(values: Floats, width: float) -> Floats:
    return np.asarray(cv2.GaussianBlur(values, (0, 0), max(width, 0.6)), dtype=np.float32)
