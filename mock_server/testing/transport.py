"""Calls the mock in process: an httpx transport for sync and async clients."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from functools import partial

import httpx

from mock_server.delivery import ConnectionCut
from mock_server.receive import App, Message, Receive, Scope, Send
from mock_server.testing.host import ProcessHost


class MockTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers every request from the mock, by httpx's own ASGITransport, without a socket.

    A read timeout ends the wait as it would over a socket, and the mock learns that the client has gone. A fault that
    is no answer is `httpx.ReadError`.
    """

    def __init__(self, host: ProcessHost) -> None:
        self._host = host

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the mock's answer. Raises httpx.TransportError."""
        request.read()
        return _result(*self._begin(request), request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the mock's answer. Raises httpx.TransportError."""
        import anyio.to_thread  # only those who await need it

        await request.aread()
        pending, leave = self._begin(request)
        try:
            return await anyio.to_thread.run_sync(partial(_result, pending, leave, request), abandon_on_cancel=True)
        finally:
            leave()

    def _begin(self, request: httpx.Request) -> tuple[Future[httpx.Response], _Leave]:
        leave = _Leave(self._host.loop)
        return self._host.begin(self._ask(request, leave)), leave

    async def _ask(self, request: httpx.Request, leave: _Leave) -> httpx.Response:
        inner = httpx.ASGITransport(app=leave.watched(self._host.app))
        plain = httpx.Request(request.method, request.url, headers=request.headers, content=request.content)
        answer = await inner.handle_async_request(plain)
        return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())


class _Leave:
    """Tells the mock that nobody waits for an answer any more."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._gone = asyncio.Event()

    def __call__(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._gone.set)

    def watched(self, app: App) -> App:
        """Return `app` as a server would call it whose client may go."""

        async def call(scope: Scope, receive: Receive, send: Send) -> None:
            await app(scope, partial(self._next, receive), send)

        return call

    async def _next(self, receive: Receive) -> Message:
        event = asyncio.ensure_future(receive())
        gone = asyncio.ensure_future(self._gone.wait())
        try:
            await asyncio.wait({event, gone}, return_when=asyncio.FIRST_COMPLETED)
            return event.result() if event.done() else {"type": "http.disconnect"}
        finally:
            event.cancel()
            gone.cancel()


def _result(pending: Future[httpx.Response], leave: _Leave, request: httpx.Request) -> httpx.Response:
    patience = request.extensions.get("timeout", {}).get("read")
    try:
        return pending.result(patience)
    except TimeoutError:
        leave()
        raise httpx.ReadTimeout(f"no answer from the mock within {patience:g} s", request=request) from None
    except ConnectionCut as cut:
        raise httpx.ReadError(str(cut), request=request) from None
