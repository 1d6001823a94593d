"""Reads a body within bounds, and undoes its compression within the same bounds."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import Protocol

import httpx

_GZIP_OR_ZLIB, _BARE = 47, -15
"""What zlib is told to expect: either header, or none at all, as some servers send for `deflate`."""


async def read_body(response: httpx.Response, most: int) -> tuple[bytes, bool]:
    """Return the body, and whether it is cut: over `most` bytes, packed or unpacked, or broken off by the server.

    gzip and deflate are undone; any other encoding is left as it came. Raises httpx.TimeoutException.
    """
    packed, body, unpacker = 0, bytearray(), _unpacker(response.headers.get("content-encoding", ""))
    try:
        async for chunk in response.aiter_raw():
            packed += len(chunk)
            body += unpacker.unpack(chunk, most + 1 - len(body))
            if max(packed, len(body)) > most:
                return bytes(body[:most]), True
    except (httpx.RemoteProtocolError, httpx.ReadError, zlib.error):
        return bytes(body), True
    return bytes(body), not unpacker.whole


class _Unpacker(Protocol):
    @property
    def whole(self) -> bool: ...

    def unpack(self, chunk: bytes, most: int) -> bytes: ...


class _Plain:
    whole = True

    def unpack(self, chunk: bytes, most: int) -> bytes:
        return chunk[:most]


@dataclass(slots=True)
class _Packed:
    """What is left of a chunk after `most` bytes is never asked for: by then the body is over its bound."""

    _zlib: zlib._Decompress = field(default_factory=lambda: zlib.decompressobj(_GZIP_OR_ZLIB))
    _begun: bool = False

    @property
    def whole(self) -> bool:
        return self._zlib.eof or not self._begun

    def unpack(self, chunk: bytes, most: int) -> bytes:
        first, self._begun = not self._begun, True
        try:
            return self._zlib.decompress(chunk, most)
        except zlib.error:
            if not first:
                raise
            self._zlib = zlib.decompressobj(_BARE)
            return self._zlib.decompress(chunk, most)


def _unpacker(encoding: str) -> _Unpacker:
    return _Packed() if encoding.strip().lower() in ("gzip", "x-gzip", "deflate") else _Plain()
