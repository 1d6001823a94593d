"""A transport for httpx that answers from recordings, makes them, or holds the server to them."""

from __future__ import annotations

import hashlib
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from os import PathLike
from pathlib import Path
from threading import RLock
from typing import Any, Literal, cast, get_args

import httpx

from livephoto.recordings.captured import Captured, CapturedForm
from livephoto.recordings.difference import differences
from livephoto.recordings.form import read_form
from livephoto.recordings.model import RecordedExchange, RecordingError
from livephoto.recordings.redaction import recorded_request, redacted
from livephoto.recordings.store import Store

Mode = Literal["none", "once", "new", "all", "verify"]
MODES: tuple[Mode, ...] = get_args(Mode)

_OF_THE_WIRE = ("content-encoding", "content-length", "transfer-encoding")
"""Headers that told how the body came; a recording holds it unpacked."""


class MissingRecordingError(RecordingError, httpx.LocalProtocolError):
    """The request was not recorded and may not be sent; the message says how to record it.

    To httpx it is an error of the caller's, so that nobody takes it for trouble on the way and tries again.
    """


class ChangedAnswerError(RecordingError):
    """The server no longer answers as it was recorded; the message says what differs."""


class RecordingTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Stands between an httpx client, sync or async, and the network.

    folder: where the recordings are; a request is known by its method, path, fields and files, never by its boundary.
    mode: none: only replay. once: record while the folder holds no recording as the first request comes, later only
        replay. new: replay what was recorded before, record the rest. all: always ask; a new recording takes the
        place of those of the same request. verify: ask, and raise where the answer differs from the recorded one.
    keep_photos: store uploads too, not only their hash and size.
    edition: id noted with each recording.
    transport, async_transport: what asks the server; httpx's own unless given, which uses no proxy.
    advice: gives the command that would record, for a mode; for messages.

    The same request asked again is answered with its next recording; the last one goes on for ever.

    Raises MissingRecordingError, ChangedAnswerError, and RecordingError where a recording cannot be read or written.
    """

    def __init__(
        self,
        folder: str | PathLike[str],
        mode: Mode = "once",
        *,
        keep_photos: bool = False,
        edition: str | None = None,
        transport: httpx.BaseTransport | None = None,
        async_transport: httpx.AsyncBaseTransport | None = None,
        advice: Callable[[Mode], str] | None = None,
    ) -> None:
        if mode not in MODES:
            raise ValueError(f"no mode {mode!r}; there are: {', '.join(MODES)}")
        self.folder = Path(folder)
        self.mode: Mode = mode
        self._edition = edition
        self._store = Store(self.folder, keep_photos=keep_photos)
        self._advice = advice or (lambda mode: f"RecordingTransport({str(folder)!r}, mode={mode!r})")
        self._sync, self._async = transport, async_transport
        self._lock = RLock()
        self._known: dict[str, list[RecordedExchange]] | None = None
        self._asked: Counter[str] = Counter()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        call = _Call.of(request, request.read())
        recorded = self._recorded(call)
        if recorded and self.mode != "verify":
            return _replay(recorded)
        self._sync = self._sync or httpx.HTTPTransport()
        response = self._sync.handle_request(request)
        try:
            raw = b"".join(cast("httpx.SyncByteStream", response.stream))
        finally:
            response.close()
        self._take(call, response, raw, recorded)
        return _passed_on(response, raw)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        from anyio.to_thread import run_sync

        body = await request.aread()
        call = await run_sync(_Call.of, request, body)
        recorded = await run_sync(self._recorded, call)
        if recorded and self.mode != "verify":
            return await run_sync(_replay, recorded)
        self._async = self._async or httpx.AsyncHTTPTransport()
        response = await self._async.handle_async_request(request)
        try:
            raw = b"".join([chunk async for chunk in cast("httpx.AsyncByteStream", response.stream)])
        finally:
            await response.aclose()
        await run_sync(self._take, call, response, raw, recorded)
        return _passed_on(response, raw)

    def close(self) -> None:
        """Close the connections."""
        if self._sync is not None:
            self._sync.close()

    async def aclose(self) -> None:
        """Close the connections."""
        if self._async is not None:
            await self._async.aclose()

    def _recorded(self, call: _Call) -> RecordedExchange | None:
        """Return what answers the call; None where the server is asked alone. Raises MissingRecordingError."""
        with self._lock:
            known = self._read()
            if self.mode == "all" or (self.mode == "once" and not known):
                return None
            takes = known.get(call.identity)
            if takes:
                self._asked[call.identity] += 1
                return takes[min(self._asked[call.identity], len(takes)) - 1]
        if self.mode == "new":
            return None
        raise MissingRecordingError(self._missing(call, known))

    def _read(self) -> dict[str, list[RecordedExchange]]:
        """Return what was recorded before this transport's first request, by identity, in the order of time."""
        if self._known is None:
            known = defaultdict(list)
            for exchange in self._store.exchanges():
                known[exchange.request.identity].append(exchange)
            self._known = dict(known)
        return self._known

    def _missing(self, call: _Call, known: dict[str, list[RecordedExchange]]) -> str:
        others = sum(take.request.path == call.path for takes in known.values() for take in takes)
        instead = f"; {others} of that path have other fields or files" if others else ""
        how = self._advice("new" if known else "once")
        return f"no recording of {call.request.method} {call.path}; record it: {how} ({self.folder}{instead})"

    def _take(self, call: _Call, response: httpx.Response, raw: bytes, recorded: RecordedExchange | None) -> None:
        """Write an answer down, or hold it against the one that was recorded."""
        captured = call.answered(response, raw, self._edition)
        if captured is None:
            return
        if recorded is not None:
            found = differences(recorded.answer, redacted(captured))
            if found:
                where = recorded.source or self.folder
                raise ChangedAnswerError(
                    f"{call.request.method} {call.path} is no longer answered as in {where}: {'; '.join(found)}"
                )
            return
        self._store.add(captured)
        with self._lock:
            replaced = self._read().pop(call.identity, []) if self.mode == "all" else []
        self._drop(replaced)

    def _drop(self, exchanges: list[RecordedExchange]) -> None:
        """Remove recordings that newer ones replace, each where it has its file to itself."""
        with self._lock:
            kept = {each.source for takes in self._read().values() for each in takes}
        for source in {each.source for each in exchanges} - kept:
            if source is not None:
                source.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Call:
    """A request as a recording would have it."""

    request: httpx.Request
    body: bytes
    form: CapturedForm | None
    identity: str
    started: datetime
    since: float

    @classmethod
    def of(cls, request: httpx.Request, body: bytes) -> _Call:
        form = read_form(request.headers.get("content-type", ""), body) if body else None
        made = recorded_request(
            request.method, str(request.url), request.headers.multi_items(), form, _sha256(body), len(body)
        )
        return cls(request, body, form, made.identity, datetime.now(UTC), time.monotonic())

    @property
    def path(self) -> str:
        return self.request.url.path

    def answered(self, response: httpx.Response, raw: bytes, edition: str | None) -> Captured | None:
        """Return the exchange; None where the answer's encoding cannot be undone, which is the client's to say."""
        try:
            body = httpx.Response(response.status_code, headers=response.headers, content=raw).content
        except httpx.DecodingError:
            return None
        return Captured(
            method=self.request.method,
            url=str(self.request.url),
            request_headers=self.request.headers.multi_items(),
            form=self.form,
            request_body_sha256=_sha256(self.body),
            request_body_size=len(self.body),
            status=response.status_code,
            answer_headers=response.headers.multi_items(),
            body=body,
            cut=False,
            started=self.started,
            seconds=time.monotonic() - self.since,
            edition=edition,
        )


