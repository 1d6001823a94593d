"""What `recordings ls` tells of each exchange: one row, from what the recording holds without its video."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contract_tests.recordings.ages import age_of, in_words
from contract_tests.recordings.answers import answer_of
from livephoto.contract.loader import load_editions
from livephoto.recordings.model import FilePart, RecordedExchange, RecordingError

HEADERS = ("RECORDING", "DATE", "AGE", "EDITION", "WHAT", "ANSWER", "PHOTO", "BYTES")
UNKNOWN = "—"


@dataclass(frozen=True, slots=True)
class Row:
    """One exchange in a list."""

    recording: str
    """The file's name, with the exchange's place in it where that is not the first."""
    started: datetime | None
    age: str
    edition: str | None
    what: str
    status: int
    """0 where it was not recorded."""
    code: str | None
    photo: str | None
    bytes: int
    """Of the answer's body."""
    missing: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as texts, in the order of HEADERS."""
        date = self.started.strftime("%Y-%m-%d %H:%M") if self.started else UNKNOWN
        answer = " ".join(filter(None, (str(self.status or UNKNOWN), self.code)))
        photo, edition = self.photo or UNKNOWN, self.edition or UNKNOWN
        return (self.recording, date, self.age, edition, self.what, answer, photo, f"{self.bytes:,}")

    def to_dict(self) -> dict[str, Any]:
        """Return the row as one JSON object; what is not known is null."""
        return {
            "recording": self.recording,
            "date": self.started.isoformat() if self.started else None,
            "age": self.age if self.started else None,
            "edition": self.edition,
            "what": self.what,
            "status": self.status or None,
            "code": self.code,
            "photo": self.photo,
            "bytes": self.bytes,
            "missing": list(self.missing),
        }


def row_of(exchange: RecordedExchange, now: datetime) -> Row:
    """Return the row of an exchange; `now` has a time zone."""
    return Row(
        recording=name_of(exchange),
        started=exchange.started,
        age=in_words(age_of(exchange, now)),
        edition=exchange.edition,
        what=_what(exchange),
        status=exchange.answer.status,
        code=_code(exchange),
        photo=next((photo_in_words(part) for part in exchange.request.files), None),
        bytes=exchange.answer.content.size,
        missing=exchange.missing,
    )


def name_of(exchange: RecordedExchange) -> str:
    """Return the file's name, with the number of the exchange in it from the second on."""
    name = exchange.source.name if exchange.source else UNKNOWN
    return f"{name}#{exchange.number + 1}" if exchange.number else name


def photo_in_words(part: FilePart) -> str:
    """Return what is known of an uploaded file: format, px, bytes."""
    if not part.body.sha256:
        return "not recorded"
    image = f"{part.image.format} {part.image.width} x {part.image.height}, " if part.image else ""
    return f"{image}{part.body.size:,} bytes"


def _what(exchange: RecordedExchange) -> str:
    request = exchange.request
    if not request.url:
        return "a body alone"
    for edition in load_editions():
        if request.path.endswith(edition.request.path):
            type_name = edition.request.type_field.name
            given = dict(request.fields).get(type_name)
            return "live photo" if given is None else f"live photo, {type_name} {given}"
        if request.path.endswith(edition.credits_query.path):
            return "credits"
    return f"{request.method} {request.path}"


def _code(exchange: RecordedExchange) -> str | None:
    try:
        return answer_of(exchange, video=False).code
    except RecordingError:
        return None
