"""Engines by name. What an engine needs is imported when it is made, not before."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

from livephoto.contract import LivePhotoType
from mock_server.engines.base import Engine, EngineError
from mock_server.engines.canned import CannedEngine

_ANIMATED_NEEDS = ("av", "numpy", "PIL")


def create_engine(name: str | None = None) -> Engine:
    """Return the engine of that name; None takes the animated one where its libraries are installed, else the canned.

    Raises EngineError for an unknown name and for an engine that is not installed.
    """
    if name is None:
        name = "animated" if animated_is_installed() else "canned"
    if name not in ENGINES:
        raise EngineError(f"no engine {name!r}; there are: {', '.join(ENGINES)}")
    return ENGINES[name]()


def animate(photo: bytes, kind: LivePhotoType = LivePhotoType.AVATAR) -> bytes:
    """Return a short H.264 MP4 made from `photo` (the bytes of an image file), without any server.

    Avatar: a square around the head, 512 px. Full body: the whole picture, long side at most 1280 px. 50 frames at
    25/s; the same bytes for the same photo, type and version. Raises UndecodablePhotoError where the photo cannot be
    read, EngineError where the engine is not installed.
    """
    return create_engine("animated").render(photo, kind)


def animated_is_installed() -> bool:
    """Tell whether the animated engine's libraries are there, without importing them."""
    return all(find_spec(name) is not None for name in _ANIMATED_NEEDS)


def _animated() -> Engine:
    if not animated_is_installed():
        raise EngineError('the animated engine needs its extra: pip install "livephoto[animated]"; or --engine canned')
    from mock_server.engines.animated import AnimatedEngine

    return AnimatedEngine()


ENGINES: dict[str, Callable[[], Engine]] = {"canned": CannedEngine, "animated": _animated}
"""Makers by engine name."""
