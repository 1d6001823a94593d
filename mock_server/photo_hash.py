"""The SHA-256 of photos as they arrive; one that was sent before is compared with the kept one, not hashed again.

Tests and loads send the same few photos over and over, and comparing takes a tenth of the time of hashing, or less.
Every byte is compared: an answer is never a guess. To keep a photo costs as much as to hash it, so it is kept when it
comes a second time.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from hashlib import sha256

_ROOM = 8 * 1024 * 1024
"""Bytes."""
_START = 4096
"""Bytes by which a photo that came before is likely to be recognised."""
_STARTS = 64


@dataclass(frozen=True, slots=True)
class _Known:
    photo: bytearray
    digest: str


class PhotoHashes:
    """Remembers the photos that came last. For one event loop."""

    def __init__(self, room: int = _ROOM, most: int = 32) -> None:
        """room: bytes that all photos kept may have together. most: photos kept."""
        self._room = room
        self._most = most
        self._known: list[_Known] = []
        self._starts: deque[int] = deque(maxlen=_STARTS)
        self._learner: PhotoHash | None = None

    def begin(self) -> PhotoHash:
        """Return the hash of a photo of which nothing has come yet; end it by `hexdigest` or `drop`."""
        return PhotoHash(self)

    def starting_with(self, data: bytes) -> _Known | None:
        """Return a known photo that begins so, the one that came last; None where there is none."""
        return next((known for known in self._known if known.photo.startswith(data)), None)

    def came_before(self, data: bytes) -> bool:
        """Tell whether a photo that begins so has come before, as far as can be told by its start."""
        start = hash(bytes(data[:_START]))
        before = start in self._starts
        if not before:
            self._starts.append(start)
        return before

    def may_learn(self, learner: PhotoHash, size: int) -> bool:
        """Tell whether a photo may be kept while it arrives: one at a time, and none that is too large."""
        if self._learner is None:
            self._learner = learner
        return self._learner is learner and size <= self._room

    def end(self, learner: PhotoHash) -> None:
        """Say that a photo has ended, so that another may be learnt."""
        if self._learner is learner:
            self._learner = None

    def remember(self, known: _Known) -> None:
        """Put a photo first; those that came longest ago make room."""
        if self._known and self._known[0] is known:
            return
        self._known = [known, *(each for each in self._known if each.digest != known.digest)][: self._most]
        while sum(len(each.photo) for each in self._known) > self._room:
            self._known.pop()


class PhotoHash:
    """The hash of one photo."""

    def __init__(self, hashes: PhotoHashes) -> None:
        self._hashes = hashes
        self._size = 0
        self._like: _Known | None = None
        self._hash = sha256()
        self._learnt: bytearray | None = None

    @property
    def compares(self) -> bool:
        """Tell whether all that has come is the start of a photo that is known."""
        return self._like is not None

    def update(self, data: bytes) -> None:
        """Take the next bytes."""
        if not self._size:
            self._meet(data)
        elif self._like is not None and not self._like.photo.startswith(data, self._size):
            self._part_ways(self._like)
        self._size += len(data)
        if self._like is None:
            self._take(data)

    def hexdigest(self) -> str:
        """Say that the photo has ended; return its SHA-256 in hexadecimal."""
        if self._like is not None and len(self._like.photo) > self._size:
            self._part_ways(self._like)
        known = self._like or _Known(self._learnt or bytearray(), self._hash.hexdigest())
        if known.photo:
            self._hashes.remember(known)
        self.drop()
        return known.digest

    def drop(self) -> None:
        """Say that no more of the photo will come."""
        self._hashes.end(self)
        self._learnt = None

    def _meet(self, data: bytes) -> None:
        self._like = self._hashes.starting_with(data)
        if self._like is None and self._hashes.came_before(data):
            self._learnt = bytearray()

    def _part_ways(self, like: _Known) -> None:
        """Go on by hashing: this is another photo than the one that begins like it."""
        self._like, self._learnt = None, bytearray()
        self._take(like.photo[: self._size])

    def _take(self, data: bytes | bytearray) -> None:
        self._hash.update(data)
        if self._learnt is None:
            return
        if self._hashes.may_learn(self, len(self._learnt) + len(data)):
            self._learnt += data
        else:
            self.drop()
