"""Files that the verbs write: there whole or not at all."""

from __future__ import annotations

from pathlib import Path

from livephoto.commands.console import CommandError
from livephoto.sink import FileSink


def demand_writable(path: Path) -> None:
    """Make sure that a file can be written before anything is paid for; makes its folder. Raises CommandError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        FileSink(path).close()
    except OSError as error:
        raise CommandError(f"cannot write {path}: {error.strerror or error}") from None


def write_file(path: Path, content: bytes) -> None:
    """Write a file that appears only when it is whole. Raises CommandError."""
    try:
        sink = FileSink(path)
        try:
            sink.write(content)
            sink.keep()
        finally:
            sink.close()
    except OSError as error:
        raise CommandError(f"cannot write {path}: {error.strerror or error}") from None
