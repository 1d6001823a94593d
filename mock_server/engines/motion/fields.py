"""Where each motion takes each place of the picture: fields that are added up in a frame, each times its curve.

All displacements here are forward, in px of the picture at the nodes of the grid: (2, rows, columns), x and y.
"""

from __future__ import annotations

import math

import numpy as np

from mock_server.engines.base import Level
from mock_server.engines.face.finding import Face
from mock_server.engines.face.points import CHEEKBONES, CHEEKS, LIP, LOWER_LIDS, MOUTH, Floats
from mock_server.engines.motion.depth import mean_depth, mesh_depth
from mock_server.engines.motion.easing import smoother
from mock_server.engines.motion.face_frame import FaceFrame, face_frame
from mock_server.engines.motion.grid import Grid

Fields = dict[str, Floats]
"""By the name of the motion's curve."""

_NOD = math.sin(math.radians(6))
_TURN = math.sin(math.radians(3))
_CAMERA = 4.5
"""Distance of the camera, in heights of the face."""
_NECK = 0.12
"""What a nod turns about, below the middle of the face."""
_EDGE = 0.15
"""Heights of the face from the picture's edge within which motion fades to nothing."""
_BREATH = 0.010
_ZOOM = 0.045
_SWAY = 0.010
"""Of the picture's shorter side."""


def face_fields(face: Face, grid: Grid, *, breathes: bool) -> Fields:
    """Return how a face nods, turns and smiles, and how the shoulders below it breathe."""
    frame = face_frame(face.points)
    u, v = frame.uv(*grid.nodes())
    depth = mesh_depth(frame, face.points, u, v) if face.level is Level.MESH else mean_depth(frame, u, v)
    head = 1 - smoother((frame.outline(u, v) - 0.95) / 0.45)
    fields = {
        "nod": _nod(head, depth, u, v - np.float32(_NECK)),
        "turn": _turn(head, depth, u, v - np.float32(_NECK)),
        "smile": _smile(frame, u, v),
    }
    if breathes:
        fields["breath"] = _breath(grid, u, v)
    still = _edge(grid, frame.height)
    return {name: frame.px(du * still, dv * still) for name, (du, dv) in fields.items()}


def drift_fields(grid: Grid) -> Fields:
    """Return how a picture without a face comes nearer, and how its middle sways before its edges."""
    x, y = grid.nodes()
    across, down = np.meshgrid((x + 0.5) / grid.width - 0.5, (y + 0.5) / grid.height - 0.5)
    near = np.exp(-(across**2 + down**2) / (2 * 0.28**2))
    sway = _SWAY * min(grid.width, grid.height) * (near - 0.25)
    zoom = _ZOOM * np.stack([across * grid.width, down * grid.height])
    return {
        "zoom": np.asarray(zoom, dtype=np.float32),
        "sway": np.asarray(np.stack([sway, np.zeros_like(sway)]), dtype=np.float32),
    }


def _nod(head: Floats, depth: Floats, u: Floats, below: Floats) -> tuple[Floats, Floats]:
    # What stands out moves most, the silhouette least: so the background keeps still.
    across = -_NOD * u * below * head / _CAMERA
    down = _NOD * (depth - below * below * head / _CAMERA) + 0.012
    return head * np.asarray(across, dtype=np.float32), head * np.asarray(down, dtype=np.float32)


def _turn(head: Floats, depth: Floats, u: Floats, below: Floats) -> tuple[Floats, Floats]:
    across = _TURN * depth * (1 + u * u / _CAMERA) + 0.004
    down = _TURN * u * below * depth / _CAMERA
    return head * np.asarray(across, dtype=np.float32), head * np.asarray(down, dtype=np.float32)


def _smile(frame: FaceFrame, u: Floats, v: Floats) -> tuple[Floats, Floats]:
    left, right = (frame.points[number] for number in MOUTH)
    mouth = float(np.linalg.norm(right - left))
    size = min(max(mouth / 0.38, 0.7), 1.3)
    # A mouth that is wide for its face smiles already.
    most = min(max(1 - (mouth / frame.width - 0.38) / 0.20, 0.5), 1.0)
    du, dv = np.zeros_like(u), np.zeros_like(v)
    for number, outwards in zip(MOUTH, (-1, 1), strict=True):
        corner = _around(frame, number, 0.105 * size, u, v)
        du += np.float32(outwards * 0.026 * size) * corner
        dv -= np.float32(0.036 * size) * corner
    for numbers, width, rise in ((CHEEKS, 0.11, 0.017), (CHEEKBONES, 0.10, 0.011), (LOWER_LIDS, 0.05, 0.006)):
        for number in numbers:
            dv -= np.float32(rise) * _around(frame, number, width, u, v)
    dv += np.float32(0.004) * _around(frame, LIP, 0.06, u, v)
    within = np.float32(most) * (1 - smoother((frame.outline(u, v) - 0.80) / 0.25))
    return du * within, dv * within


def _around(frame: FaceFrame, number: int, width: float, u: Floats, v: Floats) -> Floats:
    at_u, at_v = frame.points[number]
    return np.asarray(np.exp(-((u - at_u) ** 2 + (v - at_v) ** 2) / (2 * width * width)), dtype=np.float32)


def _breath(grid: Grid, u: Floats, v: Floats) -> tuple[Floats, Floats]:
    x, y = grid.nodes()
    shoulders = smoother((v - 0.5) / 0.9) * (1 - smoother((v - 1.6) / 2.2)) * (1 - smoother((np.abs(u) - 0.9) / 1.3))
    sides = smoother(x / grid.width / 0.08) * smoother((1 - x / grid.width) / 0.08)
    bottom = smoother((1 - y / grid.height) / 0.12)
    return np.zeros_like(u), np.float32(-_BREATH) * shoulders * sides[None, :] * bottom[:, None]


def _edge(grid: Grid, height: float) -> Floats:
    x, y = grid.nodes()
    across = np.minimum(x + 0.5, grid.width - 0.5 - x) / (_EDGE * height)
    along = np.minimum(y + 0.5, grid.height - 0.5 - y) / (_EDGE * height)
    return smoother(across)[None, :] * smoother(along)[:, None]
