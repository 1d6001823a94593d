"""Where a video's bytes go as they come: into memory, or into a file that appears only when it is whole."""

from __future__ import annotations

import errno
import io
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from livephoto.filelock import try_lock

_PREFIX, _SUFFIX = ".livephoto-", ".part"
_FRESH = 10.0
"""Seconds in which an unfinished file is left alone, locked or not: it may be about to get its name."""


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

    Raises OSError, which names `path`, at once where the file could not be written: before a call is paid for.
    """

    def __init__(self, path: Path) -> None:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        self._path = path
        self._part = path.with_name(f"{_PREFIX}{os.urandom(8).hex()}{_SUFFIX}")
        with self._blamed():
            self._file = self._part.open("xb")
        with suppress(OSError):  # where files cannot be locked, `sweep` takes none away
            try_lock(self._file)

    def write(self, data: bytes, /) -> None:
        """Take the next bytes."""
        with self._blamed():
            self._file.write(data)

    def keep(self) -> Path:
        """Give the file its name, in place of any file of that name; return it."""
        with self._blamed():
            self._file.close()
            return self._part.replace(self._path)

    def close(self) -> None:
        """Remove the unfinished file, as far as that can be done."""
        with suppress(OSError):  # a full disk fails here once more, over bytes that nobody wants
            self._file.close()
        with suppress(OSError):
            self._part.unlink(missing_ok=True)

    @contextmanager
    def _blamed(self) -> Iterator[None]:
        """Let an error name the file that was asked for, not the unfinished one beside it."""
        try:
            yield
        except OSError as error:
            raise OSError(error.errno, error.strerror or str(error), str(self._path)) from error


def sweep(folder: Path) -> None:
    """Remove the unfinished files in `folder` whose process was killed."""
    before = time.time() - _FRESH
    for part in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        with suppress(OSError):
            if part.stat().st_mtime < before and _abandoned(part):
                part.unlink()


def _abandoned(part: Path) -> bool:
    with part.open("r+b") as file:
        return try_lock(file)
