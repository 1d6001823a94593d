"""Draw the picture inside a photo: a flat portrait, quick to paint at any size and small once compressed."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from contract_tests.photos.spec import Mode, PhotoSpec

_WALL, _WINDOW, _COAT, _SKIN, _HAIR, _EYE, _MOUTH = range(7)
_SKINS: Final = ((255, 219, 188), (234, 192, 134), (198, 134, 88), (141, 85, 54), (92, 56, 38))
_HAIRS: Final = ((24, 20, 18), (87, 54, 32), (150, 70, 30), (214, 178, 108), (190, 190, 194))

_PILLOW_MODES: Final[dict[Mode, str]] = {"rgb": "RGB", "grey": "L", "cmyk": "CMYK", "rgba": "RGBA", "palette": "P"}

# How an upright picture is stored under each EXIF orientation: the inverse of what a reader does to show it.
_STORED: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def draw(spec: PhotoSpec) -> Image.Image:
    """Draw the portrait of `spec` as it is stored: in its mode, `width` x `height` px, turned for its orientation."""
    sideways = spec.orientation >= 5
    shown = (spec.height, spec.width) if sideways else (spec.width, spec.height)
    random = Random(spec.seed)  # noqa: S311  (colours, not secrets)
    picture = _portrait(shown, random)
    if spec.orientation in _STORED:
        picture = picture.transpose(_STORED[spec.orientation])
    return _coloured(picture, spec.mode, random)


def _portrait(shown: tuple[int, int], random: Random) -> Image.Image:
    """Paint palette indices: one byte a pixel keeps 16 megapixels cheap."""
    width, height = shown
    left, top, scale = 0.48 + random.random() * 0.1, 0.38 + random.random() * 0.06, 0.9 + random.random() * 0.2
    picture = Image.new("P", shown, _WALL)
    brush = ImageDraw.Draw(picture)

    def box(x: float, y: float, across: float, down: float) -> tuple[float, float, float, float]:
        """A box about a point of the head, in head units, as pixels."""
        middle_x, middle_y, half_x, half_y = left + x * scale, top + y * scale, across * scale / 2, down * scale / 2
        return (
            (middle_x - half_x) * width,
            (middle_y - half_y) * height,
            (middle_x + half_x) * width,
            (middle_y + half_y) * height,
        )

    # The window, on one side only, tells a mirrored portrait from a true one.
    brush.rectangle((0.05 * width, 0.08 * height, 0.2 * width, 0.5 * height), fill=_WINDOW)
    brush.ellipse(box(0, 0.62, 0.8, 0.7), fill=_COAT)
    brush.rectangle(box(0, 0.26, 0.13, 0.2), fill=_SKIN)
    brush.ellipse(box(0, -0.06, 0.4, 0.5), fill=_HAIR)
    brush.ellipse(box(0, 0, 0.34, 0.46), fill=_SKIN)
    brush.ellipse(box(-0.075, -0.03, 0.05, 0.03), fill=_EYE)
    brush.ellipse(box(0.075, -0.03, 0.05, 0.03), fill=_EYE)
    brush.ellipse(box(0, 0.13, 0.11, 0.03), fill=_MOUTH)
    return picture


def _coloured(picture: Image.Image, mode: Mode, random: Random) -> Image.Image:
    # Ranges that do not meet keep wall, window and coat apart in every mode, grey included.
    wall, window, coat = _between(100, 190, random), _between(205, 255, random), _between(20, 85, random)
    colours = (wall, window, coat, random.choice(_SKINS), random.choice(_HAIRS), (40, 30, 30), (170, 60, 60))
    if mode == "rgba":
        alphas = (128, *(255 for _ in colours[1:]))
        seen = [(*colour, alpha) for colour, alpha in zip(colours, alphas, strict=True)]
        picture.putpalette([value for colour in seen for value in colour], "RGBA")
    else:
        picture.putpalette([value for colour in colours for value in colour])
    return picture if mode == "palette" else picture.convert(_PILLOW_MODES[mode])


def _between(least: int, most: int, random: Random) -> tuple[int, int, int]:
    return random.randint(least, most), random.randint(least, most), random.randint(least, most)
