"""Engines by name. What an engine needs is imported when it is made, not before."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

from livephoto.contract import LivePhotoType
from mock_server.engines.animated import AnimatedEngine
from mock_server.engines.base import Clip, Engine, EngineError
from mock_server.engines.canned import CannedEngine
from mock_server.engines.options import Codec, Faces, Options

_ANIMATED_NEEDS = ("av", "cv2", "numpy", "PIL")


def create_engine(name: str | None = None, options: Options = Options()) -> Engine:  # noqa: B008 - frozen
    """Return the engine of that name; None takes the animated one where its libraries are installed, else the canned.

    options: for the animated one; the canned has no choice. An engine is light until it is used.
    Raises EngineError for an unknown name and for an engine that is not installed.
    """
    if name is None:
        name = "animated" if animated_is_installed() else "canned"
    if name not in ENGINES:
        raise EngineError(f"no engine {name!r}; there are: {', '.join(ENGINES)}")
    return ENGINES[name](options)


def animate(
    photo: bytes,
    type: LivePhotoType | int = LivePhotoType.AVATAR,  # noqa: A002 - the API's own word
    *,
    seconds: float = 2.0,
    fps: int = 25,
    size: int = 512,
    codec: Codec = "h264",
    faces: Faces = "any",
) -> bytes:
    """Return a short MP4 made from `photo` (the bytes of an image file), without any server.

    The largest face nods, smiles and blinks; a photo without a face is moved as a picture, unless `faces` is "strict".
    Avatar (0): a square around the head, `size` px (even, 64 to 1024). Full body (1): the whole picture, long side at
    most 1280 px. `seconds` from 1 to 6, `fps` from 10 to 50: 50 frames unless told otherwise, made to be looped. The
    same bytes for the same photo and options, on machines of one kind with the same packages.

    Raises UndecodablePhotoError where the photo cannot be read, NoFaceError where `faces` is "strict" and there is
    none, ValueError for an option out of its bounds, EngineError where the engine is not installed.
    """
    return render(photo, type, Options(seconds, fps, size, codec, faces)).video


def render(
    photo: bytes,
    type: LivePhotoType | int = LivePhotoType.AVATAR,  # noqa: A002 - the API's own word
    options: Options = Options(),  # noqa: B008 - frozen
) -> Clip:
    """Return the clip that `animate` makes, with what was found in the photo. Raises what `animate` raises."""
    kind = LivePhotoType(type)
    _require_animated()
    from mock_server.engines.rendering import render_clip

    return render_clip(photo, kind, options)


def warm_up() -> None:
    """Load everything that the first clip would wait for: for a process that does nothing else than make clips.

    OpenCV is told to work in the calling thread alone: its helpers cost more than they give here. Raises EngineError
    where the engine is not installed.
    """
    _require_animated()
    from mock_server.engines.rendering import warm_up as load

    load()


def animated_is_installed() -> bool:
    """Tell whether the animated engine's libraries are there, without importing them."""
    return all(find_spec(name) is not None for name in _ANIMATED_NEEDS)


def _require_animated() -> None:
    if not animated_is_installed():
        raise EngineError('the animated engine needs its extra: pip install "livephoto[animated]"; or --engine canned')


def _animated(options: Options) -> Engine:
    _require_animated()
    return AnimatedEngine(options)


ENGINES: dict[str, Callable[[Options], Engine]] = {"canned": lambda _: CannedEngine(), "animated": _animated}
"""Makers by engine name."""
