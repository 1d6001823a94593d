"""The files of a folder that may be recordings, the earliest first."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from mmap import ACCESS_READ, mmap
from pathlib import Path

from livephoto.recordings.planning import BODIES

_SUFFIXES = (".har", ".json", ".toml", ".yaml", ".yml", ".zip")
_ATTACHED = re.compile(r"[0-9a-f]{40}\.\w+")
"""How Playwright names the bodies that it puts beside a HAR."""

_LATEST = datetime.max.replace(tzinfo=UTC)

_DATE = re.compile(
    rb"(?:startedDateTime|recorded_at)[\"']?\s*[:=]\s*[\"']?(?P<iso>\d{4}-[\d:.T+-]+Z?)"
    rb"|(?i:\bdate)[\"']?\s*[:=]?[\s\[-]*[\"']?(?P<http>[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} GMT)"
)
"""The first date of a recording, wherever it stands: behind a photo it may be far from the file's beginning."""


def files_in(path: Path) -> list[Path]:
    """Return `path` alone where it is a file, else the files under it that may be recordings, the earliest first.

    Those that say no date come last, by name. Raises OSError.
    """
    if not path.is_dir():
        path.stat()
        return [path]
    found = [file for file in path.rglob("*") if _may_be_recording(file.relative_to(path)) and file.is_file()]
    return sorted(found, key=lambda file: (_first_date(file), file))


def _may_be_recording(name: Path) -> bool:
    hidden = any(part.startswith(".") for part in name.parts)
    is_body = BODIES in name.parts[:-1] or _ATTACHED.fullmatch(name.name)
    return name.suffix.lower() in _SUFFIXES and not hidden and not is_body


def _first_date(file: Path) -> datetime:
    """Return a file's first date, for its place among others; one that cannot be read is told of when it is."""
    try:
        with file.open("rb") as opened, mmap(opened.fileno(), 0, access=ACCESS_READ) as content:
            found = _DATE.search(content)
            return _LATEST if found is None else _moment(found["iso"], found["http"])
    except (OSError, ValueError):
        return _LATEST


def _moment(iso: bytes | None, http: bytes | None) -> datetime:
    moment = datetime.fromisoformat(iso.decode()) if iso else parsedate_to_datetime((http or b"").decode())
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
