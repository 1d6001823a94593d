"""Photos whose content is as dense as a camera's: a parser's speed depends on the bytes that it searches."""

from __future__ import annotations

import io
import math
import random

from PIL import Image

_SAMPLE_SIDE = 512
_GRAIN = 0.2
"""Share of noise in the picture; the rest is a smooth light."""


def photo(most: int) -> bytes:
    """Return a JPEG of `most` bytes or up to a twentieth less, of the same bytes each time."""
    bytes_a_pixel = len(_jpeg(_SAMPLE_SIDE)) / _SAMPLE_SIDE**2
    file = _jpeg(int(math.sqrt(0.98 * most / bytes_a_pixel)))
    if not 0.95 * most <= len(file) <= most:
        raise ValueError(f"the photo came out at {len(file):,} bytes, not at {most:,}: another Pillow? set _GRAIN anew")
    return file


def _jpeg(side: int) -> bytes:
    noise = Image.frombytes("RGB", (side, side), random.Random(side).randbytes(3 * side * side))
    light = Image.radial_gradient("L").resize((side, side)).convert("RGB")
    file = io.BytesIO()
    Image.blend(light, noise, _GRAIN).save(file, "JPEG", quality=90)
    return file.getvalue()
