"""What `recordings show` tells of one exchange: the request, the answer without its video, and what the judge finds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from contract_tests.finding import Finding
from contract_tests.recordings.answers import answer_of
from contract_tests.recordings.listing import UNKNOWN, name_of, photo_in_words
from contract_tests.recordings.replaying import judged
from livephoto.contract.loader import DEFAULT_EDITION, load_edition
from livephoto.contract.model import Edition
from livephoto.recordings.model import RecordedExchange, RecordingError

_LONGEST_TEXT = 200
"""Characters of a text in a shown body."""
_LONGEST_BODY = 4000
"""Characters of a body that is no JSON."""

Facts = list[tuple[str, object]]


def edition_for(exchange: RecordedExchange, wanted: str | None) -> Edition:
    """Return the edition to hold an exchange against: the one asked for, the recorded one, or the default."""
    return load_edition(wanted or exchange.edition or DEFAULT_EDITION)


def request_facts(exchange: RecordedExchange) -> Facts:
    """Return what was asked, as names and values."""
    request = exchange.request
    shown: Facts = [("request", f"{request.method} {request.url}" if request.url else UNKNOWN)]
    shown += _header_facts(request.headers)
    shown += [(f"field {name}", _shortened(value)) for name, value in request.fields]
    for part in request.files:
        declared = ", ".join(filter(None, (part.filename, part.media_type)))
        shown.append(
            (f"file {part.name}", f"{photo_in_words(part)} ({declared})" if declared else photo_in_words(part))
        )
    if request.body:
        shown.append(("body", f"{request.body.size:,} bytes, not multipart"))
    return shown


def answer_facts(exchange: RecordedExchange) -> Facts:
    """Return what came back, but for its body."""
    answer = exchange.answer
    shown: Facts = [
        ("answer", answer.status or UNKNOWN),
        *_header_facts(answer.headers),
        ("body", f"{answer.content.size:,} bytes{', cut' if answer.cut else ''}"),
    ]
    for splice in answer.content.splices:
        where = splice.body.file.name if splice.body.file else "not kept"
        shown.append(("video", f"{splice.body.size:,} bytes: {where}"))
    return shown


def origin_facts(exchange: RecordedExchange) -> Facts:
    """Return where the recording is from, and what it does not tell."""
    shown: Facts = [
        ("recorded", exchange.started.isoformat() if exchange.started else UNKNOWN),
        ("edition", exchange.edition or UNKNOWN),
        ("by", exchange.tool or UNKNOWN),
    ]
    if exchange.outcome:
        shown.append(("outcome", exchange.outcome))
    return shown + [("missing", each) for each in exchange.missing]


def body_text(exchange: RecordedExchange) -> str:
    """Return the answer's body for people: JSON indented, long texts shortened; where it is missing, why."""
    try:
        answer = answer_of(exchange, video=False)
    except RecordingError as error:
        return str(error)
    if answer.json is None:
        return answer.body[:_LONGEST_BODY].decode(errors="replace")
    return json.dumps(_with_short_texts(answer.json), indent=2, ensure_ascii=False)


def findings_of(exchange: RecordedExchange, edition: Edition) -> tuple[Finding, ...]:
    """Return what the judge finds, worst first. Raises RecordingError where there is no answer to judge."""
    if exchange.answer.status == 0:
        raise RecordingError("the recording holds no HTTP status")
    return judged(exchange, answer_of(exchange), edition, name_of(exchange))[1]


def _header_facts(headers: Mapping[str, str]) -> Facts:
    return [(f"  {name}", value) for name, value in headers.items()]


def _with_short_texts(value: Any) -> Any:
    if isinstance(value, str):
        return _shortened(value)
    if isinstance(value, list):
        return [_with_short_texts(each) for each in value]
    if isinstance(value, dict):
        return {name: _with_short_texts(each) for name, each in value.items()}
    return value


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST_TEXT:
        return text
    return f"{text[: _LONGEST_TEXT // 4]}… ({len(text):,} characters)"
