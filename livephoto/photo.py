"""The photo to send: read from wherever it is, and checked before it is uploaded."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from livephoto.contract import MEDIA_TYPES, SUFFIXES, Edition, ImageHeader, format_of, read_header
from livephoto.errors import WrongImage

PhotoSource = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO
"""A path, the bytes themselves, or a file object open for reading in binary mode."""

_PIECE = 1 << 20
"""Bytes to read at a time where there is no limit."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo in memory. `size` (bytes) is more than `content` has where the reading stopped at a limit."""

    content: bytes = field(repr=False)
    size: int
    name: str = ""
    """What to call it in a message; empty where it has no name of its own."""

    @property
    def format(self) -> str | None:
        """The format's name, by content; None for one that the API does not take."""
        return format_of(self.content)

    @property
    def media_type(self) -> str:
        """The media type by content."""
        return MEDIA_TYPES.get(self.format or "", "application/octet-stream")

    @property
    def suffix(self) -> str:
        """The ending of a file name by content."""
        return SUFFIXES.get(self.format or "", ".bin")


def load_photo(source: PhotoSource, limit: int | None = None) -> Photo:
    """Return the photo; read not much more than `limit` bytes of a larger one.

    A file object is read from where it stands and left open. Raises OSError where it cannot be read, TypeError where
    `source` is something else.
    """
    if isinstance(source, bytes | bytearray | memoryview):
        content = bytes(source)
        return Photo(content, len(content))
    if isinstance(source, str | os.PathLike):
        with Path(source).open("rb") as file:
            return _read(file, limit, str(source))
    if hasattr(source, "read"):
        return _read(source, limit, str(getattr(source, "name", "")))
    raise TypeError(f"a photo is a path, bytes or a binary file object, not {type(source).__name__}")


def _read(file: BinaryIO, limit: int | None, name: str) -> Photo:
    told = _bytes_left(file)
    content = bytearray()
    while limit is None or len(content) <= limit:
        # A pipe or a socket may give less than was asked for: only b"" is the end.
        piece = file.read(_PIECE if limit is None else limit + 1 - len(content))
        if not isinstance(piece, bytes):
            raise TypeError(f"{name or 'the file'} reads as {type(piece).__name__}; open it in binary mode")
        if not piece:
            break
        content += piece
    return Photo(bytes(content), max(told, len(content)), name)


def _bytes_left(file: BinaryIO) -> int:
    try:
        here = file.tell()
        end = file.seek(0, io.SEEK_END)
        file.seek(here)
    except (AttributeError, OSError):
        return 0
    return end - here


def check_photo(photo: Photo, edition: Edition) -> None:
    """Raise WrongImage where the edition's rules refuse the photo by its size, format or header.

    No pixel is decoded: a photo that passes may still be refused. The error has no status, says that nothing was sent,
    and has the code with which the API would answer.
    """
    header = read_header(photo.content)
    for rule in edition.rules.values():
        find = _FAULTS.get(rule.name)
        if find and (fault := find(photo, header, edition)):
            raise WrongImage(f"not sent: {f'{photo.name}: ' if photo.name else ''}{fault}", code=rule.code)


def _empty(photo: Photo, header: ImageHeader | None, edition: Edition) -> str | None:
    return None if photo.size else "the file is empty"


def _too_large(photo: Photo, header: ImageHeader | None, edition: Edition) -> str | None:
    limit = edition.request.image
    if limit.bytes_allowed(photo.size):
        return None
    return f"the file is over the limit of {limit.max_bytes:,} bytes: {photo.size:,} were counted"


def _format_unsupported(photo: Photo, header: ImageHeader | None, edition: Edition) -> str | None:
    formats = edition.request.image.formats
    return None if photo.format in formats else f"the content is none of {', '.join(formats)}"


def _undecodable(photo: Photo, header: ImageHeader | None, edition: Edition) -> str | None:
    return None if header else f"the {photo.format} header is damaged or cut short, so the size in pixels is not told"


def _too_wide(photo: Photo, header: ImageHeader | None, edition: Edition) -> str | None:
    limit = edition.request.image
    if header is None or limit.sides_allowed(header.width, header.height):
        return None
    return f"the image is {header.width} x {header.height} px; each side must be under {limit.max_side:,} px"


_FAULTS = {
    "image_empty": _empty,
    "image_too_large": _too_large,
    "image_format_unsupported": _format_unsupported,
    "image_undecodable": _undecodable,
    "image_too_wide": _too_wide,
}
