"""The engine that brings the photo itself to life."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image

from livephoto.contract import LivePhotoType
from mock_server.engines.encode import Planes, encode, planes_of
from mock_server.engines.framing import frame_of
from mock_server.engines.motion import FRAMES_A_SECOND, View, views
from mock_server.engines.photo import open_photo


class AnimatedEngine:
    """Makes a clip of two seconds from the photo that was sent: photo → frame → views → video."""

    name = "animated"
    version = "animated-1"
    needs_photo = True

    def render(self, photo: bytes, kind: LivePhotoType) -> bytes:
        """Return an H.264 MP4 of `photo`, see `mock_server.engines.animate`. Raises UndecodablePhotoError."""
        image = open_photo(photo, kind)
        frame = frame_of(image.width, image.height, kind)
        picture = image.resize(frame.size, Image.Resampling.LANCZOS, box=frame.box)
        return encode(_seen(planes_of(picture)), frame.size, FRAMES_A_SECOND)


def _seen(planes: Planes) -> Iterator[Planes]:
    """Yield the picture from view to view; the first is the picture itself."""
    for number, view in enumerate(views()):
        yield planes if number == 0 else tuple(_look(plane, view) for plane in planes)  # type: ignore[misc]


def _look(plane: Image.Image, view: View) -> Image.Image:
    width, height = plane.size
    box = (view.left * width, view.top * height, view.right * width, view.bottom * height)
    return plane.resize(plane.size, Image.Resampling.BICUBIC, box=box)
