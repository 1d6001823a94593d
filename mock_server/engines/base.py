"""What an engine is, and what it may refuse."""

from __future__ import annotations

from typing import Protocol

from livephoto.contract import LivePhotoType


class EngineError(Exception):
    """An engine cannot be had; the message says what to install or choose."""


class UndecodablePhotoError(Exception):
    """The photo's pixels cannot be read: it is damaged, or no image that we know."""


class Engine(Protocol):
    """Makes the mock's video. Synchronous, CPU-bound and safe to call from several threads."""

    name: str
    """As `--engine` takes it."""
    version: str
    """Changes whenever the same photo would give other bytes: part of every cache key."""
    needs_photo: bool
    """False: the server need not keep the upload."""

    def render(self, photo: bytes, kind: LivePhotoType) -> bytes:
        """Return an MP4 of `photo` (an image file). Raises UndecodablePhotoError."""
