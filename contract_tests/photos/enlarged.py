"""A real portrait, made as large as a limit allows."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from PIL import Image

from contract_tests.photos import jpeg

_QUALITIES = (80, 50, 20, 5)


@lru_cache(maxsize=2)
def enlarged(photo: bytes, longest: int, size: int) -> bytes:
    """Return `photo` as a JPEG of exactly `size` bytes, its longer side `longest` px, its shape the same.

    Raises ValueError where no quality makes it small enough, OSError where `photo` is no image.
    """
    with Image.open(BytesIO(photo)) as picture:
        scale = longest / max(picture.size)
        sides = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        large = picture.convert("RGB").resize(sides, Image.Resampling.BILINEAR)
    for quality in _QUALITIES:
        file = BytesIO()
        large.save(file, "jpeg", quality=quality)
        saved = file.getvalue()
        extra = size - len(jpeg.pad(saved, 0))
        if extra >= 0:
            return jpeg.pad(saved, extra)
    raise ValueError(f"the photo does not fit into {size:,} bytes at {longest:,} px")
