"""What an engine is, what it makes, and what it may refuse."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from livephoto.contract import LivePhotoType


class EngineError(Exception):
    """An engine cannot be had; the message says what to install or choose."""


class UndecodablePhotoError(Exception):
    """The photo's pixels cannot be read: it is damaged, or no image that we know."""


class NoFaceError(Exception):
    """There is no face in the photo, and one was asked for."""


class WorkerLostError(Exception):
    """The process that was to make the film failed or ended, or could not begin; the message says how."""


class TooSlowError(WorkerLostError):
    """The process that was to make the film took longer than it may, and was ended."""


class Level(IntEnum):
    """How well the face was understood, and so how it moves."""

    MESH = 1
    """All of the face is known: it nods, smiles and blinks."""
    POINTS = 2
    """Eyes, nose and mouth are known, the rest is a mean face: it nods and smiles."""
    NO_FACE = 3
    """There is no face: the picture comes nearer and sways."""

    @property
    def word(self) -> str:
        """Return it as the mock's header has it: mesh, points or none."""
        return "none" if self is Level.NO_FACE else self.name.lower()


@dataclass(frozen=True, slots=True)
class Film:
    """A clip ready to be sent."""

    data: bytes
    """Base64, and what follows the video in an answer's body."""
    level: Level | None = None
    """None where no face was looked for."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A video made from a photo, and what was found in it."""

    video: bytes
    """An MP4 file."""
    level: Level
    faces: tuple[tuple[int, int], ...]
    """Width and height (px of the photo that was sent, upright) of every face, the largest first: that one moves."""
    width: int
    """Of the video, px, even."""
    height: int
    """Of the video, px, even."""
    frames: int


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
