"""Opens a photo as people see it: upright, in RGB, on white."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps

from mock_server.engines.base import UndecodablePhotoError

_FORMATS = ("JPEG", "PNG", "BMP")
_MOST_PIXELS = 4096 * 4096
_SIXTEEN_BITS = ("I", "I;16", "I;16B", "I;16L")


def open_photo(photo: bytes, long_side: int) -> Image.Image:
    """Return the photo in RGB, EXIF orientation applied and transparency laid on white.

    A JPEG much larger than `long_side` (px) is decoded at a fraction of its size. Raises UndecodablePhotoError.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(photo), formats=_FORMATS) as image:
                return _upright(image, long_side)
    except Exception as error:  # Pillow's readers raise whatever a damaged file makes them stumble over
        raise UndecodablePhotoError(f"the photo cannot be decoded: {error}") from error


def _upright(image: Image.Image, long_side: int) -> Image.Image:
    if image.width * image.height > _MOST_PIXELS:
        raise ValueError(f"{image.width} x {image.height} px are more than {_MOST_PIXELS:,}")
    # Never below twice the size wanted: the encoder shows the softness of a picture that was made small twice.
    scale = 2 * long_side / max(image.size)
    image.draft("RGB", (round(image.width * scale), round(image.height * scale)))
    return _on_white(ImageOps.exif_transpose(image))


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in _SIXTEEN_BITS:
        image = image.point(lambda value: value / 256).convert("L")
    if not image.has_transparency_data:
        return image.convert("RGB")
    image = image.convert("RGBA")
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")
