"""Removes recordings that are too old, and bodies that no recording names."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from contract_tests.recordings.ages import older_than
from livephoto.recordings.har import read_har
from livephoto.recordings.model import RecordedExchange, RecordingError, StoredBody
from livephoto.recordings.planning import BODIES
from livephoto.recordings.reading import recording_files

_SETTLED = timedelta(hours=1)
"""A body is stored before the recording that names it: one younger than this may be about to be named."""


@dataclass(frozen=True, slots=True)
class Pruning:
    """What is to be removed of a folder, the recordings before the bodies."""

    recordings: tuple[Path, ...] = ()
    bodies: tuple[Path, ...] = ()
    undated: int = 0
    """Exchanges that do not say when they were made: kept."""

    @property
    def size(self) -> int:
        """Bytes of all of it."""
        return sum(file.stat().st_size for file in (*self.recordings, *self.bodies))


def plan_pruning(folder: Path, age: timedelta | None, now: datetime, *, unreferenced: bool) -> Pruning:
    """Return what to remove: recordings older than `age` with the bodies that they alone name, and if `unreferenced`
    is asked for, all bodies that no recording names.

    A file goes when every exchange in it is too old. Raises RecordingError where one cannot be read: what it names is
    not known then, and nothing is removed.
    """
    old, undated = [], 0
    of_old, of_kept = set[Path](), set[Path]()
    for file in recording_files(folder):
        exchanges = list(read_har(file))
        undated += sum(each.started is None for each in exchanges)
        goes = age is not None and exchanges and len(older_than(exchanges, age, now)) == len(exchanges)
        if goes:
            old.append(file)
        (of_old if goes else of_kept).update(_named(exchanges))
    stray = _settled(folder / BODIES, now) - of_old if unreferenced else set()
    bodies = {file for file in of_old if file.exists()} | stray
    return Pruning(tuple(old), tuple(sorted(bodies - of_kept)), undated)


def prune(pruning: Pruning) -> int:
    """Remove what was planned; return the bytes. A kill on the way leaves at most bodies that nobody names."""
    size = pruning.size
    try:
        for file in (*pruning.recordings, *pruning.bodies):
            file.unlink(missing_ok=True)
    except OSError as error:
        raise RecordingError(f"cannot remove {error.filename}: {error.strerror}") from None
    return size


def _named(exchanges: Iterable[RecordedExchange]) -> Iterator[Path]:
    """Yield the stored bodies that exchanges name."""
    for exchange in exchanges:
        content, request = exchange.answer.content, exchange.request
        bodies: list[StoredBody | None] = [content.stored, request.body]
        bodies += [splice.body for splice in content.splices]
        bodies += [part.body for part in request.files]
        yield from (body.file for body in bodies if body and body.file)


def _settled(folder: Path, now: datetime) -> set[Path]:
    if not folder.is_dir():
        return set()
    latest = (now - _SETTLED).timestamp()
    with os.scandir(folder) as entries:
        return {folder / entry.name for entry in entries if entry.is_file() and entry.stat().st_mtime <= latest}
