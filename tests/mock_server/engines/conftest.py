from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import av
import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageOps

from livephoto.contract import LivePhotoType
from mock_server.engines import Clip, Level, Options, render
from mock_server.engines.face.finding import find_faces
from mock_server.engines.rendering import stage
from mock_server.engines.scene import Scene

PORTRAIT = files("mock_server").joinpath("assets", "portrait.jpg").read_bytes()


@dataclass(frozen=True)
class Rendered:
    """A clip, its frames as they are decoded (RGB), and the scene that it was drawn from."""

    clip: Clip
    frames: list[np.ndarray]
    scene: Scene
    faces: dict[int, np.ndarray] = field(default_factory=dict)

    @property
    def shown(self) -> np.ndarray:
        """The part of the photo that is shown, RGB."""
        return self.scene.rgb

    def found(self, number: int) -> np.ndarray:
        """The points of the face in a decoded frame, looked for once."""
        if number not in self.faces:
            face = find_faces(self.frames[number]).largest
            assert face is not None
            self.faces[number] = face.points
        return self.faces[number]


@pytest.fixture(scope="session")
def portrait() -> Callable[[str], bytes]:
    """Gives a JPEG derived from the portrait that ships, by the name of what was done to it."""
    return _portrait


@pytest.fixture(scope="session")
def rendered() -> Callable[[str, LivePhotoType], Rendered]:
    """Gives the clip of such a portrait; each is rendered once a session."""
    return _rendered


@cache
def _portrait(name: str) -> bytes:
    with Image.open(io.BytesIO(PORTRAIT)) as image:
        file = io.BytesIO()
        DERIVED[name](image).save(file, "JPEG", quality=95)
    return file.getvalue()


@cache
def _rendered(name: str, kind: LivePhotoType) -> Rendered:
    clip = render(_portrait(name), kind)
    assert clip.level is Level.MESH
    scene, _ = stage(_portrait(name), kind, Options())
    return Rendered(clip, decoded(clip.video), scene)


def decoded(video: bytes) -> list[np.ndarray]:
    with av.open(io.BytesIO(video), "r") as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def _tilted(image: Image.Image, degrees: float) -> Image.Image:
    # Beyond the photo lies its own mirror image, so that no straight edge cuts through the background.
    width, height = image.size
    wide = Image.new("RGB", (3 * width, 3 * height))
    for column in range(3):
        for row in range(3):
            part = ImageOps.mirror(image) if column != 1 else image
            wide.paste(ImageOps.flip(part) if row != 1 else part, (column * width, row * height))
    return wide.rotate(degrees, Image.Resampling.BICUBIC).crop((width, height, 2 * width, 2 * height))


DERIVED: dict[str, Callable[[Image.Image], Image.Image]] = {
    "plain": lambda image: image,
    "mirrored": ImageOps.mirror,
    "tilted": lambda image: _tilted(image, 20),
    "far-tilted": lambda image: _tilted(image, -32),
    "grey": lambda image: image.convert("L"),
    "small": lambda image: image.resize((164, 205), Image.Resampling.LANCZOS),
    "dark": lambda image: ImageEnhance.Brightness(image).enhance(0.35),
    "close-up": lambda image: image.crop((110, 20, 270, 220)).resize((480, 600), Image.Resampling.LANCZOS),
    "wide": lambda image: ImageOps.pad(image, (1280, 720), color=(180, 178, 182)),
}
