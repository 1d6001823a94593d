"""Decides what part of a photo is shown, and how large."""

from __future__ import annotations

from dataclasses import dataclass

from livephoto.contract import LivePhotoType

AVATAR_SIDE = 512
"""Sides of an avatar, px."""
LONGEST_SIDE = 1280
"""Long side of a full body at most, px."""
SHORTEST_SIDE = 64
"""Sides of a full body at least, px: players and encoders dislike less."""

_HEAD_SHARE = 0.65
"""Side of the square around the head, as a share of the photo's shorter side."""
_HEADROOM = 0.05
"""Share of the height left over that lies above that square."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A box of the photo (px, from the upper left) and the even size at which it is shown (px)."""

    box: tuple[int, int, int, int]
    size: tuple[int, int]


def frame_of(width: int, height: int, kind: LivePhotoType) -> Frame:
    """Return what is shown of a photo of that size (px)."""
    return _avatar(width, height) if kind is LivePhotoType.AVATAR else _full_body(width, height)


def _avatar(width: int, height: int) -> Frame:
    # Where nobody has looked for the face, it is expected where portraits have it: in the middle, high up.
    side = max(1, round(min(width, height) * _HEAD_SHARE))
    left, top = (width - side) // 2, round((height - side) * _HEADROOM)
    return Frame((left, top, left + side, top + side), (AVATAR_SIDE, AVATAR_SIDE))


def _full_body(width: int, height: int) -> Frame:
    scale = min(1.0, LONGEST_SIDE / max(width, height))
    size = (_even(width * scale), _even(height * scale))
    return Frame((0, 0, width, height), size)


def _even(side: float) -> int:
    return max(SHORTEST_SIDE, round(side / 2) * 2)
