"""BMP structure (BITMAPFILEHEADER, BITMAPINFOHEADER): where the pixels lie, and padding as a gap before them."""

from __future__ import annotations

import struct

_SIZE_AT, _OFFSET_AT = 2, 10  # bfSize and bfOffBits, both little-endian and 32 bits wide
_WIDTH_AT, _DEPTH_AT = 18, 28  # biWidth in px, 32 bits wide, and biBitCount in bits a pixel, 16 bits wide


def pad(file: bytes, extra: int) -> bytes:
    """Return `file` with a gap of `extra` bytes between headers and pixels, and the header's sizes to match."""
    start, _ = pixels(file)
    headers = bytearray(file[:start])
    struct.pack_into("<I", headers, _SIZE_AT, len(file) + extra)
    struct.pack_into("<I", headers, _OFFSET_AT, start + extra)
    return b"".join((headers, bytes(extra), file[start:]))


def pixels(file: bytes) -> tuple[int, int]:
    """Return where the first pixel begins and where the last one ends, short of what fills up its row."""
    (start,) = struct.unpack_from("<I", file, _OFFSET_AT)
    (width,) = struct.unpack_from("<i", file, _WIDTH_AT)
    (depth,) = struct.unpack_from("<H", file, _DEPTH_AT)
    # Rows are filled up to whole groups of four bytes, which readers do not miss.
    return start, len(file) - -(width * depth // 8) % 4
