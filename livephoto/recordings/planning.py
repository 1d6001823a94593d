"""Turns what was captured into what is recorded, and says which bytes go into which file. Writes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from livephoto._version import __version__
from livephoto.recordings.captured import Captured, CapturedFile
from livephoto.recordings.model import (
    Content,
    FilePart,
    RecordedAnswer,
    RecordedExchange,
    RecordedRequest,
    Splice,
    StoredBody,
)
from livephoto.recordings.pictures import is_picture, is_video, suffix_of
from livephoto.recordings.redaction import by_name, recorded_request
from livephoto.recordings.splicing import spliced

TOOL = f"livephoto {__version__}"
BODIES = "bodies"
"""The folder, beside the recordings, in which bodies are stored."""

_LARGEST_KEPT = 1 << 16
"""Bytes of a body that stand in the recording itself."""


@dataclass(frozen=True, slots=True)
class Plan:
    """An exchange, and what must be stored before it."""

    exchange: RecordedExchange
    files: Mapping[Path, bytes] = field(repr=False)


def planned(captured: Captured, folder: Path, *, keep_photos: bool) -> Plan:
    """Return how a redacted exchange is recorded in `folder`. keep_photos: pictures are stored, not only told of."""
    bodies = _Bodies(folder / BODIES, keep_photos=keep_photos)
    request = recorded_request(
        captured.method,
        captured.url,
        captured.request_headers,
        captured.form,
        captured.request_body_sha256,
        captured.request_body_size,
    )
    exchange = RecordedExchange(
        request=_with_photos(request, captured.form.files if captured.form else (), bodies),
        answer=RecordedAnswer(
            captured.status, by_name(captured.answer_headers), _content(captured.body, bodies), captured.cut
        ),
        started=captured.started,
        seconds=captured.seconds,
        edition=captured.edition,
        tool=captured.tool or TOOL,
        outcome=captured.outcome,
        missing=captured.missing,
    )
    return Plan(exchange, bodies.files)


class _Bodies:
    """Names the files of bodies, and gathers what goes into them."""

    def __init__(self, folder: Path, *, keep_photos: bool) -> None:
        self._folder, self._keep_photos = folder, keep_photos
        self.files: dict[Path, bytes] = {}

    def stored(self, content: bytes) -> StoredBody:
        """Return the body as it will be stored; a picture only where photos are kept."""
        sha256 = hashlib.sha256(content).hexdigest()
        if is_picture(content) and not self._keep_photos:
            return StoredBody(sha256, len(content))
        file = self._folder / f"{sha256}{suffix_of(content)}"
        self.files[file] = content
        return StoredBody(sha256, len(content), file)

    def photo(self, file: CapturedFile) -> StoredBody:
        """Return an uploaded file as it will be stored, or only told of."""
        if file.content is None or not self._keep_photos:
            return StoredBody(file.sha256, file.size)
        return self.stored(file.content)


def _with_photos(request: RecordedRequest, files: tuple[CapturedFile, ...], bodies: _Bodies) -> RecordedRequest:
    def stored(part: FilePart, file: CapturedFile) -> FilePart:
        return replace(part, body=bodies.photo(file))

    return replace(request, files=tuple(map(stored, request.files, files)))


def _content(body: bytes, bodies: _Bodies) -> Content:
    sha256, size = hashlib.sha256(body).hexdigest(), len(body)
    kept, runs = (b"", ()) if is_picture(body) or is_video(body) else spliced(body)
    if len(kept) > _LARGEST_KEPT or (body and not kept and not runs):
        stored = bodies.stored(body)
        return Content(sha256, size, stored=stored if stored.file else None)
    splices = tuple(Splice(run.at, bodies.stored(run.content), run.escaped) for run in runs)
    return Content(sha256, size, kept, splices)
