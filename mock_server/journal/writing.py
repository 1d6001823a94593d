"""Turns a call that is over into its entry. On the way of every call: a dictionary written at one go, and no more."""

from __future__ import annotations

import os
import time
import uuid
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice

from livephoto.contract import Edition, format_of
from livephoto.pseudonym import pseudonym
from mock_server.answers import Answer, Headers
from mock_server.call import Call
from mock_server.images import ImageFacts
from mock_server.journal.entry import Entry, PartSeen, Photo
from mock_server.journal.sniffing import sniff
from mock_server.submission import Submission, Upload

_TEXT_SHOWN = 100
_PATH_SHOWN = 500
_ID_MARK = b'"request_id":"'
_LONGEST_ID = 100
_NEVER_READ = Submission("", "", "")

_name_of = lru_cache(maxsize=1024)(pseudonym)


def write(call: Call, edition: Edition) -> Entry:
    """Return the entry of a call that has just ended; its `number` is 0 until the journal gives it one."""
    submission, answer = call.submission or _NEVER_READ, call.answer
    engine, retry_after = _from_headers(answer.headers, call.at) if answer else (None, None)
    return {
        "number": 0,
        "id": str(uuid.uuid4()),
        "at": datetime.fromtimestamp(call.at, UTC).isoformat(timespec="microseconds"),
        "method": submission.method[:_TEXT_SHOWN],
        "path": submission.path[:_PATH_SHOWN],
        "key": _name_of(submission.key) if submission.key else None,
        "keyElsewhere": submission.key_elsewhere,
        "contentType": submission.media_type[:_TEXT_SHOWN] or None,
        "fields": {name: value[:_TEXT_SHOWN].decode("utf-8", "replace") for name, value in submission.texts.items()},
        "parts": _parts(submission),
        "multipart": submission.multipart,
        "photo": _photo(submission.image, call.image) if submission.image else None,
        "bodyBytes": submission.body_bytes,
        "status": answer.status if answer else None,
        "code": call.code,
        "rule": call.rule.name if call.rule else None,
        "basis": _basis(call, edition),
        "verdict": call.verdict,
        "asked": call.asked,
        "scenario": call.scenario,
        "credits": call.reservation.credits if call.reservation else 0,
        "engine": engine,
        "faceLevel": call.level,
        "retryAfter": retry_after,
        "requestId": _request_id(answer) if answer else None,
        "traceparent": submission.traceparent[:_TEXT_SHOWN] if submission.traceparent else None,
        "answerBytes": sum(map(len, answer.pieces)) if answer else 0,
        "durationMs": {
            "read": round(submission.read_seconds * 1000, 3),
            "total": round((time.monotonic() - call.started) * 1000, 3),
            "render": None if call.render_seconds is None else round(call.render_seconds * 1000, 3),
        },
        "worker": os.getpid(),
    }


def _parts(submission: Submission) -> list[PartSeen]:
    return [
        {
            "name": part.name,
            "kind": part.kind,
            "filename": part.filename,
            "declaredType": part.declared_type,
            "bytes": part.size,
        }
        for part in submission.parts
    ]


def _photo(upload: Upload, facts: ImageFacts | None) -> Photo:
    header = upload.header or (facts.header if facts else None)
    known = header.format if header else format_of(upload.head)
    return {
        "sha256": upload.sha256,
        "bytes": upload.size,
        "format": known or sniff(upload.head[:512]),
        "width": header.width if header else None,
        "height": header.height if header else None,
    }


def _basis(call: Call, edition: Edition) -> str | None:
    if call.rule is not None:
        return call.rule.basis
    row = edition.errors.get(call.code) if call.code else None
    return row.basis if row else None


def _from_headers(headers: Headers, now: float) -> tuple[str | None, float | None]:
    engine = retry_after = None
    for name, value in headers:
        if name == b"x-livephoto-engine":
            engine = value.decode("latin-1")
        elif name.lower() == b"retry-after":
            retry_after = _seconds(value.decode("latin-1"), now)
    return engine, retry_after


def _seconds(text: str, now: float) -> float | None:
    if text.strip().isdecimal():
        return float(text)
    from email.utils import parsedate_to_datetime  # slow to import, and a date is seldom sent

    try:
        return max(parsedate_to_datetime(text).timestamp() - now, 0.0)
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _request_id(answer: Answer) -> str | None:
    """Return the id that was really sent: none in a gateway's page or in an answer that was cut before it."""
    first = next(islice(answer.pieces, 1), b"")
    start = first.find(_ID_MARK, 0, 200) + len(_ID_MARK)
    end = first.find(b'"', start, start + _LONGEST_ID) if start >= len(_ID_MARK) else -1
    return first[start:end].decode("ascii", "replace") if end > 0 else None
