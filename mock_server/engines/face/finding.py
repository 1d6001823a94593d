"""Finds the faces in a picture: how many, how large, and all that is known of the largest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mock_server.engines.base import Level
from mock_server.engines.face import nets
from mock_server.engines.face.detector import Detection, looks
from mock_server.engines.face.mean_face import mean_face
from mock_server.engines.face.mesh import mesh_of
from mock_server.engines.face.points import Pixels, Points

# Measured on the photographs of scikit-image: faces reach 0.98 and more of the mesh at any size, and what is none
# up to 0.95 where a picture is searched in parts, for there is much to search.
_BOTH_SURE = 0.45
"""How sure detector and mesh, multiplied, must be of a face seen at the first look."""
_MESH_SURE = 0.97
"""How sure the mesh must be of one seen at a later look."""
_DETECTOR_SURE = 0.75
_MESH_DOUBTS = 0.05
"""How sure each must be of a face at the first look that the mesh does not fit."""


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """A face, in px of the picture."""

    size: tuple[float, float]
    """(width, height) of the box around it, from the top of the forehead to the chin."""
    points: Points
    level: Level
    """MESH, or POINTS: then only those of the mean face are known."""


@dataclass(frozen=True, slots=True)
class Found:
    """The faces of a picture."""

    sizes: tuple[tuple[float, float], ...]
    """Width and height of each, px, the largest first."""
    largest: Face | None
    longest_side: int
    """Of the picture, px."""

    @property
    def level(self) -> Level:
        """Tell how well the largest was understood."""
        return Level.NO_FACE if self.largest is None else self.largest.level


def find_faces(rgb: Pixels) -> Found:
    """Return the faces in a picture (height, width, 3). Takes turns with other threads.

    Small faces, down to a fifteenth of the longer side, are looked for only where none is larger.
    """
    with nets.LOCK:
        faces = next(filter(None, _found(rgb)), [])
    faces.sort(key=lambda face: -face.size[0] * face.size[1])
    return Found(tuple(face.size for face in faces), faces[0] if faces else None, max(rgb.shape[:2]))


def _found(rgb: Pixels) -> Iterator[list[Face]]:
    """Yield the faces found at each look."""
    for number, look in enumerate(looks(rgb)):
        seen = (_face(rgb, detection, first=number == 0) for detection in look)
        yield [face for face in seen if face is not None]


def _face(rgb: Pixels, detection: Detection, *, first: bool) -> Face | None:
    points, score = mesh_of(rgb, detection)
    if detection.score * score >= _BOTH_SURE if first else score >= _MESH_SURE:
        return Face(_extent(points), points, Level.MESH)
    if first and detection.score >= _DETECTOR_SURE and score >= _MESH_DOUBTS:
        points = mean_face(detection.points[:4])
        return Face(_extent(points), points, Level.POINTS)
    return None


def _extent(points: Points) -> tuple[float, float]:
    width, height = np.nanmax(points[:, :2], axis=0) - np.nanmin(points[:, :2], axis=0)
    return float(width), float(height)
