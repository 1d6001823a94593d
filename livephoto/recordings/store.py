"""A folder of recordings: one HAR file an exchange, each body once beside them under its SHA-256."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from livephoto.recordings.captured import Captured
from livephoto.recordings.har import SUFFIX, read_har, to_har
from livephoto.recordings.model import RecordedExchange, RecordingError
from livephoto.recordings.planning import BODIES, Plan, planned
from livephoto.recordings.reading import read_recordings
from livephoto.recordings.redaction import redacted
from livephoto.recordings.scan import suspicions
from livephoto.sink import FileSink, sweep

_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_-]+")
_BYTES = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")
"""What stands in no text, whatever its encoding: pictures and videos are full of it, and anything looks like a secret
in them sooner or later."""


class Store:
    """Adds exchanges to `folder` and finds them again. Several processes may add at once.

    keep_photos: store the uploads too; without it only their hash, format, bytes and pixels are kept.
    """

    def __init__(self, folder: Path, *, keep_photos: bool = False) -> None:
        self.folder = folder
        self._keep_photos = keep_photos
        self._indexed: set[str] = set()
        self._latest: dict[str, tuple[datetime, str, int]] = {}
        for each in (folder, folder / BODIES):
            sweep(each)

    def add(self, captured: Captured) -> Path:
        """Write the exchange without its secrets; return its HAR file, which appears only when all of it is stored.

        The same exchange, added twice, is stored once. Raises RecordingError where something in it looks like a
        secret, or it cannot be written.
        """
        plan = planned(redacted(captured), self.folder, keep_photos=self._keep_photos)
        har = to_har(plan.exchange, self.folder)
        _refuse_secrets(har, plan)
        text = json.dumps(har, indent=1).encode()
        file = self.folder / _name(plan.exchange, text)
        try:
            for body, content in plan.files.items():
                _write_once(body, content)
            _write_once(file, text)
        except OSError as error:
            raise RecordingError(f"cannot write {error.filename or file}: {error.strerror}") from None
        if self._indexed:
            self._index(file)
        return file

    def find(self, identity: str) -> RecordedExchange | None:
        """Return the latest exchange whose request has that identity, None where there is none.

        The folder is looked through once, and for files that came since when nothing is found.
        """
        if identity not in self._latest or not (self.folder / self._latest[identity][1]).exists():
            self._index_new()
        if identity not in self._latest:
            return None
        _, name, number = self._latest[identity]
        return next((each for each in read_har(self.folder / name) if each.number == number), None)

    def exchanges(self) -> Iterator[RecordedExchange]:
        """Yield every exchange, the earliest first; none where the folder is empty or not there yet."""
        if any(self.folder.glob(f"*{SUFFIX}")):
            yield from read_recordings(self.folder)

    def _index_new(self) -> None:
        names = {file.name for file in self.folder.glob(f"*{SUFFIX}")}
        if not self._indexed <= names:  # some were removed: what they stood before may be the latest again
            self._indexed.clear()
            self._latest.clear()
        for name in names - self._indexed:
            self._index(self.folder / name)

    def _index(self, file: Path) -> None:
        self._indexed.add(file.name)
        for exchange in read_har(file):
            identity = exchange.request.identity
            found = (exchange.started or datetime.fromtimestamp(0, UTC), file.name, exchange.number)
            self._latest[identity] = max(found, self._latest.get(identity, found))


def _refuse_secrets(har: Mapping[str, object], plan: Plan) -> None:
    found = suspicions(har)
    for content in plan.files.values():
        if not _BYTES.search(content):
            found += [f"{what} in the answer's body" for what in suspicions(content.decode(errors="replace"))]
    if found:
        more = f", and {len(found) - 3} more" if len(found) > 3 else ""
        raise RecordingError(f"not recorded, it may give away a secret: {'; '.join(found[:3])}{more}")


def _name(exchange: RecordedExchange, text: bytes) -> str:
    """Return a file name that sorts by time and tells the call: time, end of the path, status, short hash."""
    started = (exchange.started or datetime.fromtimestamp(0, UTC)).astimezone(UTC)
    tail = _NOT_IN_A_NAME.sub("-", exchange.request.path.rstrip("/").rpartition("/")[2])[:40] or "root"
    short = hashlib.sha256(text).hexdigest()[:8]
    return f"{started:%Y%m%dT%H%M%S.%f}Z-{tail}-{exchange.answer.status}-{short}{SUFFIX}"


def _write_once(file: Path, content: bytes) -> None:
    """Write a file whose name tells its content, unless it is there; it appears when it is whole."""
    if file.exists() and file.stat().st_size == len(content):
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    sink = FileSink(file)
    try:
        sink.write(content)
        sink.keep()
    finally:
        sink.close()
