"""Tells whether a picture can be decoded, and what a body is by its content."""

from __future__ import annotations

import io

from livephoto.contract.image_header import SUFFIXES, ImageHeader, format_of, read_header

_MOST_PIXELS = 50_000_000
"""A small file can hold any number of pixels: beyond these nobody tries."""


def is_whole(content: bytes, image: ImageHeader | None) -> bool | None:
    """Tell whether every pixel of a JPEG, PNG or BMP can be decoded; None without Pillow, or over 50 million px."""
    if image is None:
        return False
    if image.width * image.height > _MOST_PIXELS:
        return None
    try:
        from PIL import Image
    except ImportError:
        return None
    try:
        with Image.open(io.BytesIO(content), formats=(image.format,)) as picture:
            picture.load()
    except Exception:
        return False
    return True


def is_picture(content: bytes) -> bool:
    """Tell whether `content` begins as a JPEG, a PNG or a BMP does, a BMP with all of its header."""
    found = format_of(content)
    return found in ("JPEG", "PNG") or (found == "BMP" and read_header(content) is not None)


def is_video(content: bytes) -> bool:
    """Tell whether `content` begins as an MP4 does."""
    return content[4:8] == b"ftyp"


def suffix_of(content: bytes) -> str:
    """Return the file suffix that fits the content: .jpg, .png, .bmp, .mp4, .json, or .bin for all else."""
    if is_picture(content):
        return SUFFIXES[str(format_of(content))]
    if is_video(content):
        return ".mp4"
    return ".json" if content.lstrip()[:1] in (b"{", b"[") and _is_text(content) else ".bin"


def _is_text(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
