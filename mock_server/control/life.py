"""The mock's life: is it up, begin anew, end."""

from __future__ import annotations

import time

from fastapi import APIRouter, BackgroundTasks

from livephoto._version import __version__
from mock_server.control import models
from mock_server.control.errors import Refused
from mock_server.service import Service


def life_router(service: Service) -> APIRouter:
    """Return the routes for health, reset and shutdown."""
    router = APIRouter(tags=["life"])

    async def health() -> models.Health:
        return models.Health(
            version=__version__,
            edition=service.edition.id,
            engine=service.engine.name,
            uptime_in_seconds=int(time.monotonic() - service.started),
        )

    router.get("/health", summary="Tell that the mock is up, and what it behaves like")(health)
    router.head("/health", include_in_schema=False)(health)

    @router.post("/reset", summary="Forget calls, counts, balances and added scenarios; the body may keep some")
    async def reset(wanted: models.Reset | None = None) -> models.Said:
        what = wanted or models.Reset()
        await service.state.forget(journal=what.journal, counts=what.counts, accounts=what.accounts)
        if what.scenarios:
            await service.scenarios.reset()
        forgotten = [name for name, gone in what.model_dump().items() if gone]
        return models.Said(says=f"forgotten: {', '.join(forgotten) or 'nothing'}")

    @router.post("/shutdown", status_code=202, summary="End the mock; calls in flight are answered first")
    async def shutdown(later: BackgroundTasks) -> models.Said:
        if service.stop is None:
            raise Refused(409, "this mock runs inside another program and ends with it")
        later.add_task(service.stop)
        return models.Said(says="the mock ends once calls in flight are answered")

    return router
