"""Encodes pictures as an MP4 that browsers play: H.264, yuv420p, BT.709, index in front."""

from __future__ import annotations

import io
from collections.abc import Iterable
from fractions import Fraction

import av
import numpy as np
from av.video.frame import VideoFrame
from PIL import Image

from mock_server.engines.mp4 import index_first

Planes = tuple[Image.Image, Image.Image, Image.Image]
"""Luma, and both chroma planes at half the size: three Pillow images of mode L."""

_PIXELS = "yuv420p"
_BT709 = 1
_LIMITED_RANGE = 1
_OPTIONS = {
    "preset": "ultrafast",
    "crf": "20",
    # Measured: a quarter of the bytes of plain ultrafast at the same cost.
    "x264-params": "mbtree=1:rc-lookahead=5:bframes=3:b-adapt=0",
}


def planes_of(picture: Image.Image) -> Planes:
    """Return the planes of an RGB picture with even sides (px)."""
    rgb = VideoFrame.from_ndarray(np.asarray(picture), format="rgb24")
    frame = rgb.reformat(format=_PIXELS, dst_colorspace="ITU709", dst_color_range="MPEG")
    luma, blue, red = (
        Image.frombuffer("L", (plane.width, plane.height), bytes(plane), "raw", "L", plane.line_size, 1)
        for plane in frame.planes
    )
    return luma, blue, red


def encode(pictures: Iterable[Planes], size: tuple[int, int], frames_a_second: int) -> bytes:
    """Return the MP4 of `pictures`, all of `size` (px, even). The same pictures give the same bytes."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libx264", rate=frames_a_second, options=_OPTIONS)
        context = stream.codec_context
        context.width, context.height = size
        context.pix_fmt = _PIXELS
        context.time_base = Fraction(1, frames_a_second)
        # The encoder's output depends on how many threads share the work.
        context.thread_count = 1
        context.colorspace = context.color_primaries = context.color_trc = _BT709
        context.color_range = _LIMITED_RANGE
        for number, planes in enumerate(pictures):
            frame = _frame(planes)
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return index_first(file.getvalue())


def _frame(planes: Planes) -> VideoFrame:
    frame = VideoFrame(*planes[0].size, _PIXELS)
    for target, source in zip(frame.planes, planes, strict=True):
        # FFmpeg pads its lines; what lies in the padding is of no account.
        rows = np.asarray(memoryview(target)).reshape(target.height, target.line_size)
        rows[:, : target.width] = np.asarray(source)
    return frame
