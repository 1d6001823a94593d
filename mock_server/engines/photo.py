"""Opens a photo as people see it: upright, in RGB, on white."""

from __future__ import annotations

import io

from PIL import Image, UnidentifiedImageError

from livephoto.contract import LivePhotoType, load_edition
from mock_server.engines.base import UndecodablePhotoError
from mock_server.engines.framing import enough

_LIMITS = load_edition().request.image
_SIXTEEN_BITS = ("I", "I;16", "I;16B", "I;16L")
_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What sets a picture upright, by EXIF orientation."""


def open_photo(photo: bytes, kind: LivePhotoType) -> Image.Image:
    """Return the photo in RGB, EXIF orientation applied and transparency laid on white.

    A JPEG much larger than the video of that type needs is decoded at a fraction of its size. Raises
    UndecodablePhotoError.
    """
    try:
        with Image.open(io.BytesIO(photo), formats=_LIMITS.formats) as image:
            return _on_white(_upright(_pixels(image, kind)))
    except UnidentifiedImageError as error:
        raise UndecodablePhotoError(
            f"the photo cannot be decoded: it is none of {', '.join(_LIMITS.formats)}"
        ) from error
    except Exception as error:  # Pillow's readers raise whatever a damaged file makes them stumble over
        raise UndecodablePhotoError(f"the photo cannot be decoded: {error}") from error


def _pixels(image: Image.Image, kind: LivePhotoType) -> Image.Image:
    if not _LIMITS.sides_allowed(image.width, image.height):
        raise ValueError(f"a side of {image.width} x {image.height} px is not under {_LIMITS.max_side}")
    image.draft(None, enough(image.width, image.height, kind))
    image.load()
    return image


def _upright(image: Image.Image) -> Image.Image:
    try:
        method = _UPRIGHT.get(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # whatever is wrong with the EXIF block, the pixels are there
        return image
    return image if method is None else image.transpose(method)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in _SIXTEEN_BITS:
        image = image.point(lambda value: value / 256).convert("L")
    if not image.has_transparency_data:
        return image.convert("RGB")
    image = image.convert("RGBA")
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")
