"""PNG structure (W3C PNG, section 5): where the image data lies, and padding as a private chunk before it."""

from __future__ import annotations

from zlib import crc32

_SIGNATURE_BYTES = 8
_FRAME_BYTES = 8  # length and type ahead of a chunk's data
_CHECKSUM_BYTES = 4
_ZLIB_CHECKSUM_BYTES = 4  # readers have every pixel before they come to it
_END_BYTES = 12  # an IEND chunk, always empty
# The case of its letters says: ancillary, private, safe to copy.
_PADDING = b"fiLl"


def pad(file: bytes, extra: int) -> bytes:
    """Return `file` with one private chunk of 12 + `extra` bytes before its first image data."""
    at = _image_data(file)
    return b"".join((file[:at], _chunk(_PADDING, bytes(extra)), file[at:]))


def pixels(file: bytes) -> tuple[int, int]:
    """Return where the data of the first IDAT chunk begins and where that of the last one comes to its checksums."""
    return _image_data(file) + _FRAME_BYTES, len(file) - _END_BYTES - _CHECKSUM_BYTES - _ZLIB_CHECKSUM_BYTES


def spoil_checksum(file: bytes) -> bytes:
    """Return `file` with a wrong checksum in its first IDAT chunk and all else as it was."""
    at = _image_data(file)
    checksum = at + _FRAME_BYTES + _length(file, at)
    return file[:checksum] + bytes((file[checksum] ^ 0xFF,)) + file[checksum + 1 :]


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = crc32(data, crc32(kind))
    return b"".join((len(data).to_bytes(4, "big"), kind, data, checksum.to_bytes(_CHECKSUM_BYTES, "big")))


def _image_data(file: bytes) -> int:
    at = _SIGNATURE_BYTES
    while file[at + 4 : at + 8] != b"IDAT":
        at += _FRAME_BYTES + _length(file, at) + _CHECKSUM_BYTES
    return at


def _length(file: bytes, at: int) -> int:
    return int.from_bytes(file[at : at + 4], "big")
