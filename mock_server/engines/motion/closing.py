"""Draws one eye as it closes: the skin of the upper lid slides down over an eyeball that keeps still."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from mock_server.engines.face.points import Floats, Pixels
from mock_server.engines.motion.easing import smooth
from mock_server.engines.motion.eyelid import Eyelid

_CLOSED = 0.97
"""Share of the opening that the lid covers when closed: a line is left, as there is."""
_LOWER = 0.08
"""Share of the opening that the lower lid rises."""
_DARK_ABOVE = 0.6
"""Brightness above the lid, in parts of that below the eye, under which it is a brow or a shadow and no skin."""
_NEUTRAL = 128
"""Value of a colour plane without colour."""


def is_dark_above(lid: Eyelid, luma: Pixels) -> bool:
    """Tell whether a heavy brow or a deep shadow lies where skin should: stretched, it would hang over the eye."""
    middle = np.abs(lid.along) < 0.30 * lid.length
    open_by = lid.lower - lid.upper
    seen = luma[lid.box.place].astype(np.float32)
    above = [
        _mean(seen, middle & (np.abs(lid.below - (lid.upper - share * open_by)) < 0.10 * lid.opening + 0.6))
        for share in (0.35, 0.55, 0.75, 0.95)
    ]
    beneath = _mean(seen, middle & (np.abs(lid.below - (lid.lower + 0.6 * open_by)) < 0.4 * lid.opening + 0.6))
    return beneath > 0 and max(above) / max(beneath, 1) < _DARK_ABOVE


def closed(lid: Eyelid, planes: Sequence[Pixels], share: float, *, mirror: bool, colour: bool) -> list[Pixels]:
    """Return the lid's box of each plane with the eye closed by that share (0 to 1).

    `mirror`: the lid is made of the skin below the eye, for there is none above. `colour`: they are colour planes.
    """
    open_by = lid.lower - lid.upper
    edge = lid.upper + np.float32(_CLOSED * share) * open_by
    rise = np.float32(_LOWER * share) * open_by
    soft = max(0.7, 0.05 * lid.length)
    under = smooth(0.5 + (lid.below - (lid.lower - rise)) / soft) * lid.fade
    over = smooth(0.5 + (edge + 0.35 * soft - lid.below) / soft) * lid.fade
    lower = _slide(lid, -rise * _near_lower(lid))
    upper: Callable[[Pixels], Floats]
    if mirror:
        over *= smooth((lid.below - lid.upper + 0.10 * open_by) / (0.45 * lid.opening + 0.5))
        upper = _Mirrored(lid, edge, open_by, colour=colour)
    else:
        upper = _Stretched(lid, edge, share)
    return [_blended(lid, plane, (_look(plane, lower), under), (upper(plane), over)) for plane in planes]


def _blended(lid: Eyelid, plane: Pixels, *layers: tuple[Floats, Floats]) -> Pixels:
    drawn = plane[lid.box.place].astype(np.float32)
    for layer, share in layers:
        drawn += (layer - drawn) * share
    return np.asarray(np.clip(drawn + np.float32(0.5), 0, 255), dtype=np.uint8)


class _Stretched:
    """The upper lid made of the skin above the eye."""

    def __init__(self, lid: Eyelid, edge: Floats, share: float) -> None:
        top = lid.upper - np.float32(lid.skin)
        moved = smooth((lid.below - top) / np.maximum(edge - top, np.float32(1e-3)))
        self._slide = _slide(lid, np.float32(_CLOSED * share) * lid.travel * moved * lid.fade)

    def __call__(self, plane: Pixels) -> Floats:
        return _look(plane, self._slide, cv2.INTER_CUBIC)


class _Mirrored:
    """The upper lid made of the skin below the eye, with the eye's own lashes."""

    def __init__(self, lid: Eyelid, edge: Floats, open_by: Floats, *, colour: bool) -> None:
        source = lid.lower + np.float32(0.30) * open_by + np.float32(0.75) * np.maximum(edge - lid.below, 0)
        self._slide = _slide(lid, lid.below - source)
        self._lashes = _slide(lid, edge - lid.upper)
        self._near = np.exp(-(((lid.below - edge) / np.float32(0.17 * lid.opening + 0.5)) ** 2))
        self._colour = colour

    def __call__(self, plane: Pixels) -> Floats:
        skin = _look(plane, self._slide)
        if self._colour:
            return np.asarray(_NEUTRAL + (skin - _NEUTRAL) * np.float32(0.85), dtype=np.float32)
        skin *= np.float32(0.93)
        lashes = _look(plane, self._lashes, cv2.INTER_CUBIC)
        return np.asarray(skin + (np.minimum(skin, lashes) - skin) * self._near, dtype=np.float32)


def _near_lower(lid: Eyelid) -> Floats:
    reach = np.float32(0.9 * lid.opening + 1)
    return smooth((lid.lower + reach - lid.below) / reach) * lid.fade


def _slide(lid: Eyelid, by: Floats) -> tuple[Floats, Floats]:
    """Return x and y of where the box's pixels come from when each has moved down by so many px."""
    x = np.arange(lid.box.left, lid.box.right, dtype=np.float32)[None, :] - by * np.float32(lid.down[0])
    y = np.arange(lid.box.top, lid.box.bottom, dtype=np.float32)[:, None] - by * np.float32(lid.down[1])
    return x, y


def _look(plane: Pixels, places: tuple[Floats, Floats], how: int = cv2.INTER_LINEAR) -> Floats:
    return np.asarray(cv2.remap(plane, *places, how, borderMode=cv2.BORDER_REPLICATE), dtype=np.float32)


def _mean(values: Floats, where: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> float:
    return float(values[where].mean()) if where.any() else 0.0
