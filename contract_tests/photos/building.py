"""Build the file that a PhotoSpec describes: draw it, save it, pad it, damage it."""

from __future__ import annotations

from io import BytesIO
from random import Random
from typing import TYPE_CHECKING, Any, Final

from PIL import Image

from contract_tests.photos import bmp, gif, jpeg, png
from contract_tests.photos.picture import draw

if TYPE_CHECKING:
    from contract_tests.photos.spec import PhotoSpec

_PAD: Final = {"jpeg": jpeg.pad, "png": png.pad, "bmp": bmp.pad, "gif": gif.pad}
_PIXELS: Final = {"jpeg": jpeg.pixels, "png": png.pixels, "bmp": bmp.pixels}

_GARBAGE_BYTES: Final = 1_024
# No image format begins with this byte, nor does any text in UTF-8.
_NO_FORMAT: Final = b"\xc1"


def build(spec: PhotoSpec) -> bytes:
    """Build the file of `spec`: exactly `spec.size` bytes long, or as short as it can be when that is None.

    The padding is legal structure ahead of the pixels; nothing follows the end of an undamaged image.
    Raises ValueError when `spec.size` is below `minimum_size(spec)`.
    """
    if spec.damage == "garbage":
        return _garbage(spec)
    saved = _save(spec)
    shortest = _finish(spec, saved, 0)
    if spec.size is None:
        return shortest
    return _finish(spec, saved, _extra(spec, spec.size, len(shortest)))


def minimum_size(spec: PhotoSpec) -> int:
    """Return the fewest bytes the file of `spec` can have, whatever its `size` says.

    Where the format takes an exact size, every size from here up is possible.
    """
    return 1 if spec.damage == "garbage" else len(_finish(spec, _save(spec), 0))


def _save(spec: PhotoSpec) -> bytes:
    options: dict[str, Any] = {"progressive": True} if spec.progressive else {}
    if spec.orientation != 1:
        options["exif"] = Image.Exif()
        options["exif"][0x0112] = spec.orientation
    file = BytesIO()
    draw(spec).save(file, spec.format, **options)
    return file.getvalue()


def _finish(spec: PhotoSpec, saved: bytes, extra: int) -> bytes:
    """Pad, then damage: what a cut keeps has grown by exactly `extra`, as padding stands ahead of the pixels."""
    padded = _PAD[spec.format](saved, extra) if spec.format in _PAD else saved
    return _damage(spec, padded)


def _damage(spec: PhotoSpec, file: bytes) -> bytes:
    if spec.damage == "none":
        return file
    if spec.damage == "bad-crc":
        return png.spoil_checksum(file)
    start, end = _PIXELS[spec.format](file)
    return file[:start] if spec.damage == "header-only" else file[: (start + end) // 2]


def _garbage(spec: PhotoSpec) -> bytes:
    size = _GARBAGE_BYTES if spec.size is None else 1 + _extra(spec, spec.size, 1)
    return _NO_FORMAT + Random(spec.seed).randbytes(size - 1)  # noqa: S311  (noise, not secrets)


def _extra(spec: PhotoSpec, size: int, minimum: int) -> int:
    if size < minimum:
        photo = "garbage" if spec.damage == "garbage" else f"a {spec.width}x{spec.height} {spec.mode} {spec.format}"
        raise ValueError(f"size {size:,} is too small for {photo}: choose at least {minimum:,} bytes")
    return size - minimum
