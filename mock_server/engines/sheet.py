"""Draws a contact sheet: a few frames of each video side by side."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Literal

import av
from PIL import Image, ImageDraw

_CELL = 128
_GAP = 4
_LABEL = 18
_QUALITY = 88
"""Of a JPEG."""


def contact_sheet(videos: Mapping[str, bytes], columns: int = 10, form: Literal["PNG", "JPEG"] = "PNG") -> bytes:
    """Return a picture with one row a video: its label, and `columns` frames evenly spaced from first to last."""
    rows = [(label, _thumbnails(video, columns)) for label, video in videos.items()]
    heights = [_LABEL + max(frame.height for frame in frames) + _GAP for _, frames in rows]
    sheet = Image.new("RGB", (columns * (_CELL + _GAP) + _GAP, sum(heights) + _GAP), "white")
    draw, top = ImageDraw.Draw(sheet), _GAP
    for (label, frames), height in zip(rows, heights, strict=True):
        draw.text((_GAP, top), label, fill="black")
        for column, frame in enumerate(frames):
            sheet.paste(frame, (_GAP + column * (_CELL + _GAP), top + _LABEL))
        top += height
    file = io.BytesIO()
    sheet.save(file, form, quality=_QUALITY, optimize=True)
    return file.getvalue()


def _thumbnails(video: bytes, count: int) -> list[Image.Image]:
    with av.open(io.BytesIO(video), "r") as container:
        frames = [Image.fromarray(frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)]
    chosen = [frames[round(index * (len(frames) - 1) / max(count - 1, 1))] for index in range(count)]
    for frame in chosen:
        frame.thumbnail((_CELL, 2 * _CELL))
    return chosen
