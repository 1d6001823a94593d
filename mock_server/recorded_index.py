"""Which recording of a folder answers a request: known by the request's identity, read only when it is asked for."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from livephoto.recordings.har import SUFFIX, read_har
from livephoto.recordings.model import RecordedExchange, RecordingError

_SETTLED = 2.0
"""Seconds after which a folder that changes gets another time on every file system."""
_PAUSE = 1.0
"""Seconds after which files are looked at again that may have been rewritten in their place."""
_HARMLESS = "when it was recorded"
"""What a recording may lack and still be served."""

_Mark = tuple[int, int]

_log = logging.getLogger("livephoto.mock")


class Place(NamedTuple):
    """Where a recorded exchange stands, in the order of time."""

    started: float
    file: str
    number: int
    key: str | None
    """Pseudonym of the key that it was asked with; None where the recording has none."""
    of_the_key: bool
    """The answer refuses that key."""


class Index:
    """The exchanges of a folder that can be served. Several threads may ask at once.

    key_header: the header that the key is sent in, in lower case. refused: the status that answers a key that is none.

    Raises RecordingError where the folder, or a file in it, cannot be read, or nothing in it can be served.
    """

    def __init__(self, folder: Path, key_header: str, refused: int) -> None:
        self._folder, self._key_header, self._refused = folder, key_header, refused
        self._lock = Lock()
        self._files: dict[str, _Mark] = {}
        self._places: dict[str, list[Place]] = {}
        self._seen: int | None = None
        self._looked = 0.0
        if not folder.is_dir():
            raise RecordingError(f"{folder} is no folder; `livephoto record --out {folder}` makes one of recordings")
        problem = next(self._look(), None)
        if problem is not None:
            raise problem
        if not self._places:
            raise RecordingError(f"{folder} holds no recording that can be served; `livephoto record` makes them")

    def find(self, identity: str, key: str | None) -> RecordedExchange | None:
        """Return the latest recording of a request, None where there is none; new files in the folder are found.

        key: its pseudonym. One that was recorded with this very key comes first; else any, but for the refusal of
        another key. Raises RecordingError where the file that holds it cannot be read.
        """
        with self._lock:
            for problem in self._look():
                _log.warning("passed over: %s", problem)
            place = _chosen(self._places.get(identity, ()), key)
        if place is None:
            return None
        entries = read_har(self._folder / place.file)
        found = next((each for each in entries if each.number == place.number), None)
        if found is None or found.request.identity != identity:
            raise RecordingError(f"{self._folder / place.file} was rewritten just now; ask again")
        return found

    def listing(self) -> list[tuple[str, Place]]:
        """Return (identity, place) of every recording that can be served, the latest first."""
        with self._lock:
            for problem in self._look():
                _log.warning("passed over: %s", problem)
            found = [(identity, place) for identity, places in self._places.items() for place in places]
        return sorted(found, key=lambda each: each[1], reverse=True)

    def _look(self) -> Iterator[RecordingError]:
        """Take in what changed in the folder since the last look; yield what cannot be read."""
        try:
            changed = self._folder.stat().st_mtime_ns
            if changed == self._seen and time.monotonic() - self._looked < _PAUSE:
                return
            now = dict(_marks(self._folder))
        except OSError as error:
            yield RecordingError(f"cannot read {self._folder}: {error.strerror}")
            return
        self._looked = time.monotonic()
        self._seen = changed if time.time_ns() - changed > _SETTLED * 1e9 else None
        self._drop({name for name, mark in self._files.items() if now.get(name) != mark})
        for name in sorted(now.keys() - self._files.keys()):
            self._files[name] = now[name]
            try:
                self._add(name)
            except RecordingError as error:
                yield error

    def _drop(self, names: set[str]) -> None:
        if not names:
            return
        for name in names:
            del self._files[name]
        kept = {key: [each for each in places if each.file not in names] for key, places in self._places.items()}
        self._places = {identity: places for identity, places in kept.items() if places}

    def _add(self, name: str) -> None:
        for exchange in read_har(self._folder / name):
            if is_servable(exchange):
                started = exchange.started.timestamp() if exchange.started else 0.0
                key = exchange.request.headers.get(self._key_header) or None
                of_the_key = exchange.answer.status == self._refused
                place = Place(started, name, exchange.number, key, of_the_key)
                self._places.setdefault(exchange.request.identity, []).append(place)


def is_servable(exchange: RecordedExchange) -> bool:
    """Tell whether a recording tells a whole request and its whole answer."""
    answer = exchange.answer
    whole = all(missing.startswith(_HARMLESS) for missing in exchange.missing)
    return whole and answer.status >= 200 and not answer.cut and bool(answer.content.sha256)


def _chosen(places: Iterable[Place], key: str | None) -> Place | None:
    own = [each for each in places if each.key == key]
    others = [each for each in places if key is not None and not each.of_the_key]
    return max(own or others, default=None)


def _marks(folder: Path) -> Iterator[tuple[str, _Mark]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(SUFFIX) and entry.is_file():
                status = entry.stat()
                yield entry.name, (status.st_mtime_ns, status.st_size)
