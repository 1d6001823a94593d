"""Reads recordings from wherever they are: a HAR file, or a folder of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from livephoto.recordings.har import SUFFIX, read_har
from livephoto.recordings.model import RecordedExchange, RecordingError

_STARTED = re.compile(rb'"startedDateTime"\s*:\s*"([^"]{1,40})"')
_NAMED = re.compile(r"(\d{8}T\d{6}\.\d{6})Z-")
_UNKNOWN = datetime.fromtimestamp(0, UTC)
_HEAD = 1 << 18
"""Bytes of a file in which its first entry's time is looked for."""


def read_recordings(path: Path) -> Iterator[RecordedExchange]:
    """Yield the exchanges of a .har file, in its order, or of all those in a folder, the earliest file first.

    Folders within the folder are not looked into. One exchange is in memory at a time. Raises RecordingError where
    there is none, or a file is no HAR.
    """
    for file in recording_files(path):
        yield from read_har(file)


def recording_files(path: Path) -> list[Path]:
    """Return the HAR files that `path` stands for, in the order of their first exchanges.

    Raises RecordingError where there are none.
    """
    if not path.is_dir():
        if not path.exists():
            raise RecordingError(f"{path} does not exist; `livephoto record` makes recordings")
        return [path]
    files = sorted(path.glob(f"*{SUFFIX}"), key=lambda file: (_first_time(file), file.name))
    if not files:
        raise RecordingError(f"{path} holds no {SUFFIX} file; `livephoto record` makes them")
    return files


def _first_time(file: Path) -> datetime:
    """Return when a file's first exchange was made, by its name where it tells; 1970 if nothing does."""
    if named := _NAMED.match(file.name):
        return datetime.strptime(named[1], "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
    try:
        with file.open("rb") as opened:
            found = _STARTED.search(opened.read(_HEAD))
        started = datetime.fromisoformat(found[1].decode()) if found else _UNKNOWN
    except (OSError, ValueError):
        return _UNKNOWN
    return started if started.tzinfo else started.replace(tzinfo=UTC)
