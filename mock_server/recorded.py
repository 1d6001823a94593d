"""Answers out of a folder of recordings: the same request gets the very answer that was recorded."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from livephoto.contract import Edition
from livephoto.recordings.form import FormReader
from livephoto.recordings.model import RecordedAnswer, RecordedExchange, RecordedRequest, RecordingError
from livephoto.recordings.redaction import recorded_request
from mock_server.answers import Answer, Headers
from mock_server.receive import Message, Receive, Scope
from mock_server.recorded_index import Index, Place

_OF_THE_WIRE = frozenset({"connection", "content-encoding", "content-length", "date", "transfer-encoding"})
"""Headers that told how the answer came; a recording holds it unpacked."""
_FOR_PAGES: Headers = [(b"access-control-allow-origin", b"*"), (b"access-control-expose-headers", b"*")]
"""Pages in a browser may read every answer of the mock."""
_NO_LENGTH = (204, 304)
_HELD = 1 << 20
"""Bytes of a form that are held to look at its fields; a photo beyond is only hashed."""

_log = logging.getLogger("livephoto.mock")


class Watched:
    """A request on its way in: hashed as it streams by, as a recorder would."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._method: str = scope["method"]
        self._url = "http://mock" + (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
        self._headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
        media_type = next((value for name, value in self._headers if name == "content-type"), "")
        self._reader = FormReader(media_type, keep_files=False, most=_HELD)
        self._receive = receive

    async def receive(self) -> Message:
        """Return the request's next event, noted."""
        message = await self._receive()
        self._reader.feed(message.get("body", b""))
        return message

    def request(self) -> RecordedRequest:
        """Return the request as a recording would have it. Call it once, when the body was read to its end."""
        form = self._reader.close()
        return recorded_request(self._method, self._url, self._headers, form, self._reader.sha256, self._reader.size)


class Recorded:
    """The answers of a folder of recordings. Raises RecordingError where there are none, or one cannot be read."""

    def __init__(self, folder: Path, edition: Edition) -> None:
        self._key_header = edition.request.key_header.lower()
        self._index = Index(folder, self._key_header, edition.status_of(edition.rules["key_unknown"].code))

    def watch(self, scope: Scope, receive: Receive) -> Watched:
        """Return a request that is about to be read: read it through its `receive`."""
        return Watched(scope, receive)

    async def listing(self) -> list[tuple[str, Place]]:
        """Return (the request's identity, where its recording stands), the latest first."""
        return await asyncio.to_thread(self._index.listing)

    async def answer(self, watched: Watched) -> Answer | None:
        """Return the recorded answer to a request; None where there is none, or it is gone."""
        return await asyncio.to_thread(self._answer, watched)

    def _answer(self, watched: Watched) -> Answer | None:
        request = watched.request()
        try:
            found = self._index.find(request.identity, request.headers.get(self._key_header) or None)
            return None if found is None else _answered(found)
        except RecordingError as error:
            _log.warning("answered as usual, not as recorded: %s", error)
            return None


def _answered(exchange: RecordedExchange) -> Answer:
    body = exchange.answer.content.read()
    headers = [*_headers(exchange.answer), *_FOR_PAGES, (b"x-livephoto-recording", _name(exchange))]
    if exchange.answer.status not in _NO_LENGTH:
        headers.append((b"content-length", b"%d" % len(body)))
    return Answer(exchange.answer.status, headers, (body,))


def _headers(answer: RecordedAnswer) -> Headers:
    kept = ((name, value) for name, value in answer.headers.items() if name not in _OF_THE_WIRE)
    return [(name.encode("latin-1", "replace"), value.encode("latin-1", "replace")) for name, value in kept]


def _name(exchange: RecordedExchange) -> bytes:
    """Return the file's name, and which exchange of it where it holds several."""
    name = exchange.source.name if exchange.source else ""
    return (f"{name}#{exchange.number + 1}" if exchange.number else name).encode("ascii", "backslashreplace")
