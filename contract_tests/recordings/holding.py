"""Holds an answer until it is whole, within a bound: the bytes as they came, and the body that they stand for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import httpx

LARGEST_HELD = 64 * 1024 * 1024
"""Bytes of an answer that are held, packed or unpacked; what is longer is passed on as it comes, and not judged."""
_PIECE = 16 * 1024
"""Bytes that are unpacked at a time, so that little memory is taken before the bound is noticed."""


@dataclass(frozen=True, slots=True)
class Held:
    """What came of an answer."""

    pieces: tuple[bytes, ...]
    over: bool = False
    """There is more, past the bound: it still has to be read."""
    broken: bool = False
    """The connection broke before the end."""


async def hold(stream: AsyncIterator[bytes], most: int) -> Held:
    """Read up to `most` bytes."""
    pieces, size = [], 0
    try:
        async for chunk in stream:
            pieces.append(chunk)
            size += len(chunk)
            if size > most:
                return Held(tuple(pieces), over=True)
    except (httpx.RemoteProtocolError, httpx.ReadError):
        return Held(tuple(pieces), broken=True)
    return Held(tuple(pieces))


@dataclass(frozen=True, slots=True)
class Body:
    """The body of an answer."""

    content: bytes
    """Decompressed; as it came where that was not possible."""
    unread: str | None = None
    """Why it cannot be judged, None where it can."""
    cut: bool = False
    """It has no end, or goes over the bound."""


def unpacked(raw: bytes, encoding: str, most: int) -> Body:
    """Undo a content encoding, up to `most` bytes."""
    if encoding.strip().lower() in ("", "identity") or not raw:
        return Body(raw[:most], cut=len(raw) > most)
    content = bytearray()
    try:
        for piece in httpx.Response(200, headers={"content-encoding": encoding}, stream=_Pieces(raw)).iter_bytes():
            content += piece
            if len(content) > most:
                return Body(bytes(content[:most]), f"it unpacks to over {most:,} bytes", cut=True)
    except httpx.DecodingError:
        return Body(bytes(content), cut=True)
    if bytes(content) == raw:
        return Body(raw, f"its content-encoding {encoding.strip()!r} cannot be undone here")
    return Body(bytes(content))


class _Pieces(httpx.SyncByteStream):
    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    def __iter__(self) -> Iterator[bytes]:
        yield from (self._raw[at : at + _PIECE] for at in range(0, len(self._raw), _PIECE))
