"""How much of each motion there is, frame by frame. All begin at 0, and go on from the last frame into the first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mock_server.engines.face.points import Floats
from mock_server.engines.motion.easing import smoother

_MEASURED = 2.0
"""Seconds of the clip that the moments below belong to; in others they move with its length."""
_BLINK_AT = 0.34
"""Middle of the blink, as a share of the clip."""
_BLINK = (0.0, 0.40, 0.88, 1.0, 1.0, 0.86, 0.58, 0.30, 0.10, 0.0)
_BLINK_STEP = 0.04
"""Seconds between these; a blink takes its time however long the clip is."""


def curves(frames: int, fps: int) -> dict[str, Floats]:
    """Return what moves a face, by the name of the motion: shares (frames,), 0 where it is as in the photo."""
    seconds = np.arange(frames) / fps
    length = frames / fps
    t = seconds * _MEASURED / length
    whole_turn = np.pi * t
    return {
        "nod": _hill(t, 0.12, 0.46, 0.48, 0.86)
        + np.float32(0.55) * _hill(t, 0.84, 1.10, 1.12, 1.48)
        - np.float32(0.10) * _hill(t, 1.40, 1.62, 1.64, 1.92),
        "turn": _float(0.5 * np.sin(whole_turn)) * _hill(t, 0.0, 0.5, 1.5, 2.0),
        "smile": _hill(t, 0.10, 0.75, 1.35, 1.95),
        "breath": _float(0.5 - 0.5 * np.cos(whole_turn)),
    }


def drift_curves(frames: int, fps: int) -> dict[str, Floats]:
    """Return what moves a picture without a face, by the name of the motion: shares (frames,)."""
    turn = 2 * np.pi * np.arange(frames) / frames
    near = 0.5 - 0.5 * np.cos(turn)
    return {"zoom": _float(near), "sway": _float(np.sin(turn) * near)}


def blink_curve(frames: int, fps: int) -> Floats:
    """Return how far the eyes are closed (frames,), 0 to 1."""
    seconds = np.arange(frames) / fps
    start = _BLINK_AT * frames / fps - _BLINK_STEP * (len(_BLINK) - 1) / 2
    return _float(np.interp(seconds, start + _BLINK_STEP * np.arange(len(_BLINK)), _BLINK))


def _hill(t: NDArray[np.float64], up: float, top: float, down: float, end: float) -> Floats:
    """Return what rises between the first two moments and falls between the last two."""
    return smoother((t - up) / (top - up)) * (1 - smoother((t - down) / (end - down)))


def _float(values: NDArray[np.float64]) -> Floats:
    return np.asarray(values, dtype=np.float32)
