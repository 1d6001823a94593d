"""What vcrpy, pytest-recording, cassetter, betamax and Ruby's VCR keep, in whichever version, as captured exchanges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from contract_tests.recordings.importing.bodies import Body, body_of, decompressed
from contract_tests.recordings.importing.imported import AskedFor, Imported
from livephoto.recordings.model import RecordingError


def read_interaction(kept: Any) -> Imported:
    """Return the exchange that a cassette's interaction holds. Raises RecordingError, saying what is wrong with it."""
    request, response = _part(kept, "request"), _part(kept, "response")
    answer_headers = _headers(response)
    started, undated = _date(kept.get("recorded_at"), answer_headers)
    answer, asked_body = _answer_body(response, answer_headers), body_of(_flat_body(request))
    return Imported(
        asked=_asked(request, asked_body),
        status=_status(response),
        answer_headers=answer_headers,
        body=answer.content,
        started=started,
        missing=(*(f"the answer's {each}" for each in answer.missing), *undated),
    )


def _asked(request: Mapping[str, Any], body: Body) -> AskedFor:
    url = request.get("uri", request.get("url"))
    method = request.get("method")
    if not isinstance(url, str) or not isinstance(method, str):
        raise RecordingError("its request has no method or no uri")
    return AskedFor(method.upper(), url, _headers(request), body.content, exact=not body.missing)


def _answer_body(response: Mapping[str, Any], headers: tuple[tuple[str, str], ...]) -> Body:
    # Versions of vcrpy before 6 wrote what they saw of httpx as `content` and `status_code`.
    kept = response["content"] if "content" in response else _flat_body(response)
    body = body_of(kept)
    encodings = ",".join(value for name, value in headers if name.lower() == "content-encoding")
    opened = decompressed(body.content, encodings)
    return Body(opened.content, (*body.missing, *opened.missing))


def _flat_body(part: Mapping[str, Any]) -> Any:
    """Return a part's body; in cassetter's TOML its type and content stand beside the other keys."""
    if "body_type" in part:
        return {"type": part["body_type"], "content": part.get("body_content")}
    return part.get("body")


def _part(kept: Any, name: str) -> Mapping[str, Any]:
    part = kept.get(name) if isinstance(kept, Mapping) else None
    if not isinstance(part, Mapping):
        raise RecordingError(f"it has no {name}")
    return part


def _status(response: Mapping[str, Any]) -> int:
    kept = response.get("status", response.get("status_code"))
    status = kept.get("code") if isinstance(kept, Mapping) else kept
    if not isinstance(status, int) or not 100 <= status <= 599:
        raise RecordingError(f"its answer's status is {status!r}")
    return status


def _headers(part: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    kept = part.get("headers") or {}
    pairs = kept.items() if isinstance(kept, Mapping) else kept
    if not isinstance(pairs, Iterable):
        raise RecordingError(f"its headers are {type(kept).__name__}, neither names with values nor pairs of them")
    return tuple(_header_lines(pairs))


def _header_lines(pairs: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for pair in pairs:
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise RecordingError("its headers are neither names with values nor pairs of them")
        name, values = pair
        for value in values if isinstance(values, list) else [values]:
            yield _text(name), _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, str | int | float):
        return str(value)
    raise RecordingError(f"a header is {type(value).__name__}, not text")


def _date(recorded_at: Any, headers: tuple[tuple[str, str], ...]) -> tuple[datetime | None, tuple[str, ...]]:
    """Return when the exchange took place, as far as the cassette tells, and what it does not tell."""
    if recorded_at is not None:
        return _moment(recorded_at), ()
    dates = [value for name, value in headers if name.lower() == "date"]
    if dates:
        return _moment(dates[0]), ("when it was recorded: the answer's Date stands for it",)
    return None, ("when it was recorded",)


def _moment(value: Any) -> datetime:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            value = parsedate_to_datetime(value)
    if not isinstance(value, datetime):
        raise RecordingError(f"its date is {value!r}")
    return value if value.tzinfo else value.replace(tzinfo=UTC)
