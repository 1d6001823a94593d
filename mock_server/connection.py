"""One connection as a call may need it beyond ASGI: bytes that are no answer, a reset, word of its end.

The HTTP protocol puts it into each request's `state`; where another server runs the app, there is none.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Any

from mock_server.receive import Scope

STATE_NAME = "livephoto.connection"
_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER with no time: closing sends a reset, and drops what was not sent."""
_LOOK = 0.005
_PATIENCE = 2.0
"""Seconds that a client is given to take what comes before the end of its connection."""


class Connection:
    """One client's connection."""

    __slots__ = ("_ended", "_hurried", "_waiting", "transport")

    def __init__(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        self._ended = False
        self._hurried = False
        self._waiting: set[asyncio.Future[None]] = set()

    @property
    def ended(self) -> bool:
        """Tell whether it is closed."""
        return self._ended

    def end(self) -> None:
        """Say that it is closed."""
        self._ended = True
        self._wake()

    def hurry(self) -> None:
        """Say that the server is being stopped: whoever waits goes on at once."""
        self._hurried = True
        self._wake()

    async def wait(self, seconds: float) -> None:
        """Wait so long; less where the connection ends, or the server."""
        if self._ended or self._hurried:
            return
        news = asyncio.get_running_loop().create_future()
        self._waiting.add(news)
        try:
            await asyncio.wait([news], timeout=seconds)
        finally:
            self._waiting.discard(news)

    async def write(self, data: bytes) -> None:
        """Send bytes as they are, and wait until they have left."""
        if not self._ended:
            self.transport.write(data)
        await self.sent()

    async def sent(self) -> None:
        """Wait until what was written has left this process, not for ever."""
        for _ in range(int(_PATIENCE / _LOOK)):
            if self._ended or not self.transport.get_write_buffer_size():
                return
            await asyncio.sleep(_LOOK)

    async def reset(self) -> None:
        """Reset the connection, and wait until it is gone."""
        if not self._ended:
            _linger_not(self.transport.get_extra_info("socket"))
            self.transport.abort()
        await self.gone()

    async def close(self) -> None:
        """Close the connection, and wait until it is gone."""
        self.transport.close()
        await self.gone()

    async def gone(self) -> None:
        """Wait until it is closed; one that does not close in time is cut off."""
        self._hurried = False
        await self.wait(_PATIENCE)
        if not self._ended:
            self.transport.abort()
            await self.wait(_PATIENCE)

    def _wake(self) -> None:
        for news in self._waiting:
            if not news.done():
                news.set_result(None)


def connection_of(scope: Scope) -> Connection | None:
    """Return the connection that a request came on, None where the server does not tell."""
    found: Any = scope.get("state", {}).get(STATE_NAME)
    return found if isinstance(found, Connection) else None


def _linger_not(sock: socket.socket | None) -> None:
    if sock is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
