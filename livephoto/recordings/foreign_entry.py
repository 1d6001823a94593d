"""Reads the HAR entries of browsers, proxies and clients: what they tell, and what they leave out."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from livephoto.recordings.captured import Captured
from livephoto.recordings.foreign_form import read_posted
from livephoto.recordings.members import Members, text_bytes
from livephoto.recordings.model import Content, RecordedAnswer, RecordedExchange, RecordingError
from livephoto.recordings.own_entry import file_beside
from livephoto.recordings.redaction import by_name, recorded_request, redacted

_NEVER = datetime.fromtimestamp(0, UTC)


def foreign_entry(entry: dict[str, Any], folder: Path, tool: str) -> RecordedExchange:
    """Return the exchange, its secrets left out and its bodies in memory; `missing` lists what is not told.

    Raises RecordingError where the entry is none of HAR's.
    """
    members, missing = Members(entry), list[str]()
    captured, known = _captured(members, folder, missing)
    request = recorded_request(
        captured.method,
        captured.url,
        captured.request_headers,
        captured.form,
        captured.request_body_sha256,
        captured.request_body_size,
    )
    shown = redacted(captured)
    content = Content(hashlib.sha256(shown.body).hexdigest(), len(shown.body), shown.body)
    return RecordedExchange(
        request=request,
        answer=RecordedAnswer(
            shown.status, by_name(shown.answer_headers), content if known else Content("", _size(members)), shown.cut
        ),
        started=None if captured.started == _NEVER else captured.started,
        seconds=captured.seconds,
        tool=tool,
        missing=tuple(missing),
    )


def _size(entry: Members) -> int:
    """Return the bytes of a body that is not there, 0 where they are not told."""
    return max(int(_number(entry.object("response").object_or_none("content"), "size")), 0)


def _captured(entry: Members, folder: Path, missing: list[str]) -> tuple[Captured, bool]:
    """Return the exchange as the entry has it, and whether the answer's body is known."""
    request, response = entry.object("request"), entry.object("response")
    posted = read_posted(request, folder)
    missing += posted.missing
    body, cut = _body(request, response, folder, missing)
    if response.whole_number("status") == 0:
        missing.append("an answer: the request failed, or was blocked")
    captured = Captured(
        method=request.text("method"),
        url=request.text("url"),
        request_headers=request.header_pairs(),
        form=posted.form,
        request_body_sha256=posted.sha256,
        request_body_size=posted.size,
        status=response.whole_number("status"),
        answer_headers=response.header_pairs(),
        body=body or b"",
        cut=cut,
        started=_started(entry, missing),
        seconds=max(_number(entry, "time"), 0) / 1000,
    )
    return captured, body is not None


def _body(request: Members, response: Members, folder: Path, missing: list[str]) -> tuple[bytes | None, bool]:
    """Return the answer's body, None where it is not told, and whether it was cut."""
    content = response.object_or_none("content")
    if content is not None and content.has("_file"):
        return _attached(content.text("_file"), folder, missing), False
    if content is None or not content.has("text"):
        if _is_empty(request, response, content):
            return b"", False
        missing.append('the answer\'s body: export the HAR again with response bodies ("with content")')
        return None, False
    try:
        body = text_bytes(content)
    except RecordingError:
        missing.append("the answer's body: its text is not in the encoding that it names")
        return None, False
    if "\ufffd" in content.text("text") and not content.has("encoding"):
        missing.append("some bytes of the answer's body: they were no UTF-8, and were replaced")
    size = int(_number(content, "size"))
    if size > len(body):
        missing.append(f"the end of the answer's body: {len(body):,} of {size:,} bytes are there")
    return body, size > len(body)


def _attached(name: str, folder: Path, missing: list[str]) -> bytes | None:
    """Return a body that stands in a file of its own, as Playwright attaches them."""
    try:
        return file_beside(name, folder).read_bytes()
    except OSError as error:
        missing.append(f"the answer's body: {name[:80]} cannot be read: {error.strerror}")
        return None


def _is_empty(request: Members, response: Members, content: Members | None) -> bool:
    """Tell whether an answer without a text had none to tell."""
    if response.whole_number("status") in (204, 304) or request.text("method") == "HEAD":
        return True
    announced = by_name(response.header_pairs()).get("content-length", "0")
    return announced.strip() == "0" and _number(content, "size") <= 0 and _number(response, "bodySize") <= 0


def _started(entry: Members, missing: list[str]) -> datetime:
    try:
        started = datetime.fromisoformat(entry.text("startedDateTime"))
    except (RecordingError, ValueError):
        missing.append("when it was recorded")
        return _NEVER
    if started.tzinfo is None:
        missing.append("when it was recorded: the time has no zone")
        return _NEVER
    return started


def _number(members: Members | None, name: str) -> float:
    """Return a number that other tools leave out, or set to -1 or null, where they do not know it."""
    return members.number(name) if members is not None and members.has(name) else -1
