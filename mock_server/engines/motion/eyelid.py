"""The shape of an open eye: where its lids run, and how far the upper one can travel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mock_server.engines.box import Box
from mock_server.engines.face.points import Floats
from mock_server.engines.motion.easing import smooth

_SHUT = 0.12
"""Opening, in lengths of the eye, under which an eye is closed already."""
_LASHES = 0.12
"""Openings above the contour of the upper lid: the lash line, or the sparkle of the iris would travel with the lid."""
_OUTER_REACH = 1.22
"""Half lengths to which the lid moves beside the outer corner: the outer lashes follow it."""
_INNER_CORNER = 8
"""Number of the contour's point in the inner corner; the outer is 0."""


@dataclass(frozen=True, slots=True, eq=False)
class Eyelid:
    """The lids of one eye in one plane. Arrays are (rows, columns) over its box; px of that plane."""

    box: Box
    down: tuple[float, float]
    """(x, y), length 1: across the eye, from the upper lid to the lower."""
    length: float
    """From corner to corner."""
    opening: float
    """Between the lids, in the middle."""
    skin: float
    """Height of the skin above the lid that stretches when it closes."""
    along: Floats
    """Of each pixel, from the middle of the eye."""
    below: Floats
    """Of each pixel, under the line through the corners."""
    upper: Floats
    """Where the upper lid runs: `below` of its lash line."""
    lower: Floats
    """Where the lower lid runs."""
    travel: Floats
    """How far down the lid's skin goes when the eye is closed."""
    fade: Floats
    """1 over the eye, 0 beyond its corners."""


@dataclass(frozen=True, slots=True, eq=False)
class _Axes:
    """The eye's own axes: along the line through its corners, and down."""

    centre: Floats
    across: Floats
    down: Floats
    length: float

    def of_points(self, points: Floats) -> Floats:
        """Return points (n, 2) as (along, below)."""
        around = points - self.centre
        return np.stack([around @ self.across, around @ self.down], axis=1)

    def of_pixels(self, box: Box) -> tuple[Floats, Floats]:
        """Return along and below of every pixel in a box."""
        x = np.arange(box.left, box.right, dtype=np.float32)[None, :] - self.centre[0]
        y = np.arange(box.top, box.bottom, dtype=np.float32)[:, None] - self.centre[1]
        return x * self.across[0] + y * self.across[1], x * self.down[0] + y * self.down[1]

    def box(self, opening: float, skin: float) -> Box:
        """Return the box (px) of all that a blink changes."""
        x, y = self.centre
        wide, tall = 0.72 * self.length + 2, skin + 0.8 * opening + 0.2 * self.length
        return Box(int(x - wide), int(y - tall), int(x + wide) + 1, int(y + tall))


def eyelid_of(contour: Floats, brow: float, *, outer: int, width: int, height: int) -> Eyelid | None:
    """Return the lids of an eye with that contour (see `face.eyes`); None where it is all but closed, or not in sight.

    `brow` is the way from the lid up to the brow, `outer` -1 where the outer corner lies to the left and 1 to the
    right; `width` and `height` are the plane's. All in px of the plane.
    """
    axes = _axes(contour)
    if axes is None:
        return None
    points = axes.of_points(contour)
    low, high = _sorted(points[:9]), _sorted(np.vstack([points[:1], points[9:], points[8:9]]))
    opening = float(np.interp(0, low[:, 0], low[:, 1]) - np.interp(0, high[:, 0], high[:, 1]))
    skin = max(min(max(1.4 * opening, 0.30 * axes.length), 0.80 * brow), 0.9 * opening)
    box = axes.box(opening, skin).within(width, height)
    if opening / axes.length <= _SHUT or not box.width or not box.height:
        return None
    along, below = axes.of_pixels(box)
    place = along / np.float32(axes.length / 2)
    upper, lower, travel = _lids(_bend(high, axes.length), _bend(low, axes.length), place, outer)
    beyond = np.where(place * outer > 0, np.float32(1.30), np.float32(1.12)) - np.abs(place)
    down = float(axes.down[0]), float(axes.down[1])
    return Eyelid(
        box, down, axes.length, opening, skin, along, below, upper, lower, travel, smooth(beyond / np.float32(0.18))
    )


def _axes(contour: Floats) -> _Axes | None:
    corners = contour[[0, _INNER_CORNER]]
    left, right = corners[np.argsort(corners[:, 0])]
    length = float(np.linalg.norm(right - left))
    if length == 0:
        return None
    across = (right - left) / np.float32(length)
    down = np.array([-across[1], across[0]], dtype=np.float32)
    return _Axes(np.asarray(corners.mean(axis=0), dtype=np.float32), across, down, length)


def _lids(upper_bend: Floats, lower_bend: Floats, place: Floats, outer: int) -> tuple[Floats, Floats, Floats]:
    """Return where the upper and the lower lid run, and how far the upper one travels, at -1 to 1 between corners."""
    upper = _curve(upper_bend, place)
    lower = np.maximum(_curve(lower_bend, place), upper)
    upper = upper - np.float32(_LASHES) * (lower - upper)
    reached = np.where(place * outer > 0, place / np.float32(_OUTER_REACH), place)
    travel = np.float32(1 + _LASHES) * _curve(lower_bend - upper_bend, reached)
    return upper, lower, np.maximum(travel, lower - upper)


def _sorted(places: Floats) -> Floats:
    return places[np.argsort(places[:, 0])]


def _bend(lid: Floats, length: float) -> Floats:
    """Return (c0, c1, c2) of the lid: (1 - t²)(c0 + c1 t + c2 t²), t from -1 to 1 between the corners."""
    t = lid[:, 0] / np.float32(length / 2)
    arch = 1 - t * t
    bend = np.linalg.lstsq(np.stack([arch, arch * t, arch * t * t], axis=1), lid[:, 1], rcond=None)[0]
    return np.asarray(bend, dtype=np.float32)


def _curve(bend: Floats, t: Floats) -> Floats:
    t = np.clip(t, -1, 1)
    return np.asarray((1 - t * t) * (bend[0] + bend[1] * t + bend[2] * t * t), dtype=np.float32)
