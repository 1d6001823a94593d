"""Tells what an uploaded file is: format, size, and whether it is whole.

A file that ends as its format ends is taken for whole without decoding it; only a doubtful one is decoded.
"""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import dataclass

from PIL import Image

from livephoto.contract import ImageHeader, format_of
from livephoto.contract.model import ImageLimits
from mock_server.submission import KEPT_END, Upload

_PNG_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"
_PNG_SIGNATURE_SIZE = 8
_JPEG_END = b"\xff\xd9"
_JPEG_SCAN = b"\xff\xda"
# Within and between the scans of a JPEG, FF is followed by one of these only; anything else belongs to a trailer,
# such as the film that a phone appends to a motion photo.
_NOT_IN_A_JPEG_SCAN = re.compile(rb"\xff[^\x00\xc4\xd0-\xd7\xda\xdd\xfe\xff]")
_BMP_UNCOMPRESSED = (0, 3, 6)


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What is known of an uploaded file."""

    format: str | None
    """"JPEG", "PNG" or "BMP" by content; None for anything else."""
    header: ImageHeader | None
    """Format and size in px; None where the header is damaged."""
    whole: bool | None
    """False where it is damaged or cut short; None where only decoding can tell."""


def look_at(upload: Upload) -> ImageFacts:
    """Return what the file's ends tell, in microseconds."""
    found = format_of(upload.head)
    if found is None:
        return ImageFacts(None, None, whole=False)
    if upload.header is None:
        return ImageFacts(found, None, whole=None if upload.whole is not None else False)
    return ImageFacts(found, upload.header, _ENDS[found](upload))


def decode(photo: bytes, limits: ImageLimits) -> ImageFacts:
    """Return the facts after decoding every pixel: milliseconds, so not on the event loop."""
    found = format_of(photo)
    try:
        with Image.open(io.BytesIO(photo), formats=(found,) if found else ()) as image:
            header = ImageHeader(found or "", *image.size)
            # A picture over the limit is refused for it; a small file can hold any number of pixels.
            if limits.sides_allowed(image.width, image.height):
                image.load()
    except Exception:
        return ImageFacts(found, None, whole=False)
    return ImageFacts(found, header, whole=True)


def _jpeg_is_whole(upload: Upload) -> bool | None:
    # A file that ends with its header is short; in a longer one the scan may begin anywhere, so it is not looked for.
    begun = upload.size > KEPT_END or _JPEG_SCAN in upload.head
    if begun and upload.tail.rstrip(b"\x00\r\n ").endswith(_JPEG_END):
        return True
    if upload.whole is not None:
        return None
    return _JPEG_END in upload.tail or _NOT_IN_A_JPEG_SCAN.search(upload.tail) is not None


def _png_is_whole(upload: Upload) -> bool | None:
    if upload.whole is None:
        return _PNG_END in upload.tail
    return _checksums_agree(upload.whole) if upload.tail.endswith(_PNG_END) else None


def _checksums_agree(png: bytes) -> bool:
    view, position = memoryview(png), _PNG_SIGNATURE_SIZE
    while position < len(png):
        length = int.from_bytes(view[position : position + 4], "big")
        body, end = view[position + 4 : position + 8 + length], position + 12 + length
        if end > len(png) or zlib.crc32(body) != int.from_bytes(view[end - 4 : end], "big"):
            return False
        position = end
    return True


def _bmp_is_whole(upload: Upload) -> bool | None:
    head, header = upload.head, upload.header
    info = int.from_bytes(head[14:18], "little")
    at = 24 if info == 12 else 28
    bits = int.from_bytes(head[at : at + 2], "little")
    compression = 0 if info == 12 else int.from_bytes(head[30:34], "little")
    if header is None or compression not in _BMP_UNCOMPRESSED:
        return None if upload.whole is not None else True
    row = (header.width * bits + 31) // 32 * 4
    return int.from_bytes(head[10:14], "little") + row * header.height <= upload.size


_ENDS = {"JPEG": _jpeg_is_whole, "PNG": _png_is_whole, "BMP": _bmp_is_whole}
