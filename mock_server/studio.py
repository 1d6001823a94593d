"""Where films are made: the engine off the event loop, each photo's film made once and kept a while."""

from __future__ import annotations

import asyncio
import os
from binascii import b2a_base64
from collections.abc import Awaitable, Callable, Hashable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from threading import RLock

from livephoto.contract import LivePhotoType
from mock_server.engines.base import Engine, Film
from mock_server.engines.cache import FilmCache
from mock_server.engines.pool import Pool
from mock_server.engines.worker import Worker
from mock_server.settings import Settings

MOST_WAITING = 32
"""Photos that may be waiting for the engine; each is held in memory."""
_MOST_WORKERS = 8
"""Processes of the engine, where nobody chose their number; each takes about 150 MB."""


class Unwanted(Exception):  # noqa: N818 - an event of the connection, not an error of ours
    """Nobody waits any more. `begun`: the film is being made, and will be kept for whoever sends the photo again."""

    def __init__(self, *, begun: bool) -> None:
        super().__init__()
        self.begun = begun


class _Making:
    """A film that is being made, for one call or several."""

    def __init__(self, film: Future[Film]) -> None:
        self.film = film
        self.waiting = 0


class Studio:
    """Turns photos into films."""

    def __init__(self, engine: Engine, settings: Settings, ending: bytes, pool: Pool | None = None) -> None:
        """ending: what follows the video in the body of an answer. pool: makes the films; None takes a usual one."""
        self._look = (engine.version, settings.clip)
        self._cache = FilmCache(settings.cache_bytes)
        self._making: dict[Hashable, _Making] = {}
        self._lock = RLock()
        self._pool: Pool | None = None
        self._ready: dict[LivePhotoType, Film] = {}
        if engine.needs_photo:
            self._pool = pool or _pool(settings, ending)
        else:
            videos = {kind: engine.render(b"", kind) for kind in LivePhotoType}
            self._ready = {kind: Film(b2a_base64(video, newline=False) + ending) for kind, video in videos.items()}

    def start(self) -> None:
        """Warm the engine up, in the background. Without it that is done when the first photo comes."""
        if self._pool is not None:
            self._pool.start()

    def at_once(self, sha256: str | None, kind: LivePhotoType) -> Film | None:
        """Return the film of the photo with that hash, None where it must be made."""
        return self._ready[kind] if self._ready else self._cache.get((sha256, kind, self._look))

    async def film(
        self, photo: bytes, sha256: str, kind: LivePhotoType, gone: Callable[[], Awaitable[object]] | None = None
    ) -> Film:
        """Return the film of a photo; equal photos that come at the same time are made once.

        gone: returns when nobody waits for the film any more. A film that waits for its turn is then dropped.
        Raises what the engine raises, PoolFull, and Unwanted where `gone` returned first.
        """
        making = self._join(photo, sha256, kind)
        try:
            made = await _until(making.film, gone)
        finally:
            begun = self._leave(making)
        if not made:
            raise Unwanted(begun=begun)
        return making.film.result()

    def close(self) -> None:
        """End the engine's processes."""
        if self._pool is not None:
            self._pool.close()

    def _join(self, photo: bytes, sha256: str, kind: LivePhotoType) -> _Making:
        if self._pool is None:
            raise RuntimeError("an engine that needs no photo makes no film of one")
        key = (sha256, kind, self._look)
        with self._lock:
            making = self._making.get(key)
            if making is None:
                making = _Making(self._pool.submit(photo, kind))
                self._making[key] = making
                making.film.add_done_callback(partial(self._keep, key))
            making.waiting += 1
            return making

    def _leave(self, making: _Making) -> bool:
        """Drop what nobody waits for; return whether it was begun before that."""
        with self._lock:
            making.waiting -= 1
            return making.waiting > 0 or not making.film.cancel()

    def _keep(self, key: Hashable, film: Future[Film]) -> None:
        with self._lock:
            if not film.cancelled() and film.exception() is None:
                self._cache.put(key, film.result())
            self._making.pop(key, None)


async def _until(film: Future[Film], gone: Callable[[], Awaitable[object]] | None) -> bool:
    """Wait for the film, or until `gone` returns; tell whether the film is there."""
    loop, done = asyncio.get_running_loop(), asyncio.Event()
    film.add_done_callback(lambda _: _tell(loop, done))
    waits = [asyncio.ensure_future(event()) for event in (done.wait, gone) if event is not None]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
    return film.done()


def _tell(loop: asyncio.AbstractEventLoop, done: asyncio.Event) -> None:
    with suppress(RuntimeError):  # the loop is closed: nobody waits
        loop.call_soon_threadsafe(done.set)


def _pool(settings: Settings, ending: bytes) -> Pool:
    size = settings.engine_workers or max(1, min(_MOST_WORKERS, _cores() // settings.workers))
    return Pool(lambda: Worker(settings.clip, ending, settings.engine_timeout), size, MOST_WAITING)


def _cores() -> int:
    # Those that this process may use, where the system tells.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
