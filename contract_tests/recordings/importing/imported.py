"""An exchange as another tool kept it, and the recorded exchange that is made of it, redacted as our own are."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from livephoto.recordings.captured import Captured, CapturedForm
from livephoto.recordings.form import read_form
from livephoto.recordings.model import Content, RecordedAnswer, RecordedExchange, RecordedRequest
from livephoto.recordings.redaction import by_name, recorded_request, redacted

Headers = tuple[tuple[str, str], ...]

_EDITION_HEADER = "x-livephoto-edition"
_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for a date that nobody kept while keys are hidden; it is never shown or written."""


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What was asked, the key and all."""

    method: str
    url: str
    headers: Headers = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    exact: bool = True
    """Its bytes are those that were sent; else they stand for a text from which those of files were lost."""


@dataclass(frozen=True, slots=True)
class Imported:
    """One exchange out of a file of another tool's."""

    asked: AskedFor | None
    """None where nobody kept the request."""
    status: int
    """0 where nobody kept it."""
    answer_headers: Headers = field(repr=False)
    body: bytes = field(repr=False)
    """The answer's, decompressed."""
    started: datetime | None = None
    missing: tuple[str, ...] = ()


def recorded(imported: Imported, tool: str, source: Path, number: int) -> RecordedExchange:
    """Return the exchange without its secrets, as our own reader would give it.

    A file whose bytes were lost stays in the form, with SHA-256 "", and is listed in `missing`.
    """
    asked = imported.asked or AskedFor("", "", ())
    form = _form(asked)
    safe = redacted(_captured(imported, asked, form))
    return RecordedExchange(
        _request(safe),
        _answer(safe),
        imported.started,
        edition=by_name(safe.answer_headers).get(_EDITION_HEADER),
        tool=tool,
        source=source,
        number=number,
        missing=(*_lost(asked, form), *imported.missing),
    )


def _form(asked: AskedFor) -> CapturedForm | None:
    kind = by_name(asked.headers).get("content-type", "")
    if not asked.body or not kind.lower().startswith("multipart/form-data"):
        return None
    form = read_form(kind, asked.body)
    if form is None or asked.exact:
        return form
    files = (replace(file, sha256="", size=0, image=None, whole=None, content=None) for file in form.files)
    return replace(form, files=tuple(files))


def _lost(asked: AskedFor, form: CapturedForm | None) -> tuple[str, ...]:
    if asked.exact:
        return ()
    return tuple(f"the bytes of the file {file.name!r}" for file in form.files) if form else ("the request's body",)


def _captured(imported: Imported, asked: AskedFor, form: CapturedForm | None) -> Captured:
    body = asked.body if asked.exact else b""
    return Captured(
        asked.method,
        asked.url,
        asked.headers,
        form,
        hashlib.sha256(body).hexdigest() if body else None,
        len(body),
        imported.status,
        imported.answer_headers,
        imported.body,
        cut=False,
        started=imported.started or _UNDATED,
        seconds=0.0,
    )


def _request(safe: Captured) -> RecordedRequest:
    return recorded_request(
        safe.method,
        safe.url,
        safe.request_headers,
        safe.form,
        safe.request_body_sha256,
        safe.request_body_size,
    )


def _answer(safe: Captured) -> RecordedAnswer:
    content = Content(hashlib.sha256(safe.body).hexdigest(), len(safe.body), kept=safe.body)
    return RecordedAnswer(safe.status, by_name(safe.answer_headers), content)
