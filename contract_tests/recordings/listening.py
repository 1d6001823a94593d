"""Serves an application on a socket that is bound before anything else is done."""

from __future__ import annotations

import errno
import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

_BACKLOG = 2048
_PATIENCE = 30
"""Seconds that calls in flight are given to end when the server is stopped: their answers are paid for."""


class AddressError(Exception):
    """The address cannot be listened on; the message says which and why."""


def bind(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes a free one. Raises AddressError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        why = (error.strerror or str(error)).lower()
        advice = "choose another --port, 0 for a free one" if error.errno == errno.EADDRINUSE else "is --host right?"
        raise AddressError(f"cannot listen on {host}:{port}: {why}; {advice}") from error
    return listener


def url_of(listener: socket.socket) -> str:
    """Return the base URL of a listening socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


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
