"""The proxy as an ASGI application: a request goes to the upstream as it came, its answer back, recorded before."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any

import httpx
from anyio.to_thread import run_sync

from contract_tests.recordings.headers import Raw, as_text, end_to_end, value_of
from contract_tests.recordings.holding import LARGEST_HELD, Held, hold, unpacked
from contract_tests.recordings.recorder import Recorder, Taken
from contract_tests.recordings.uploading import ClientGone, Receive, Uploading
from contract_tests.recordings.upstream import Asking, Upstream, UpstreamError
from livephoto.recordings.captured import Captured
from livephoto.recordings.form import FormReader
from livephoto.text import one_line

if TYPE_CHECKING:
    from contract_tests.recordings.fallback import Fallback

FALLBACK = (b"x-livephoto-fallback", b"mock")
_IN_MEMORY = 1024 * 1024
"""Bytes of a request that are kept in memory where it may have to be answered again."""

_LOOKED_AT = 16 * 1024 * 1024
"""Bytes of an upload that are held until its end, to see whether its photo is whole: over three times the limit."""

_LAST_STATUS = 599

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Proxy:
    """Stands before one upstream, and records what passes."""

    upstream: Upstream
    recorder: Recorder
    keep_photos: bool = False
    fallback: Fallback | None = None
    say: Callable[[str], None] = lambda line: None
    """Takes what goes to the terminal, line by line."""
    most: int = LARGEST_HELD
    """Bytes of an answer that are held and judged."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        target = scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")
        if not target.startswith(b"/"):
            await _answer(send, 400, f"give the path alone: requests go to {self.upstream.base_url}, nowhere else")
            return
        with ExitStack() as stack:
            copy = stack.enter_context(SpooledTemporaryFile(_IN_MEMORY)) if self.fallback else None
            passing = _Passing(scope, target, Uploading(receive, self._reader(scope), copy))
            try:
                await self._pass_on(passing, copy, send)
            except ClientGone:
                return

    async def _pass_on(self, passing: _Passing, copy: IO[bytes] | None, send: Send) -> None:
        try:
            async with self.upstream.answer(passing.asking) as response:
                stream = response.aiter_raw()
                held = await hold(stream, self.most)
                await passing.body.read_rest()
                taken = await run_sync(self._take, passing, response, held)
                if held.over:
                    await _stream(send, response, held, stream, taken)
                    return
        except UpstreamError as error:
            await passing.body.read_rest()
            call = self.recorder.call_in_words(passing.method, passing.path, as_text(passing.headers))
            self.say(f"{call}: {error.status}, {one_line(str(error))} (nothing to record)")
            await _answer(send, error.status, str(error))
            return
        if held.broken:
            await _answer(send, 502, f"{self.upstream.base_url} broke off its answer before the end", taken.headers)
        elif response.status_code > _LAST_STATUS:
            says = f"{self.upstream.base_url} answered with status {response.status_code}, which is none of HTTP's"
            await _answer(send, 502, says, taken.headers)
        elif place := self.upstream.elsewhere(response):
            says = f"{self.upstream.base_url} redirects to {place}; the key is sent nowhere else: is --upstream right?"
            await _answer(send, 502, says, taken.headers)
        elif taken.retired and self.fallback and copy:
            await self.fallback.answer(passing.scope, copy, _with_headers(send, [FALLBACK, *taken.headers]))
        else:
            await _stream(send, response, held, stream, taken)

    def _take(self, passing: _Passing, response: httpx.Response, held: Held) -> Taken:
        """Record and judge an exchange, in a thread: it hashes, decodes and writes."""
        body = unpacked(b"".join(held.pieces), response.headers.get("content-encoding", ""), self.most)
        unread = f"the answer is longer than {self.most:,} bytes" if held.over else body.unread
        taken = self.recorder.take(
            Captured(
                method=passing.method,
                url=self.upstream.base_url + passing.target.decode("latin-1"),
                request_headers=as_text(passing.headers),
                form=passing.body.reader.close(),
                request_body_sha256=passing.body.reader.sha256,
                request_body_size=passing.body.reader.size,
                status=response.status_code,
                answer_headers=as_text(response.headers.raw),
                body=body.content,
                cut=held.broken or held.over or body.cut,
                started=passing.started,
                seconds=time.monotonic() - passing.since,
                edition=self.recorder.edition.id,
            ),
            unread,
        )
        for line in taken.lines:
            self.say(line)
        return taken

    def _reader(self, scope: Scope) -> FormReader:
        media_type = value_of(scope["headers"], b"content-type") or ""
        return FormReader(
            media_type, keep_files=self.keep_photos, most=LARGEST_HELD if self.keep_photos else _LOOKED_AT
        )


class _Passing:
    """A request on its way."""

    def __init__(self, scope: Scope, target: bytes, body: Uploading) -> None:
        self.scope = scope
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.target = target
        self.headers: Raw = list(scope["headers"])
        self.body = body
        self.started, self.since = datetime.now(UTC), time.monotonic()

    @property
    def asking(self) -> Asking:
        return Asking(self.method, self.target, self.headers, self.body)


async def _stream(send: Send, response: httpx.Response, held: Held, rest: AsyncIterator[bytes], taken: Taken) -> None:
    """Pass on an answer: what was held of it, then what is still to come."""
    headers = [*end_to_end(response.headers.raw), *taken.headers]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    for piece in held.pieces:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    async for piece in rest:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _answer(send: Send, status: int, says: str, more: Raw | None = None) -> None:
    """Answer in the proxy's own words."""
    body = json.dumps({"message": f"livephoto record: {says}"}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body)), *(more or [])]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _with_headers(send: Send, more: Raw) -> Send:
    async def add(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *more]
        await send(message)

    return add
