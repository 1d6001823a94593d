"""Serves an application on a socket that is bound before anything else is done."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

_PATIENCE = 30
"""Seconds that calls in flight are given to end when the server is stopped: their answers are paid for."""


def serve(app: Any, listener: socket.socket, ready: Callable[[], None]) -> None:
    """Serve `app` until SIGINT or SIGTERM; calls in flight are finished first. Calls `ready` once up."""
    # What goes wrong is told by the application, in a line; uvicorn would print where in the code it was.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL + 1)
    server_of(app, ready).run(sockets=[listener])


def server_of(app: Any, ready: Callable[[], None]) -> uvicorn.Server:
    """Return the server of `app`, not yet started; it calls `ready` once it is up."""
    config = uvicorn.Config(
        app,
        # Its quicker parser ends a request that offers to upgrade the connection, as Java's client does, at its head.
        http="h11",
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=_PATIENCE,
    )
    return _Server(config, ready)


class _Server(uvicorn.Server):
    """uvicorn's server that says when it is up, and takes a stop that was asked for as no failure."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take SIGINT and SIGTERM as uvicorn does, but end in peace."""
        with super().capture_signals():
            try:
                yield
            finally:
                self._captured_signals.clear()
