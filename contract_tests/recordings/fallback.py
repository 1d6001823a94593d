"""The mock that answers where the endpoint is gone: the one module of the recordings that knows the mock."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import IO, Any

from livephoto.contract.loader import DEFAULT_EDITION
from livephoto.contract.model import Edition
from mock_server.building import create_service
from mock_server.serving import LeanApp
from mock_server.settings import Settings

_PIECE = 64 * 1024
Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]


class Fallback:
    """A mock of the edition, or of the last one that was served where it is a retired one.

    engine: as `livephoto mock --engine` takes it; None takes animated where it is installed.
    """

    def __init__(self, edition: Edition, engine: str | None = None) -> None:
        settings = Settings(edition=DEFAULT_EDITION if edition.retired else edition.id, engine=engine)
        self._mock = LeanApp(create_service(settings))

    async def answer(self, scope: MutableMapping[str, Any], body: IO[bytes], send: Send) -> None:
        """Answer the request whose body was kept."""
        body.seek(0)

        async def receive() -> Message:
            piece = body.read(_PIECE)
            return {"type": "http.request", "body": piece, "more_body": bool(piece)}

        await self._mock(scope, receive, send)

    def close(self) -> None:
        """Let go of the engine's threads."""
        self._mock.service.close()
