"""Appends lines to a file that several processes append to."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from io import FileIO
from pathlib import Path

from contract_tests.history.ledger import SCHEMA, LedgerError
from livephoto.filelock import try_lock

_PATIENCE, _PAUSE = 10.0, 0.02
"""Seconds: how long to wait for another process that writes, and between two looks."""


def demand_ledger(path: Path) -> None:
    """Make sure, before any work, that runs can be appended to the file; makes it and its folder.

    Raises LedgerError where it cannot be written, or is a file of another kind.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab+") as file:
            file.seek(0)
            begins = file.read(len(SCHEMA) + 64)
    except OSError as error:
        raise LedgerError(f"cannot write the history {path}: {error.strerror or error}") from None
    if begins.strip() and SCHEMA.partition("/")[0].encode() not in begins:
        raise LedgerError(f"{path} is no history of checks; name a new file")


def append_line(path: Path, line: str) -> None:
    """Append a line, in one piece. What a crash left of a line before goes. Raises LedgerError."""
    try:
        with path.open("ab+", buffering=0) as file:
            if _lock(file):
                _drop_cut_line(file)
            file.write(f"{line}\n".encode())
    except OSError as error:
        raise LedgerError(f"cannot write the history {path}: {error.strerror or error}") from None


def _lock(file: FileIO) -> bool:
    """Wait until nobody else writes. False where files cannot be locked: an append is one piece without it, too."""
    until = time.monotonic() + _PATIENCE
    with suppress(OSError):
        while not try_lock(file):
            if time.monotonic() > until:
                raise LedgerError(f"cannot write the history {file.name}: another process has held it for too long")
            time.sleep(_PAUSE)
        return True
    return False


def _drop_cut_line(file: FileIO) -> None:
    if file.seek(0, os.SEEK_END) == 0:
        return
    file.seek(-1, os.SEEK_END)
    if file.read(1) != b"\n":
        file.seek(0)
        file.truncate(file.readall().rfind(b"\n") + 1)
