"""Reads the words of a limit (`No more than 5 MB`, `Less than 4096x4096px`) into every reading that they allow."""

from __future__ import annotations

import re

from contract_tests.docs.facts import ByteLimit, ByteReading, PixelLimit, PixelReading

_MOST = r"no more than|at most|up to|not? exceed(?:ing)?|must not exceed|within|maximum(?: of)?|max\.?|<=|≤"
_UNDER = r"less than|smaller than|under|below|<"
_BOUND = rf"(?:(?P<most>{_MOST})|(?P<under>{_UNDER}))"
_BYTES = re.compile(rf"{_BOUND}\s*(?P<count>\d+(?:\.\d+)?)\s*(?P<unit>[KMG]i?B|bytes?)", re.IGNORECASE)
_PIXELS = re.compile(rf"{_BOUND}\s*(?P<width>\d+)\s*(?:[x\u00d7*]\s*(?P<height>\d+))?\s*(?:px|pixels?)?", re.IGNORECASE)
_POWERS = {"k": 1, "m": 2, "g": 3}


def byte_limit(wording: str) -> ByteLimit | None:
    """Return the byte limit that `wording` states, None where it states none that can be read."""
    text = wording.strip().rstrip(".")
    match = _BYTES.fullmatch(text)
    if match is None:
        return None
    below = 1 if match["under"] else 0
    readings = tuple(ByteReading(size - below, says) for size, says in _sizes(float(match["count"]), match["unit"]))
    return ByteLimit(text, readings)


def _sizes(count: float, unit: str) -> list[tuple[int, str]]:
    power = _POWERS.get(unit[0].lower(), 0)
    if power == 0:
        return [(int(count), "bytes")]
    binary = (int(count * 1024**power), f"{unit[0].upper()}B as {1024**power:,} bytes")
    decimal = (int(count * 1000**power), f"{unit[0].upper()}B as {1000**power:,} bytes")
    return [binary] if "i" in unit.lower() else [binary, decimal]


def pixel_limit(wording: str) -> PixelLimit | None:
    """Return the pixel limit that `wording` states, None where it states none that can be read.

    A limit of two unlike sides is not read: which of them is the width the words do not say.
    """
    text = wording.strip().rstrip(".")
    match = _PIXELS.fullmatch(text)
    if match is None or match["height"] not in (None, match["width"]):
        return None
    side, exclusive = int(match["width"]), match["under"] is not None
    readings = [PixelReading("each side", exclusive, max_side=side)]
    if match["height"]:
        readings.append(PixelReading("width times height", exclusive, max_area=side * side))
    return PixelLimit(text, tuple(readings))
