"""Where a video's bytes go as they come: into memory, or into a file that appears only when it is whole."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Protocol


class Sink(Protocol):
    """Takes bytes; `keep` makes them lasting, `close` drops whatever was not kept."""

    def write(self, data: bytes, /) -> object:
        """Take the next bytes."""

    def keep(self) -> bytes | Path:
        """Say that all bytes came; return them, or the file that they are in."""

    def close(self) -> None:
        """Let go of everything that was not kept. May be called twice."""


class MemorySink:
    """Gathers the bytes in one growing buffer, which is handed out without a copy."""

    def __init__(self) -> None:
        self._buffer = io.BytesIO()
        self.write = self._buffer.write

    def keep(self) -> bytes:
        """Return the bytes."""
        return self._buffer.getvalue()

    def close(self) -> None:
        """Let go of the buffer."""
        self._buffer.close()


class FileSink:
    """Writes beside `path` and renames at the end, so that `path` is whole or not there.

    Raises OSError at once where the file could not be written: before a call is paid for.
    """

    def __init__(self, path: Path) -> None:
        if path.is_dir():
            raise IsADirectoryError(f"{path} is a directory, not a file to write the video to")
        self._path = path
        self._part = path.with_name(f".livephoto-{os.urandom(8).hex()}.part")
        self._file = self._part.open("xb")
        self.write = self._file.write

    def keep(self) -> Path:
        """Give the file its name, in place of any file of that name; return it."""
        self._file.close()
        return self._part.replace(self._path)

    def close(self) -> None:
        """Remove the unfinished file."""
        try:
            self._file.close()
        finally:
            self._part.unlink(missing_ok=True)
