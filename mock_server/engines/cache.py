"""Keeps films that were made before, the latest used, up to a number of bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from mock_server.engines.base import Film

_NOTHING = Film(b"")


class FilmCache:
    """A bounded store by key, the least recently used given up first. Safe to use from several threads."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._held = 0
        self._films: OrderedDict[Hashable, Film] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Film | None:
        """Return the film kept under `key`, None where there is none."""
        with self._lock:
            film = self._films.get(key)
            if film is not None:
                self._films.move_to_end(key)
            return film

    def put(self, key: Hashable, film: Film) -> None:
        """Keep `film`; one that is bigger than the whole store is not kept."""
        if len(film.data) > self._max_bytes:
            return
        with self._lock:
            self._held += len(film.data) - len(self._films.pop(key, _NOTHING).data)
            self._films[key] = film
            while self._held > self._max_bytes:
                _, oldest = self._films.popitem(last=False)
                self._held -= len(oldest.data)
