"""Moves an MP4's index in front of its data, so that a player can begin before it has all of the file."""

from __future__ import annotations

from collections.abc import Iterator

_HEADER = 8
_CONTAINERS = (b"moov", b"trak", b"mdia", b"minf", b"stbl")
_OFFSET_TABLES = {b"stco": 4, b"co64": 8}


def index_first(video: bytes) -> bytes:
    """Return the file with `moov` before `mdat` and its chunk offsets corrected; one that is so already, unchanged.

    Raises ValueError where it is no such file.
    """
    boxes = list(_boxes(video, 0, len(video)))
    kinds = [kind for kind, _, _ in boxes]
    if b"moov" not in kinds or b"mdat" not in kinds:
        raise ValueError("no MP4 file with an index and data")
    if kinds.index(b"moov") < kinds.index(b"mdat"):
        return video
    _, start, end = boxes[kinds.index(b"moov")]
    index = bytearray(video[start:end])
    _shift(index, 0, len(index), end - start)
    data_at = boxes[kinds.index(b"mdat")][1]
    return b"".join((video[:data_at], index, video[data_at:start], video[end:]))


def _boxes(data: bytes | bytearray, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield (kind, start, end) of the boxes between two positions."""
    while start + _HEADER <= end:
        size, kind = int.from_bytes(data[start : start + 4], "big"), bytes(data[start + 4 : start + 8])
        if size == 1:  # the size did not fit: it follows, in eight bytes
            size = int.from_bytes(data[start + 8 : start + 16], "big")
        if size < _HEADER or start + size > end:
            raise ValueError(f"the box {kind!r} at byte {start} has a wrong size")
        yield kind, start, start + size
        start += size


def _shift(index: bytearray, start: int, end: int, by: int) -> None:
    for kind, box_start, box_end in _boxes(index, start, end):
        if kind in _CONTAINERS:
            _shift(index, box_start + _HEADER, box_end, by)
        elif kind in _OFFSET_TABLES:
            width = _OFFSET_TABLES[kind]
            # Behind the header: version and flags, then the number of entries.
            for at in range(box_start + _HEADER + 8, box_end, width):
                moved = int.from_bytes(index[at : at + width], "big") + by
                index[at : at + width] = moved.to_bytes(width, "big")
