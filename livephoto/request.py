"""The calls that the client makes, as values: what to send and how to read the answer."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic

from livephoto.contract import Edition, LivePhotoType
from livephoto.credits import Credits, read_credits
from livephoto.photo import Photo
from livephoto.readers import DocumentReader, Reader, Result, VideoReader
from livephoto.sink import FileSink, MemorySink
from livephoto.video import LivePhoto


class Upload(io.BytesIO):
    """The photo on its way, sharing the memory of the bytes that it is made of.

    httpx reads it piece by piece, so `sent` tells that the last piece was handed to the transport.
    """

    sent = False

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next piece."""
        piece = super().read(size)
        self.sent = not piece
        return piece


@dataclass(frozen=True, slots=True)
class Part:
    """The file in the form."""

    name: str
    filename: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Call(Generic[Result]):
    """One call of the API. `paid`: whether a success costs credits. `reader` makes a reader for each attempt."""

    method: str
    path: str
    paid: bool
    reader: Callable[[], Reader[Result]] = field(repr=False)
    fields: tuple[tuple[str, str], ...] = ()
    part: Part | None = None


def animate_call(
    photo: Photo, kind: LivePhotoType, to: str | os.PathLike[str] | None, edition: Edition
) -> Call[LivePhoto]:
    """Return the call that animates `photo`. Its name and media type follow its content, whatever its own name.

    `to`: the file that the video goes to as it comes; None keeps it in memory.
    """
    request = edition.request
    name = request.image_field.name
    path = next(item.name for item in edition.response.data.values() if item.encoding == "base64").split(".")
    return Call(
        method=request.method,
        path=request.path,
        paid=True,
        reader=lambda: VideoReader(MemorySink() if to is None else FileSink(Path(to)), path),
        fields=((request.type_field.name, str(kind.value)),),
        part=Part(name, f"{name}{photo.suffix}", photo.media_type, photo.content),
    )


def credits_call(edition: Edition) -> Call[Credits]:
    """Return the call that asks for the balance. It costs nothing."""
    return Call(
        method=edition.credits_query.method,
        path=edition.credits_query.path,
        paid=False,
        reader=lambda: DocumentReader(lambda envelope: read_credits(envelope.data, edition)),
    )
