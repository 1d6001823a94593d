"""A picture as the video holds it: one plane of brightness, two of colour at half the size (yuv420p, BT.709)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane

from mock_server.engines.face.points import Pixels

PIXELS = "yuv420p"


class Planes(NamedTuple):
    """Views of three planes, each (rows, columns)."""

    luma: Pixels
    blue: Pixels
    red: Pixels


def planes_of(rgb: Pixels) -> Planes:
    """Return the planes of a picture (height, width, 3) with even sides."""
    frame = VideoFrame.from_ndarray(np.ascontiguousarray(rgb), format="rgb24")
    converted = frame.reformat(format=PIXELS, dst_colorspace="ITU709", dst_color_range="MPEG")
    return Planes(*(np.ascontiguousarray(view) for view in views(converted)))


def views(frame: VideoFrame) -> Planes:
    """Return the planes of a frame, to be read and written in place."""
    return Planes(*(_view(plane) for plane in frame.planes))


def _view(plane: VideoPlane) -> Pixels:
    # FFmpeg pads its lines; what lies in the padding is of no account.
    rows = np.frombuffer(memoryview(plane), dtype=np.uint8).reshape(-1, plane.line_size)
    return rows[: plane.height, : plane.width]
