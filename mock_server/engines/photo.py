"""Opens a photo as people see it: upright, in RGB, on white."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from PIL import Image, UnidentifiedImageError

from livephoto.contract import LivePhotoType, load_edition
from mock_server.engines.base import UndecodablePhotoError
from mock_server.engines.face.points import Pixels
from mock_server.engines.framing import AVATAR_SIDE, enough

_LIMITS = load_edition().request.image
_SIXTEEN_BITS = ("I", "I;16", "I;16B", "I;16L")
_ORIENTATION = 0x0112
_UPRIGHT: dict[int, Callable[[Pixels], Pixels]] = {
    2: lambda pixels: pixels[:, ::-1],
    3: lambda pixels: pixels[::-1, ::-1],
    4: lambda pixels: pixels[::-1],
    5: lambda pixels: pixels.swapaxes(0, 1),
    6: lambda pixels: np.rot90(pixels, -1),
    7: lambda pixels: pixels[::-1, ::-1].swapaxes(0, 1),
    8: lambda pixels: np.rot90(pixels),
}
"""What sets a picture upright, by EXIF orientation."""
_BAND = 256
"""Rows that are converted at once: a whole photo of each kind in between would take several times its memory."""


def open_photo(photo: bytes, kind: LivePhotoType, avatar_side: int = AVATAR_SIDE) -> Pixels:
    """Return the photo (height, width, 3) in RGB, EXIF orientation applied and transparency laid on white.

    A JPEG much larger than the video of that type needs (`avatar_side` px where it is an avatar) is decoded at a
    fraction of its size. Raises UndecodablePhotoError.
    """
    try:
        pixels, orientation = _decoded(photo, kind, avatar_side)
    except UnidentifiedImageError as error:
        raise UndecodablePhotoError(
            f"the photo cannot be decoded: it is none of {', '.join(_LIMITS.formats)}"
        ) from error
    except Exception as error:  # Pillow's readers raise whatever a damaged file makes them stumble over
        raise UndecodablePhotoError(f"the photo cannot be decoded: {error}") from error
    turn = _UPRIGHT.get(orientation)
    return pixels if turn is None else np.ascontiguousarray(turn(pixels))


def longest_side(photo: bytes) -> int:
    """Return the longer side (px) of an image file that `open_photo` could open, as it was sent."""
    with Image.open(io.BytesIO(photo), formats=_LIMITS.formats) as image:
        return max(image.size)


def _decoded(photo: bytes, kind: LivePhotoType, avatar_side: int) -> tuple[Pixels, int]:
    """Return the pixels as they lie in the file, and the EXIF orientation."""
    with Image.open(io.BytesIO(photo), formats=_LIMITS.formats) as image:
        if not _LIMITS.sides_allowed(image.width, image.height):
            raise ValueError(f"a side of {image.width} x {image.height} px is not under {_LIMITS.max_side}")
        image.draft(None, enough(image.width, image.height, kind, avatar_side))
        image.load()
        pixels = np.empty((image.height, image.width, 3), dtype=np.uint8)
        for top in range(0, image.height, _BAND):
            bottom = min(top + _BAND, image.height)
            pixels[top:bottom] = np.asarray(_on_white(image.crop((0, top, image.width, bottom))))
        return pixels, _orientation(image)


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # whatever is wrong with the EXIF block, the pixels are there
        return 1


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in _SIXTEEN_BITS:
        image = image.point(lambda value: value / 256).convert("L")
    if not image.has_transparency_data:
        # To convert RGB into RGB would copy it.
        return image if image.mode == "RGB" else image.convert("RGB")
    image = image.convert("RGBA")
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")
