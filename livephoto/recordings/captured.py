"""What a recorder saw of one exchange, before anything was hidden or left out. Never written as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from livephoto.contract.image_header import ImageHeader
from livephoto.recordings.model import FilePart, RecordedExchange, RecordingError

LARGEST_BODY = 256 << 20
"""Bytes of one body, or of one exchange's text in a recording, that are read: more is refused."""


@dataclass(frozen=True, slots=True)
class CapturedFile:
    """A file in a form."""

    name: str
    """The field's name."""
    filename: str | None
    """None where the part named no file: a photo sent as if it were text."""
    media_type: str | None
    """As the client declared it."""
    sha256: str
    """64 lower-case hexadecimal digits."""
    size: int
    """Bytes."""
    image: ImageHeader | None = None
    """Format and size in px by its content; None where it is none of the formats, or its header is damaged."""
    whole: bool | None = None
    """Every pixel could be decoded; None where nobody tried."""
    content: bytes | None = field(default=None, repr=False)
    """The bytes, where they were held on to."""


@dataclass(frozen=True, slots=True)
class CapturedForm:
    """A multipart/form-data body that could be read to its end."""

    fields: tuple[tuple[str, str], ...] = ()
    files: tuple[CapturedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Captured:
    """One exchange as it went over the wire, the key and all."""

    method: str
    url: str
    request_headers: Sequence[tuple[str, str]] = field(repr=False)
    form: CapturedForm | None
    """None where the body is no form that could be read."""
    request_body_sha256: str | None
    """Of the whole request body; None where there was none."""
    request_body_size: int
    """Bytes."""
    status: int
    answer_headers: Sequence[tuple[str, str]]
    body: bytes = field(repr=False)
    """The answer's body, decompressed."""
    cut: bool
    """The connection broke before the body's end, or the body went over the recorder's bound."""
    started: datetime
    """When the request was made, with its time zone."""
    seconds: float
    """From the request's first byte to the answer's last."""
    edition: str | None = None
    """Id of the edition that it was recorded against."""
    outcome: str | None = None
    """What a client makes of the answer: a note kept with fixtures."""
    tool: str | None = None
    """What made the recording, with its version; None: we do, now."""
    missing: tuple[str, ...] = ()
    """What the recording does not tell and a judge would want, in plain words."""


def recaptured(exchange: RecordedExchange) -> Captured:
    """Return a recorded exchange as if it were captured now, to be added to another store.

    Raises RecordingError where its answer's body or its date is not in the recording.
    """
    request, answer = exchange.request, exchange.answer
    if exchange.started is None:
        raise RecordingError("the recording does not say when it was made")
    return Captured(
        method=request.method,
        url=request.url,
        request_headers=tuple(request.headers.items()),
        form=CapturedForm(request.fields, tuple(map(_recaptured_file, request.files))) if request.multipart else None,
        request_body_sha256=request.body.sha256 if request.body else None,
        request_body_size=request.body.size if request.body else 0,
        status=answer.status,
        answer_headers=tuple(answer.headers.items()),
        body=answer.content.read(),
        cut=answer.cut,
        started=exchange.started,
        seconds=exchange.seconds,
        edition=exchange.edition,
        outcome=exchange.outcome,
        tool=exchange.tool or None,
        missing=exchange.missing,
    )


def _recaptured_file(part: FilePart) -> CapturedFile:
    content = part.body.read() if part.body.file else None
    body = part.body
    return CapturedFile(
        part.name, part.filename, part.media_type, body.sha256, body.size, part.image, part.whole, content
    )
