"""`/__admin/requests/count`, `find` and `verify`: questions to the journal."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from mock_server.control import models
from mock_server.control.listing import listed
from mock_server.journal.query import Query
from mock_server.service import Service


def searching_router(service: Service) -> APIRouter:
    """Return the routes that search the journal."""
    router = APIRouter(prefix="/requests", tags=["requests"])
    journal, off = service.journal, service.settings.journal_size == 0

    @router.post("/count", summary="Count the calls that fit a pattern")
    async def count(pattern: models.Pattern) -> models.Count:
        return models.Count(count=await journal.count(_query(pattern)), request_journal_disabled=off)

    @router.post("/find", response_model=models.Requests, summary="Find the calls that fit a pattern, oldest first")
    async def find(pattern: models.Pattern) -> JSONResponse:
        found = await journal.find(_query(pattern))
        return JSONResponse(listed(found, len(found), off=off))

    @router.post("/verify", summary="Tell whether so many calls fit a pattern: exactly one billed call for this photo")
    async def verify(wanted: models.Verify) -> models.Verified:
        asked, low, high = _query(wanted.request), wanted.at_least, wanted.at_most
        found = await journal.verify(asked, exactly=wanted.exactly, at_least=low, at_most=high)
        return models.Verified(holds=found.holds, says=found.says, count=found.count, calls=list(found.calls))

    return router


def _query(pattern: models.Pattern) -> Query:
    given: dict[str, Any] = pattern.model_dump(exclude={"url", "url_path"})
    given["path"] = pattern.path or pattern.url_path or pattern.url
    return Query(**given)