class _Recorded(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A recorded body; one that was cut breaks off again."""

    def __init__(self, content: bytes, cut: bool) -> None:
        self._content = content
        self._cut = cut

    def __iter__(self) -> Iterator[bytes]:
        yield self._content
        if self._cut:
            raise httpx.RemoteProtocolError("the connection broke before the answer's end, as it was recorded")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


def _replay(exchange: RecordedExchange) -> httpx.Response:
    answer = exchange.answer
    content = answer.content.read()
    headers = [(name, value) for name, value in answer.headers.items() if name not in _OF_THE_WIRE]
    if not answer.cut:
        headers.append(("content-length", str(len(content))))
    extensions = {"http_version": b"HTTP/1.1", "recording": str(exchange.source or "")}
    return httpx.Response(answer.status, headers=headers, stream=_Recorded(content, answer.cut), extensions=extensions)


def _passed_on(response: httpx.Response, raw: bytes) -> httpx.Response:
    """Return the answer as it came, its bytes at hand."""
    kept: dict[str, Any] = {
        name: value for name, value in response.extensions.items() if name in ("http_version", "reason_phrase")
    }
    return httpx.Response(response.status_code, headers=response.headers, stream=httpx.ByteStream(raw), extensions=kept)


def _sha256(body: bytes) -> str | None:
    return hashlib.sha256(body).hexdigest() if body else None
