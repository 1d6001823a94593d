"""A mock kept for a session: served on a socket, or called in process; either way on an event loop of its own thread.

So a test may be sync or async, and may block: the mock goes on answering.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from contextlib import ExitStack
from contextvars import Context
from typing import Any, TypeVar

from mock_server.building import create_service
from mock_server.connection import Connection, connection_of
from mock_server.receive import Receive, Scope, Send
from mock_server.serving import LeanApp, running
from mock_server.settings import Settings
from mock_server.vendor import is_control

Result = TypeVar("Result")

_PATIENCE = 30.0
"""Seconds that the mock's own thread is given for what a test asks of it."""
_MOMENT = 0.1
"""Seconds that a call whose client still waits is given to end before the journal is read without it."""
_LATE = 2.0
"""The same for a call whose connection is over: it will be in the journal in a moment."""
_LOOK = 0.002


class WatchedApp:
    """The mock as an application that knows which calls are under way."""

    def __init__(self, settings: Settings) -> None:
        """Raises what `create_service` raises."""
        self.service = create_service(settings)
        self._app = LeanApp(self.service)
        self._under_way: dict[int, Connection | None] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if is_control(scope["path"]):
            await self._app(scope, receive, send)
            return
        self._under_way[id(scope)] = connection_of(scope)
        try:
            await self._app(scope, receive, send)
        finally:
            del self._under_way[id(scope)]

    async def settled(self) -> None:
        """Wait until calls that are over for their client are in the journal too; not for those that go on."""
        clock = asyncio.get_running_loop().time
        began = clock()
        while self._under_way:
            over = any(connection is not None and connection.ended for connection in self._under_way.values())
            if clock() - began > (_LATE if over else _MOMENT):
                return
            await asyncio.sleep(_LOOK)

    async def reset(self) -> None:
        """Begin anew: calls, counts, balances, scenarios, and credits that were changed meanwhile."""
        await self.service.state.forget()
        await self.service.scenarios.reset()
        self.service.ledger.start_with(self.service.settings.credits)


class Host:
    """What both kinds have in common: the app, and a way into its event loop."""

    url: str
    """Base URL that clients call."""

    def __init__(self, settings: Settings) -> None:
        self.app = WatchedApp(settings)
        self.service = self.app.service
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told_to_end = False

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The event loop that the mock runs in."""
        if self._loop is None:
            raise RuntimeError("the mock was not started")
        return self._loop

    def call(self, act: Coroutine[Any, Any, Result]) -> Result:
        """Do something in the mock's event loop, and wait for it. Raises what it raises."""
        return self.begin(act).result(_PATIENCE)

    def begin(self, act: Coroutine[Any, Any, Result]) -> Future[Result]:
        """Begin something in the mock's event loop."""
        # In a context of its own: the caller's may say that trio runs it.
        return Context().run(asyncio.run_coroutine_threadsafe, act, self.loop)

    @property
    def alive(self) -> bool:
        """Tell whether it still answers: a test may have ended it over the control API."""
        return self._loop is not None and not self._loop.is_closed() and not self._told_to_end

    def close(self) -> None:
        """End it."""

    def _enter_loop(self) -> None:
        self._loop = asyncio.get_running_loop()


class SocketHost(Host):
    """Served on a free port of this machine; the socket is bound before the server starts."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._stack = ExitStack()
        self.url = self._stack.enter_context(running(self.app, ready=self._enter_loop))
        self._stop, self.service.stop = self.service.stop, self._end

    def close(self) -> None:
        """End the server; calls in flight end first."""
        self._stack.close()

    def _end(self) -> None:
        self._told_to_end = True
        if self._stop is not None:
            self._stop()


class ProcessHost(Host):
    """No socket: its event loop waits in a thread for calls."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.url = self.service.edition.request.server
        self._up = threading.Event()
        self._thread = threading.Thread(target=asyncio.run, args=(self._live(),), name="mock", daemon=True)
        self._thread.start()
        self._up.wait(_PATIENCE)

    def close(self) -> None:
        """End the thread; calls in flight are dropped."""
        self.loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self.service.close()

    async def _live(self) -> None:
        self._stop = asyncio.Event()
        self._enter_loop()
        self._up.set()
        await self._stop.wait()
