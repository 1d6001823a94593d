"""JPEG structure (ITU-T T.81, annex B): where the scan lies, and padding as comments before it."""

from __future__ import annotations

from contract_tests.photos.shares import even_shares

_COMMENT, _START_OF_SCAN = b"\xff\xfe", b"\xff\xda"
_SHORTEST_COMMENT = 4  # marker and length, two bytes each
_LONGEST_COMMENT = 65_537  # the length counts itself and stops at 65,535; the marker comes on top


def pad(file: bytes, extra: int) -> bytes:
    """Return `file` with comments of 4 + `extra` bytes before its first scan."""
    at = _scan(file)
    comments = (_comment(share) for share in even_shares(_SHORTEST_COMMENT + extra, _LONGEST_COMMENT))
    return b"".join((file[:at], *comments, file[at:]))


def pixels(file: bytes) -> tuple[int, int]:
    """Return where the data of the first scan begins and where the end marker stands."""
    at = _scan(file)
    return at + 2 + _length(file, at), len(file) - 2


def _comment(length: int) -> bytes:
    return _COMMENT + (length - 2).to_bytes(2, "big") + b" " * (length - _SHORTEST_COMMENT)


def _scan(file: bytes) -> int:
    at = 2
    while file[at : at + 2] != _START_OF_SCAN:
        at += 2 + _length(file, at)
    return at


def _length(file: bytes, at: int) -> int:
    return int.from_bytes(file[at + 2 : at + 4], "big")
