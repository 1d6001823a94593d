"""A request's body on its way through the proxy: passed on piece by piece, hashed as it goes by."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import IO, Any

import httpx

from livephoto.recordings.form import FormReader

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


class ClientGone(Exception):  # noqa: N818 - an event of the connection, not an error of ours
    """The client closed the connection before its request was whole: there is nobody to answer."""


class Uploading(httpx.AsyncByteStream):
    """The body as httpx reads it. `copy`: takes the bytes as well, for one who may have to send them again."""

    def __init__(self, receive: Receive, reader: FormReader, copy: IO[bytes] | None = None) -> None:
        self._receive = receive
        self._copy = copy
        self._ended = False
        self.reader = reader

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while not self._ended:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            self._ended = not message.get("more_body", False)
            chunk = message.get("body", b"")
            if chunk:
                self.reader.feed(chunk)
                if self._copy is not None:
                    self._copy.write(chunk)
                yield chunk

    async def read_rest(self) -> None:
        """Take what the upstream did not want before it answered, so that the client is ready to listen."""
        try:
            async for _ in self:
                pass
        except ClientGone:
            self._ended = True
