"""Reads format and size out of an image's first bytes, without decoding a pixel.

Only what the API accepts: JPEG, PNG, BMP. The format is told by content, never by name.
"""

from __future__ import annotations

from dataclasses import dataclass

MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "BMP": "image/bmp"}
SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "BMP": ".bmp"}

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_BMP_INFO_SIZES = frozenset({40, 52, 56, 64, 108, 124})
_BMP_CORE_SIZE = 12


@dataclass(frozen=True, slots=True)
class ImageHeader:
    """What the header says: format ("JPEG", "PNG", "BMP") and size in px, before any EXIF rotation."""

    format: str
    width: int
    height: int


def format_of(head: bytes) -> str | None:
    """Return "JPEG", "PNG" or "BMP" by the file's first bytes (8 are enough), None for anything else."""
    if head[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if head[:8] == _PNG_SIGNATURE:
        return "PNG"
    if head[:2] == b"BM":
        return "BMP"
    return None


def read_header(head: bytes) -> ImageHeader | None:
    """Return the header in `head` (the file's first bytes, the more the better).

    None where `head` is no such image, is damaged, or ends before the size is told: a JPEG may carry any amount of
    metadata before it, so ask again with more of the file.
    """
    found = format_of(head)
    size = _READERS[found](head) if found else None
    if found is None or size is None or not all(size):
        return None
    return ImageHeader(found, *size)


def _jpeg_size(head: bytes) -> tuple[int, int] | None:
    position, end = 2, len(head) - 9
    while position <= end:
        if head[position] != 0xFF:
            return None
        marker = head[position + 1]
        if marker in _START_OF_FRAME:
            height, width = head[position + 5 : position + 7], head[position + 7 : position + 9]
            return int.from_bytes(width, "big"), int.from_bytes(height, "big")
        if marker == 0xFF:
            position += 1
        elif marker in _STANDALONE:
            position += 2
        else:
            position += 2 + int.from_bytes(head[position + 2 : position + 4], "big")
    return None


def _png_size(head: bytes) -> tuple[int, int] | None:
    if len(head) < 24 or head[12:16] != b"IHDR":
        return None
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")


def _bmp_size(head: bytes) -> tuple[int, int] | None:
    if len(head) < 26:
        return None
    info = int.from_bytes(head[14:18], "little")
    if info == _BMP_CORE_SIZE:
        return int.from_bytes(head[18:20], "little"), int.from_bytes(head[20:22], "little")
    if info not in _BMP_INFO_SIZES:
        return None
    # A negative height says that the rows run from the top.
    width, height = (int.from_bytes(head[at : at + 4], "little", signed=True) for at in (18, 22))
    return abs(width), abs(height)


_READERS = {"JPEG": _jpeg_size, "PNG": _png_size, "BMP": _bmp_size}
