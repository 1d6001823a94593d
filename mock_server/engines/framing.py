"""Decides what part of a photo is shown, and how large."""

from __future__ import annotations

import math
from dataclasses import dataclass

from livephoto.contract import LivePhotoType

AVATAR_SIDE = 512
"""Sides of an avatar, px."""
LONGEST_SIDE = 1280
"""Long side of a full body at most, px."""
SHORTEST_SIDE = 64
"""Sides of a full body at least, px: players and encoders dislike less."""

_HEAD_SHARE = 0.75
"""Share of the photo's longer side that the square around the head takes, where the shorter side has as much."""
_HEADROOM = 0.05
"""Share of the height left over that lies above that square."""


_ROOM = 2.5
"""Sides of the square around a head that was found, in heights of its face."""
_HAIR = 0.10
"""Heights of the face that the middle of that square lies above the middle of the face."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where the face is: its middle, and its height from the top of the forehead to the chin, px of the photo."""

    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Frame:
    """A box of the photo (px, from the upper left) and the even size at which it is shown (px)."""

    box: tuple[float, float, float, float]
    size: tuple[int, int]


def frame_of(
    width: int, height: int, kind: LivePhotoType, *, avatar_side: int = AVATAR_SIDE, head: Head | None = None
) -> Frame:
    """Return what is shown of a photo of that size (px), with that head in it."""
    if kind is not LivePhotoType.AVATAR:
        return _full_body(width, height)
    box = _expected(width, height) if head is None else _around(width, height, head)
    return Frame(box, (avatar_side, avatar_side))


def enough(width: int, height: int, kind: LivePhotoType, avatar_side: int = AVATAR_SIDE) -> tuple[int, int]:
    """Return the size (px) of a smaller copy of that photo that its frame may be cut from as well.

    It has twice the pixels that are shown: the encoder shows the softness of a picture that was made small twice.
    """
    shown = avatar_side / _head(width, height) if kind is LivePhotoType.AVATAR else LONGEST_SIDE / max(width, height)
    scale = min(1.0, 2 * shown)
    return math.ceil(width * scale), math.ceil(height * scale)


def _expected(width: int, height: int) -> tuple[float, float, float, float]:
    # Where there is no face, the square is where portraits have the head: in the middle, high up.
    side = _head(width, height)
    left, top = (width - side) // 2, round((height - side) * _HEADROOM)
    return left, top, left + side, top + side


def _around(width: int, height: int, head: Head) -> tuple[float, float, float, float]:
    side = max(1, min(width, height, round(_ROOM * head.height)))
    left = min(max(round(head.x - side / 2), 0), width - side)
    top = min(max(round(head.y - _HAIR * head.height - side / 2), 0), height - side)
    return left, top, left + side, top + side


def _head(width: int, height: int) -> int:
    return max(1, min(width, height, round(max(width, height) * _HEAD_SHARE)))


def _full_body(width: int, height: int) -> Frame:
    # A small photo grows as a whole; only a sliver, too narrow at any size, is stretched.
    scale = min(max(1.0, SHORTEST_SIDE / min(width, height)), LONGEST_SIDE / max(width, height))
    size = _even(width * scale), _even(height * scale)
    # What made a side odd is cut off: resampling all of it would soften the picture.
    return Frame((0, 0, min(width, size[0] / scale), min(height, size[1] / scale)), size)


def _even(side: float) -> int:
    return max(SHORTEST_SIDE, int(side / 2 + 1e-6) * 2)
