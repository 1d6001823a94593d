"""The bytes of a recorded upload: as they were kept, or made to measure where only their measure was kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product

from contract_tests.photos import PhotoSpec, build
from contract_tests.photos.spec import ABILITIES, Damage, Format
from livephoto.recordings.captured import LARGEST_BODY
from livephoto.recordings.model import FilePart

_FORMATS: dict[str, Format] = {"JPEG": "jpeg", "PNG": "png", "BMP": "bmp"}
_HEADER_ALONE = b"\xff\xd8\xff\xe0"


class NoStandInError(Exception):
    """Nothing can stand in for the upload; the message says why."""


@dataclass(frozen=True, slots=True)
class Upload:
    """What is sent for a recorded file."""

    content: bytes = field(repr=False)
    stands_in: bool
    """It is not what was recorded, only of the same format, bytes and pixels."""
    shows: bool
    """A server may be able to make a video of it."""


def upload_of(part: FilePart, *, damaged: bool) -> Upload:
    """Return the bytes to send for a file; damaged: it was refused as an image that does not decode.

    Raises NoStandInError where it was not kept and cannot be made, RecordingError where it is not what was recorded.
    """
    if part.body.file is not None:
        return Upload(part.body.read(), stands_in=False, shows=part.body.size > 0)
    if not part.body.sha256:
        raise NoStandInError("the recording does not tell how large its photo was")
    if part.body.size == 0:
        return Upload(b"", stands_in=False, shows=False)
    if part.body.size > LARGEST_BODY:
        raise NoStandInError(f"its photo was not kept, and {part.body.size:,} bytes are too many to make another one")
    if part.image is None:
        return Upload(_no_image(part.body.size, damaged=damaged), stands_in=True, shows=False)
    return Upload(_photo(part, "truncated" if damaged or part.whole is False else "none"), stands_in=True, shows=True)


def filler(size: int) -> bytes:
    """Return a body of `size` bytes that is a name to a form, a number to JSON, and a photo to nobody."""
    return b"1" * size


def _no_image(size: int, *, damaged: bool) -> bytes:
    if damaged and size > len(_HEADER_ALONE):
        return _HEADER_ALONE + bytes(size - len(_HEADER_ALONE))
    return build(PhotoSpec(damage="garbage", size=size))


def _photo(part: FilePart, damage: Damage) -> bytes:
    """Return a photo of the same measure, of the first kind that fits into as few bytes."""
    assert part.image is not None  # noqa: S101
    kind, width, height = _FORMATS[part.image.format], part.image.width, part.image.height
    progressive = (False, True) if ABILITIES[kind].progressive else (False,)
    for mode, each in product(ABILITIES[kind].modes, progressive):
        try:
            return build(PhotoSpec(kind, width, height, part.body.size, mode, each, damage=damage))
        except ValueError:
            continue
    measure = f"{width} x {height} px in {part.body.size:,} bytes of {part.image.format}"
    raise NoStandInError(f"its photo was not kept, and none of {measure} can be made")
