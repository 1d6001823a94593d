"""The app factory: settings in, a FastAPI application out."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from livephoto._version import __version__
from livephoto.contract import ContractError, Edition, load_edition
from mock_server.engines.factory import create_engine
from mock_server.receive import Receive, Scope, Send
from mock_server.service import Service
from mock_server.settings import Settings
from mock_server.vendor import CONTROL_PREFIX, VendorApi


class Health(BaseModel):
    """What `/__admin/health` answers; names in camel case, as WireMock has them."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    status: str = "healthy"
    version: str = __version__
    edition: str
    engine: str
    uptime_in_seconds: int


class MockApp(FastAPI):
    """The control API, with the vendor's API in front of it: an ASGI application."""

    def __init__(self, service: Service, **settings: Any) -> None:
        super().__init__(**settings)
        self.service = service
        self._vendor_api = VendorApi(super().__call__, service)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._vendor_api(scope, receive, send)


def create_app(settings: Settings | None = None) -> MockApp:
    """Return the mock as an ASGI application, to be served or called in process.

    Raises ContractError for an unknown edition, rule or code, and EngineError for an engine that is not installed.
    """
    settings = settings or Settings()
    edition = with_readings(load_edition(settings.edition), settings.readings)
    service = Service(settings, edition, create_engine(settings.engine))
    started = time.monotonic()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        service.close()

    app = MockApp(
        service,
        title="livephoto mock: control API",
        version=__version__,
        openapi_url=f"{CONTROL_PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )

    @app.head(f"{CONTROL_PREFIX}/health", include_in_schema=False)
    @app.get(f"{CONTROL_PREFIX}/health", summary="Tell that the mock is up, and what it behaves like")
    def health() -> Health:
        uptime = int(time.monotonic() - started)
        return Health(edition=edition.id, engine=service.engine.name, uptime_in_seconds=uptime)

    return app


def with_readings(edition: Edition, readings: Mapping[str, str]) -> Edition:
    """Return the edition with other codes for some of its rules: the readings that the evidence also allows.

    Raises ContractError where a rule is not the edition's, or a code not one of the rule's alternatives.
    """
    rules = dict(edition.rules)
    for name, code in readings.items():
        if name not in rules:
            raise ContractError(f"edition {edition.id} has no rule {name!r}; it has: {', '.join(rules)}")
        if code not in rules[name].alternatives or code not in edition.errors:
            allowed = ", ".join(code for code in rules[name].alternatives if code in edition.errors) or "no other"
            raise ContractError(f"the evidence does not allow {code} for {name} in {edition.id}; it allows: {allowed}")
        reason = f"answered so on request; the edition's own reading is {rules[name].code}"
        rules[name] = replace(rules[name], code=code, basis="assumed", reason=reason, says=None, upstream_says=None)
    return replace(edition, rules=MappingProxyType(rules))
