"""GIF structure (GIF89a): padding as an application extension ahead of the first frame."""

from __future__ import annotations

from contract_tests.photos.shares import even_shares

_SCREEN_BYTES = 13  # signature, version and logical screen descriptor
_FLAGS_AT = 10
# Not a comment: Pillow joins the parts of a comment one by one, which takes minutes for megabytes.
_APPLICATION = b"\x21\xff\x0bLIVEPHOTPAD"
_SHORTEST_BLOCK = 2  # its length in one byte, then one byte of data
_LONGEST_BLOCK = 256


def pad(file: bytes, extra: int) -> bytes:
    """Return `file` with an application extension of 17 + `extra` bytes behind its global colour table."""
    at = _SCREEN_BYTES + _colour_table_bytes(file[_FLAGS_AT])
    blocks = (_block(share) for share in even_shares(_SHORTEST_BLOCK + extra, _LONGEST_BLOCK))
    # GIF87a, which Pillow writes when it can, knows no extensions.
    return b"".join((b"GIF89a", file[6:at], _APPLICATION, *blocks, b"\x00", file[at:]))


def _block(length: int) -> bytes:
    return bytes((length - 1,)) + bytes(length - 1)


def _colour_table_bytes(flags: int) -> int:
    return 3 * 2 ** ((flags & 0x07) + 1) if flags & 0x80 else 0
