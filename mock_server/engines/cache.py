"""Keeps clips that were made before, the latest used, up to a number of bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock


class ClipCache:
    """A bounded store by key, the least recently used given up first. Safe to use from several threads."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._held = 0
        self._clips: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> bytes | None:
        """Return the clip kept under `key`, None where there is none."""
        with self._lock:
            clip = self._clips.get(key)
            if clip is not None:
                self._clips.move_to_end(key)
            return clip

    def put(self, key: Hashable, clip: bytes) -> None:
        """Keep `clip`; one that is bigger than the whole store is not kept."""
        if len(clip) > self._max_bytes:
            return
        with self._lock:
            self._held += len(clip) - len(self._clips.pop(key, b""))
            self._clips[key] = clip
            while self._held > self._max_bytes:
                _, oldest = self._clips.popitem(last=False)
                self._held -= len(oldest)
