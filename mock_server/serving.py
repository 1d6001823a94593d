"""Serves the mock: the socket is bound first, then handed to uvicorn."""

from __future__ import annotations

import gc
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

import uvicorn

from livephoto.listening import AddressError, bind, url_of
from mock_server.malloc import keep_pages
from mock_server.receive import App, Receive, Scope, Send
from mock_server.service import Service
from mock_server.vendor import VendorApi
from mock_server.wire import http_protocol

PATIENCE = 30
"""Seconds that calls in flight are given to end when the server is stopped."""


class LeanApp:
    """The mock as the command serves it: the control API is loaded when it is first asked for.

    Its framework takes longer to import than all the rest to start.
    """

    def __init__(self, service: Service) -> None:
        self.service = service
        self._control: App | None = None
        self._vendor_api = VendorApi(self._ask_control, service)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._vendor_api(scope, receive, send)

    async def _ask_control(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._control is None:
            from mock_server.control.api import ControlApi

            self._control = ControlApi(self.service)
        await self._control(scope, receive, send)


class HasService(Protocol):
    """A mock as an ASGI application: `LeanApp`, or what `create_app` makes."""

    service: Service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""


def serve(app: HasService, listener: socket.socket, ready: Callable[[], None] = lambda: None) -> None:
    """Serve `app` on `listener` until SIGINT or SIGTERM; calls in flight are finished first. Calls `ready` once up."""
    keep_pages()
    app.service.start()
    # uvicorn's own warnings speak of its extras, and of what the answers say already.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    # What is there by now stays: the collector need not look at it again.
    gc.collect()
    gc.freeze()
    _Server(app, ready).run(sockets=[listener])
    app.service.close()


@contextmanager
def running(
    app: HasService, host: str = "127.0.0.1", port: int = 0, ready: Callable[[], None] = lambda: None
) -> Iterator[str]:
    """Serve `app` in a thread for the length of a `with` block; gives the base URL. Raises AddressError.

    ready: called in that thread once it answers, inside its event loop.
    """
    listener = bind(host, port)
    app.service.start()
    up = threading.Event()

    def tell() -> None:
        ready()
        up.set()

    server = _Server(app, tell)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="mock", daemon=True)
    thread.start()
    try:
        while not up.wait(0.05):
            if not thread.is_alive():
                raise AddressError(f"the mock stopped while it was starting on {url_of(listener)}")
        yield url_of(listener)
    finally:
        server.should_exit = True
        thread.join()
        app.service.close()


def _config(app: HasService) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=http_protocol(app.service),
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=PATIENCE,
    )


class _Server(uvicorn.Server):
    """uvicorn's server that says when it is up, and lets go of the state at its end."""

    def __init__(self, app: HasService, ready: Callable[[], None]) -> None:
        super().__init__(_config(app))
        self._service = app.service
        self._service.stop = self._end
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let calls in flight end; then close the state's connections, which belong to this event loop."""
        self._service.journal.end_following()
        await super().shutdown(sockets)
        await self._service.state.close()

    def _end(self) -> None:
        self.should_exit = True

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take SIGINT and SIGTERM as uvicorn does, but end in peace: a stop that was asked for is no failure."""
        with super().capture_signals():
            try:
                yield
            finally:
                # uvicorn would raise the signal once more and so end the process with its number.
                self._captured_signals.clear()
