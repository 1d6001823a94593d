"""Both eyes of a face in all planes of its picture, at every moment of a blink."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mock_server.engines.box import Box
from mock_server.engines.face.points import BROWS, INNER_EYES, OUTER_EYES, UPPER_LIDS, Floats, Pixels, Points
from mock_server.engines.motion.closing import closed, is_dark_above
from mock_server.engines.motion.eyelid import Eyelid, eyelid_of
from mock_server.engines.planes import Planes

_SMALLEST = 6
"""Length (px) from which an eye shows that it closes."""
_REACH = 1.25
"""Lengths of the eye beyond its corners that lids and lashes stay within."""
_OUTER = (-1, 1)
"""On which side the outer corner of the left and of the right eye lies."""


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """Pixels that take the place of others in a plane."""

    plane: int
    """0 brightness, 1 and 2 colour."""
    box: Box
    pixels: Pixels


@dataclass(frozen=True, slots=True, eq=False)
class _Eye:
    lids: tuple[Eyelid, Eyelid | None]
    """In the plane of brightness, and in those of colour."""
    mirror: bool

    def patches(self, planes: Planes, share: float) -> Iterator[Patch]:
        for lid, first, same in zip(self.lids, (0, 1), (planes[:1], planes[1:]), strict=True):
            if lid is not None:
                drawn = (
                    closed(lid, same, share, mirror=self.mirror, colour=first > 0)
                    if share
                    else [plane[lid.box.place] for plane in same]
                )
                yield from (Patch(first + number, lid.box, pixels) for number, pixels in enumerate(drawn))


class Blink:
    """The eyes of one face in one picture; those that are shut or tiny stay as they are."""

    def __init__(self, planes: Planes, points: Points, contours: tuple[Floats, Floats]) -> None:
        brows = np.linalg.norm(points[list(BROWS), :2] - points[list(UPPER_LIDS), :2], axis=1)
        found = (_eye(planes, *each) for each in zip(contours, brows, _OUTER, strict=True))
        self._planes = planes
        self._eyes = [eye for eye in found if eye is not None]

    def patches(self, share: float) -> list[Patch]:
        """Return what the planes hold with the eyes closed by that share (0 to 1); 0 gives back the photo's own."""
        return [patch for eye in self._eyes for patch in eye.patches(self._planes, share)]


def may_change(points: Points) -> list[Box]:
    """Return boxes (px) that hold all that a blink can change of a face with these points."""
    return [_around(points, *corners) for corners in zip(OUTER_EYES, INNER_EYES, strict=True)]


def _around(points: Points, *corners: int) -> Box:
    across = points[list(corners), :2]
    left, top = across.min(axis=0)
    right, bottom = across.max(axis=0)
    length = float(np.linalg.norm(across[1] - across[0]))
    return Box(int(left), int(top), int(right) + 1, int(bottom) + 1).grown(round(_REACH * length))


def _eye(planes: Planes, contour: Floats, brow: float, outer: int) -> _Eye | None:
    height, width = planes.luma.shape
    fine = eyelid_of(contour, brow, outer=outer, width=width, height=height)
    if fine is None or fine.length <= _SMALLEST:
        return None
    # Pixel centres: the first of the half plane lies between the first two of the whole.
    half = np.asarray((contour + 0.5) / 2 - 0.5, dtype=np.float32)
    coarse = eyelid_of(half, brow / 2, outer=outer, width=width // 2, height=height // 2)
    return _Eye((fine, coarse), is_dark_above(fine, planes.luma))
