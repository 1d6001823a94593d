"""HAR 1.2: how a recorded exchange is written, and how everybody's are read."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from livephoto._version import __version__
from livephoto.recordings.foreign_entry import foreign_entry
from livephoto.recordings.har_stream import read_entries
from livephoto.recordings.model import Content, FilePart, RecordedExchange, RecordedRequest, RecordingError, StoredBody
from livephoto.recordings.own_entry import is_own, own_entry

SUFFIX = ".har"


def to_har(exchange: RecordedExchange, folder: Path) -> dict[str, Any]:
    """Return a HAR of one exchange. Its bodies are named as they stand in `folder`, where the HAR will be.

    What HAR has no word for stands in fields that begin with an underscore, which other readers pass over. Raises
    RecordingError where a body is stored outside the folder.
    """
    creator = {"name": "livephoto", "version": __version__}
    return {"log": {"version": "1.2", "creator": creator, "entries": [_entry(exchange, folder)]}}


def read_har(path: Path) -> Iterator[RecordedExchange]:
    """Yield the exchanges of a HAR file in its order: one of ours, or of a browser, a proxy, a client.

    One exchange is in memory at a time, and at most 256 MiB of its text. Raises RecordingError where it is no HAR,
    naming file and entry. What another's recording does not tell is listed in `missing`; nothing is guessed.
    """
    for number, (tool, entry) in enumerate(read_entries(path)):
        try:
            read = own_entry(entry, path.parent) if is_own(entry) else foreign_entry(entry, path.parent, tool)
        except RecordingError as error:
            raise RecordingError(f"{path}: entry {number}: {error}") from None
        yield replace(read, source=path, number=number)


def _entry(exchange: RecordedExchange, folder: Path) -> dict[str, Any]:
    milliseconds = round(exchange.seconds * 1000, 3)
    entry = {
        "startedDateTime": (exchange.started or datetime.fromtimestamp(0, UTC)).isoformat(),
        "time": milliseconds,
        "request": _request(exchange.request, folder),
        "response": _response(exchange, folder),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        "_tool": exchange.tool,
    }
    notes = {"_edition": exchange.edition, "_outcome": exchange.outcome, "_missing": list(exchange.missing)}
    return entry | {name: note for name, note in notes.items() if note}


def _request(request: RecordedRequest, folder: Path) -> dict[str, Any]:
    written = {
        "method": request.method,
        "url": request.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _headers(request.headers),
        "queryString": [],
        "headersSize": -1,
        "bodySize": _body_size(request),
    }
    media_type = request.headers.get("content-type", "")
    if request.multipart:
        params = [{"name": name, "value": value} for name, value in request.fields]
        params += [_file_param(part, folder) for part in request.files]
        written["postData"] = {"mimeType": media_type, "params": params}
    elif request.body:
        written["postData"] = {"mimeType": media_type, "text": "", **_stored(request.body, folder)}
    return written


def _body_size(request: RecordedRequest) -> int:
    length = request.headers.get("content-length", "")
    if request.multipart:
        return int(length) if length.isascii() and length.isdigit() else -1
    return request.body.size if request.body else 0


def _file_param(part: FilePart, folder: Path) -> dict[str, Any]:
    param: dict[str, Any] = {"name": part.name}
    if part.filename is not None:
        param["fileName"] = part.filename
    if part.media_type is not None:
        param["contentType"] = part.media_type
    param |= _stored(part.body, folder)
    if part.image:
        param["_image"] = {"format": part.image.format, "width": part.image.width, "height": part.image.height}
    return param if part.whole is None else param | {"_whole": part.whole}


def _response(exchange: RecordedExchange, folder: Path) -> dict[str, Any]:
    answer = exchange.answer
    written = {
        "status": answer.status,
        "statusText": _status_text(answer.status),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _headers(answer.headers),
        "content": _content(answer.content, answer.headers.get("content-type", ""), folder),
        "redirectURL": answer.headers.get("location", ""),
        "headersSize": -1,
        "bodySize": -1,
    }
    return written | {"_cut": True} if answer.cut else written


def _content(content: Content, media_type: str, folder: Path) -> dict[str, Any]:
    written: dict[str, Any] = {"size": content.size, "mimeType": media_type, "_sha256": content.sha256}
    if content.kept is None:
        return written | _stored(content.stored or StoredBody(content.sha256, content.size), folder)
    written |= _text(content.kept)
    if content.splices:
        written["_splices"] = [
            {"at": splice.at, **_stored(splice.body, folder), **({"escaped": True} if splice.escaped else {})}
            for splice in content.splices
        ]
    return written


def _text(kept: bytes) -> dict[str, str]:
    try:
        return {"text": kept.decode()}
    except UnicodeDecodeError:
        return {"text": b64encode(kept).decode(), "encoding": "base64"}


def _stored(body: StoredBody, folder: Path) -> dict[str, Any]:
    written: dict[str, Any] = {"_sha256": body.sha256, "_size": body.size}
    if body.file is None:
        return written
    try:
        return written | {"_file": body.file.relative_to(folder).as_posix()}
    except ValueError:
        raise RecordingError(f"{body.file} is not in {folder}: store the body beside its recording") from None


def _headers(headers: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers.items()]


def _status_text(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
