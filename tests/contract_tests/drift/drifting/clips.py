"""Videos that differ from the mock's in one thing, made when they are needed."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np

_RATE = 44_100

_QUICK = {
    "libx264": {"preset": "ultrafast"},
    "libx265": {"preset": "ultrafast", "x265-params": "log-level=none"},
    "libvpx": {"deadline": "realtime", "cpu-used": "8"},
    "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8"},
}


@cache
def clip(
    codec: str = "libx264",
    container: str = "mp4",
    pixels: str = "yuv420p",
    width: int = 256,
    height: int = 256,
    rate: int = 25,
    frames: int = 30,
    audio: bool = False,
    index_first: bool = True,
) -> str:
    """Return the base64 of a clip."""
    options = {"movflags": "+faststart"} if index_first and container in ("mp4", "mov") else {}
    with TemporaryDirectory() as place:
        # The index is moved to the front by reading the file again, which needs one on disk.
        file = Path(place, f"clip.{container}")
        with av.open(str(file), "w", format=container, options=options) as output:
            video = output.add_stream(codec, rate=rate, options=_QUICK.get(codec, {}))
            video.width, video.height, video.pix_fmt = width, height, pixels
            sound = output.add_stream("aac", rate=_RATE, layout="mono") if audio else None
            for number in range(frames):
                output.mux(video.encode(_picture(number, width, height)))
            output.mux(video.encode())
            if sound is not None:
                output.mux(sound.encode(_silence()))
                output.mux(sound.encode())
        return b64encode(file.read_bytes()).decode()


def _picture(number: int, width: int, height: int) -> av.VideoFrame:
    pixels = np.full((height, width, 3), (number * 5 % 256, 90, 120), np.uint8)
    frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
    frame.pts = number
    return frame


def _silence() -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
    frame.sample_rate, frame.pts = _RATE, 0
    return frame


@cache
def plain(name: str = "avatar.mp4") -> bytes:
    """Return a clip of the mock's."""
    return files("mock_server").joinpath("assets", name).read_bytes()


def damaged() -> str:
    """Return a clip whose pictures are noise in the middle."""
    video = bytearray(plain())
    middle = len(video) // 2
    video[middle : middle + 40_000] = bytes(number * 7 % 256 for number in range(40_000))
    return b64encode(video).decode()
