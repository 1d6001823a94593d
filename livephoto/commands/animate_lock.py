"""Keeps two runs of the verb `animate` out of one folder, where both would pay for the same photos."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from livephoto.commands.animate_manifest import NAME
from livephoto.commands.console import CommandError
from livephoto.filelock import try_lock


@contextmanager
def alone_in(folder: Path | None) -> Iterator[None]:
    """Make `folder` and hold its lock, which is on its manifest. Raises CommandError where another run has it.

    None, a single file, needs no lock. Where the file system knows no locks, all runs go on.
    """
    if folder is None:
        yield
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / NAME).open("ab")
    except OSError as error:
        raise CommandError(f"cannot write to {folder}: {error.strerror}") from None
    with file:
        try:
            free = try_lock(file)
        except OSError:
            free = True
        if not free:
            raise CommandError(f"another `livephoto animate` is at work in {folder}; wait for it, or name another -o")
        yield
