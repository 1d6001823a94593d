"""The control API, under `/__admin`: what is asked about the mock itself. FastAPI, away from the vendor's paths."""

from __future__ import annotations

import time
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from livephoto._version import __version__
from mock_server.service import Service
from mock_server.vendor import CONTROL_PREFIX


class Health(BaseModel):
    """What `/__admin/health` answers; names in camel case, as WireMock has them."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    status: str = "healthy"
    version: str = __version__
    edition: str
    engine: str
    uptime_in_seconds: int


class ControlApi(FastAPI):
    """The control API of one mock."""

    def __init__(self, service: Service, **settings: Any) -> None:
        super().__init__(
            title="livephoto mock: control API",
            version=__version__,
            openapi_url=f"{CONTROL_PREFIX}/openapi.json",
            docs_url=None,
            redoc_url=None,
            **settings,
        )
        self.service = service
        path, summary = f"{CONTROL_PREFIX}/health", "Tell that the mock is up, and what it behaves like"
        self.get(path, summary=summary)(self._health)
        self.head(path, include_in_schema=False)(self._health)

    def _health(self) -> Health:
        uptime = int(time.monotonic() - self.service.started)
        return Health(edition=self.service.edition.id, engine=self.service.engine.name, uptime_in_seconds=uptime)
