"""`/__admin/settings`: what the mock was told to be, and the little of it that can change while it runs."""

from __future__ import annotations

from fastapi import APIRouter

from mock_server.control import models
from mock_server.control.errors import Refused
from mock_server.service import Service


def settings_router(service: Service) -> APIRouter:
    """Return the routes that show the settings and change them."""
    router = APIRouter(prefix="/settings", tags=["settings"])

    @router.get("", summary="Show what the mock was told to be")
    async def show() -> models.CurrentSettings:
        return _current(service)

    @router.put("", summary="Change what can be changed while it runs: credits")
    async def change(wanted: models.ChangedSettings) -> models.CurrentSettings:
        now = _current(service)
        for name in wanted.model_fields_set - {"credits"}:
            if getattr(wanted, name) != getattr(now, name):
                raise Refused(409, f"{name} is chosen when the mock starts: start another with what you want")
        if "credits" in wanted.model_fields_set and wanted.credits != now.credits:
            _start_with(service, wanted.credits)
        return _current(service)

    return router


def _start_with(service: Service, credits: int | None) -> None:  # noqa: A002
    if service.settings.workers > 1 or service.state.shared:
        raise Refused(409, "credits cannot change here for all workers and replicas: set balances by PUT credits")
    service.ledger.start_with(credits)


def _current(service: Service) -> models.CurrentSettings:
    settings = service.settings
    return models.CurrentSettings(
        edition=service.edition.id,
        engine=service.engine.name,
        credits=service.ledger.total,
        known_keys=len({*settings.api_keys, *settings.locked_keys}) if settings.api_keys else None,
        max_body=settings.max_body,
        journal_size=settings.journal_size,
        cache_bytes=settings.cache_bytes,
        readings=dict(settings.readings),
        workers=settings.workers,
        shared=service.state.shared,
    )
