"""A picture that knows how it moves: all that is worked out once, then drawn frame by frame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np
from av.video.frame import VideoFrame

from mock_server.engines.base import Level
from mock_server.engines.face.eyes import eyes_of
from mock_server.engines.face.finding import Face
from mock_server.engines.face.points import Floats, Pixels
from mock_server.engines.motion.blink import Blink, may_change
from mock_server.engines.motion.curves import blink_curve, curves, drift_curves
from mock_server.engines.motion.fields import drift_fields, face_fields
from mock_server.engines.motion.grid import Grid
from mock_server.engines.planes import PIXELS, Planes, planes_of, views
from mock_server.engines.warp import Warp


class Scene:
    """A picture with even sides, and its motion over `frames` frames. Not safe to use from several threads."""

    def __init__(self, rgb: Pixels, face: Face | None, *, breathes: bool, frames: int, fps: int) -> None:
        """`face` is in px of the picture; without one the picture is moved as a whole."""
        self.rgb = rgb
        self.height, self.width = rgb.shape[:2]
        self.planes = planes_of(rgb)
        grid = Grid(self.width, self.height)
        self.fields = drift_fields(grid) if face is None else face_fields(face, grid, breathes=breathes)
        self.amounts = _amounts(self.fields, drift_curves(frames, fps) if face is None else curves(frames, fps))
        # A face of which four points are known has no lids.
        self._blinks = face if face is not None and face.level is Level.MESH else None
        self._closing = blink_curve(frames, fps)
        self._closed = 0.0
        changes = () if self._blinks is None else may_change(self._blinks.points)
        self.warp = Warp(self.planes, list(self.fields.values()), changes)

    def frames(self) -> Iterator[VideoFrame]:
        """Yield the frames; the first is the picture itself."""
        for amounts, share in zip(self.amounts, self._closing, strict=True):
            if share != self._closed and self._blink is not None:
                self.warp.patch(self._blink.patches(float(share)))
                self._closed = float(share)
            frame = VideoFrame(self.width, self.height, PIXELS)
            target = views(frame)
            if self._closed or amounts.any():
                self.warp.draw(target, amounts)
            else:
                _copy(self.planes, target)
            yield frame

    @cached_property
    def _blink(self) -> Blink | None:
        """The eyes; looked for when they first close, while the frames before are encoded."""
        face = self._blinks
        return None if face is None else Blink(self.planes, face.points, eyes_of(self.rgb, face.points))


def _amounts(fields: Mapping[str, Floats], over_time: Mapping[str, Floats]) -> Floats:
    """Return how much of each field there is in each frame (frames, fields)."""
    return np.stack([over_time[name] for name in fields], axis=1)


def _copy(source: Planes, target: Planes) -> None:
    for plane, to in zip(source, target, strict=True):
        to[:] = plane
