"""The result of a call: the video and the ids that came with it."""

from __future__ import annotations

import io
import os
import shutil
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from livephoto.sink import FileSink

HEAD = 16
"""Bytes of a video that are enough to tell its container."""


@dataclass(frozen=True, slots=True)
class LivePhoto:
    """A photo brought to life.

    content: the video's bytes, or the file that they were written to.
    media_type: told by the container, not by the server, which does not say: "video/mp4" as a rule.
    request_id, log_id: what the vendor asks for in a support request; None where the answer had none.
    """

    content: bytes | Path = field(repr=False)
    media_type: str
    request_id: str | None = None
    log_id: str | None = None

    @property
    def video(self) -> bytes:
        """The video's bytes; read from the file each time where they were written to one."""
        return self.content.read_bytes() if isinstance(self.content, Path) else self.content

    @property
    def path(self) -> Path | None:
        """The file that the video was written to as it came, None where it is in memory."""
        return self.content if isinstance(self.content, Path) else None

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the video to `path`, in place of any file there, and return it. Raises OSError.

        The file appears whole or not at all.
        """
        with closing(FileSink(Path(path))) as sink, self._open() as video:
            shutil.copyfileobj(video, sink)
            return sink.keep()

    def _open(self) -> BinaryIO:
        return self.content.open("rb") if isinstance(self.content, Path) else io.BytesIO(self.content)


def media_type_of(head: bytes) -> str:
    """Return the media type that a video's first bytes (HEAD are enough) tell; application/octet-stream if none."""
    if head[4:8] == b"ftyp":
        return "video/quicktime" if head[8:12] == b"qt  " else "video/mp4"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "video/webm"
    if head[:4] in (b"GIF8", b"RIFF"):
        return "image/gif" if head[:4] == b"GIF8" else _RIFF.get(head[8:12], _UNKNOWN)
    return _UNKNOWN


_UNKNOWN = "application/octet-stream"
_RIFF = {b"AVI ": "video/x-msvideo", b"WEBP": "image/webp"}
