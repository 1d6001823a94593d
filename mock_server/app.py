"""The app factory: settings in, an ASGI application out, to be served or called in process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from mock_server.building import create_service
from mock_server.control.api import ControlApi
from mock_server.receive import Receive, Scope, Send
from mock_server.service import Service
from mock_server.settings import Settings
from mock_server.vendor import VendorApi


class MockApp(ControlApi):
    """The control API, with the vendor's API in front of it."""

    def __init__(self, service: Service, **settings: Any) -> None:
        super().__init__(service, **settings)
        self._vendor_api = VendorApi(super().__call__, service)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._vendor_api(scope, receive, send)


def create_app(settings: Settings | None = None) -> MockApp:
    """Return the mock as a FastAPI application.

    Raises ContractError for an unknown edition, rule or code, and EngineError for an engine that is not installed.
    """
    service = create_service(settings or Settings())

    @asynccontextmanager
    async def lifespan(_: Any) -> AsyncIterator[None]:
        service.start()
        yield
        service.close()
        await service.state.close()

    return MockApp(service, lifespan=lifespan)
