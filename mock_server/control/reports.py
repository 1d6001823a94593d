"""What the mock can tell of itself and of its clients: contract, audit, metrics, recordings."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response

from livephoto.contract import Edition
from mock_server.audit.auditing import audit
from mock_server.audit.checks import MOST_ATTEMPTS
from mock_server.control import models
from mock_server.control.errors import Refused
from mock_server.control.exposition import CONTENT_TYPE, exposition
from mock_server.journal import query
from mock_server.recorded_index import Place
from mock_server.service import Service


def reports_router(service: Service) -> APIRouter:
    """Return the routes that only tell."""
    router = APIRouter(tags=["reports"])

    @router.get("/contract", summary="Show the edition and its rules, each with why we believe in it")
    async def contract() -> models.Contract:
        return _contract(service.edition)

    @router.get("/audit", summary="Say what the calls in the journal tell against the clients that made them")
    async def findings(
        key: str | None = None,
        after: int = 0,
        since: str | None = None,
        most_attempts: Annotated[int, Query(alias="mostAttempts", ge=1)] = MOST_ATTEMPTS,
    ) -> JSONResponse:
        if service.settings.journal_size == 0:
            raise Refused(409, "this mock keeps no journal, so there is nothing to audit: start it with one")
        entries = await service.journal.find(query.Query(key=key, after=after, since=since))
        return JSONResponse(audit(entries, service.edition, most_attempts).as_json())

    @router.get("/metrics", summary="Give the counters of this process in Prometheus' text format")
    async def metrics() -> Response:
        return Response(exposition(service.metrics, service.edition.id), media_type=CONTENT_TYPE)

    @router.get("/recordings", summary="List the recordings that the mock plays")
    async def recordings() -> dict[str, Any]:
        places = await service.recorded.listing() if service.recorded is not None else []
        return {"recordings": [_played(*each) for each in places], "meta": {"total": len(places)}}

    return router


def _played(identity: str, place: Place) -> dict[str, Any]:
    at = datetime.fromtimestamp(place.started, UTC).isoformat() if place.started else None
    return {"file": place.file, "number": place.number, "at": at, "request": identity, "key": place.key}


def _contract(edition: Edition) -> models.Contract:
    return models.Contract(
        edition=edition.id,
        title=edition.title,
        date=edition.date,
        retired=edition.retired,
        path=edition.request.path,
        method=edition.request.method,
        key_header=edition.request.key_header,
        rules=[
            models.RuleShown(
                name=rule.name,
                fault=rule.fault,
                status=edition.status_of(rule.code),
                code=rule.code,
                basis=rule.basis,
                source=rule.source,
                reason=rule.reason,
                alternatives=list(rule.alternatives),
                asked_only=rule.asked_only,
            )
            for rule in edition.rules.values()
        ],
    )
