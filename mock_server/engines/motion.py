"""Where the picture is looked at from, moment by moment: a slow breath in and out with a slight sway.

The face's own motion belongs here too, once there is a face to move.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

FRAMES = 50
FRAMES_A_SECOND = 25

_ZOOM = 0.06
"""Share of the picture that is out of view at the nearest moment."""
_SWAY = 0.8
"""Share of the room beside the view that the sway takes."""


@dataclass(frozen=True, slots=True)
class View:
    """A part of the picture, its edges as shares (0 to 1) of the picture's sides."""

    left: float
    top: float
    right: float
    bottom: float


def views(count: int = FRAMES) -> Iterator[View]:
    """Yield `count` views that begin with the whole picture and would go on into the first without a jump."""
    for index in range(count):
        turn = 2 * math.pi * index / count
        # Value and slope of the zoom are 0 at the seam, and so are the sway's, which lives in the room it leaves.
        room = _ZOOM / 2 * (0.5 - 0.5 * math.cos(turn))
        aside, down = _SWAY * room * math.sin(turn), -_SWAY / 2 * room
        yield View(room + aside, room + down, 1 - room + aside, 1 - room + down)
