"""Where clips are made: the engine off the event loop, its work kept for photos seen before."""

from __future__ import annotations

import asyncio
import hashlib
import os
from binascii import b2a_base64
from concurrent.futures import ThreadPoolExecutor

from livephoto.contract import LivePhotoType
from mock_server.engines.base import Engine
from mock_server.engines.cache import ClipCache

MOST_WAITING = 32
"""Photos that may be waiting for the engine; each is held in memory."""


class StudioFull(Exception):  # noqa: N818 - a state of the server that has its own documented answer
    """So many photos are waiting for the engine that one more must be refused."""


class Studio:
    """Turns photos into clips: base64 with `ending` behind it, ready to be sent."""

    def __init__(self, engine: Engine, cache_bytes: int, ending: bytes) -> None:
        self.engine = engine
        self._ending = ending
        self._cache = ClipCache(cache_bytes)
        self._waiting = 0
        self._pool = ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="engine")
        self._ready: dict[LivePhotoType, bytes] = {}
        if not engine.needs_photo:
            self._ready = {kind: self._encode(engine.render(b"", kind)) for kind in LivePhotoType}

    async def clip(self, photo: bytes | None, kind: LivePhotoType) -> bytes:
        """Return the clip of `photo`. Raises what the engine raises, and StudioFull."""
        if self._ready or photo is None:
            return self._ready[kind]
        if self._waiting >= MOST_WAITING:
            raise StudioFull
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, self._make, photo, kind)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Let the threads end."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _make(self, photo: bytes, kind: LivePhotoType) -> bytes:
        digest = hashlib.sha256(photo).digest()
        key = (digest, int(kind), self.engine.version)
        clip = self._cache.get(key)
        if clip is None:
            clip = self._encode(self.engine.render(photo, kind))
            self._cache.put(key, clip)
        return clip

    def _encode(self, video: bytes) -> bytes:
        return b2a_base64(video, newline=False) + self._ending
