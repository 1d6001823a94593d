"""Cuts what is shown out of a photo, at the size of the video; a face's points go with it."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from mock_server.engines.face.finding import Face
from mock_server.engines.face.points import CHIN, FOREHEAD, Pixels, middle
from mock_server.engines.framing import Frame, Head


def head_of(face: Face) -> Head:
    """Return where a face is."""
    x, y = middle(face.points, FOREHEAD, CHIN)
    return Head(float(x), float(y), float(np.linalg.norm(face.points[CHIN, :2] - face.points[FOREHEAD, :2])))


def cut(rgb: Pixels, frame: Frame) -> Pixels:
    """Return the frame's part of a picture at the frame's size."""
    left, top, right, bottom = (round(edge) for edge in frame.box)
    part = rgb[top : max(bottom, top + 1), left : max(right, left + 1)]
    if part.shape[1::-1] == frame.size:
        return part.copy()  # the rest of the photo can go
    shrinks = part.shape[1] > frame.size[0] or part.shape[0] > frame.size[1]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(part, frame.size, interpolation=how), dtype=np.uint8)


def moved(face: Face, frame: Frame) -> Face:
    """Return the face in px of what is shown."""
    left, top, right, bottom = frame.box
    across, down = frame.size[0] / (right - left), frame.size[1] / (bottom - top)
    # Pixels are told by their centres.
    points = (face.points + 0.5 - np.array([left, top, 0.5])) * np.array([across, down, across]) - np.array(
        [0.5, 0.5, 0]
    )
    size = face.size[0] * across, face.size[1] * down
    return replace(face, size=size, points=np.asarray(points, dtype=np.float32))
