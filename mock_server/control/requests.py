"""`/__admin/requests`: the journal, in WireMock's words."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from mock_server.control import models
from mock_server.control.errors import Refused
from mock_server.control.listing import listed
from mock_server.journal import query
from mock_server.journal.near_misses import NearMiss
from mock_server.service import Service

_LONGEST_LIST = 10_000


def requests_router(service: Service) -> APIRouter:
    """Return the routes that show the journal, and the one that empties it."""
    router = APIRouter(prefix="/requests", tags=["requests"])
    journal, off = service.journal, service.settings.journal_size == 0

    @router.get("", response_model=models.Requests, summary="List calls, the newest first")
    async def list_requests(
        limit: Annotated[int, Query(ge=0, le=_LONGEST_LIST)] = _LONGEST_LIST, since: str | None = None, after: int = 0
    ) -> JSONResponse:
        found = await journal.find(query.Query(since=since, after=after))
        return JSONResponse(listed(found[::-1][:limit], len(found), off=off))

    @router.delete("", status_code=204, summary="Empty the journal")
    async def forget() -> None:
        await service.state.forget(journal=True, counts=False, accounts=False)

    @router.get("/unmatched", response_model=models.Requests, summary="List calls that were refused for what they held")
    async def unmatched() -> JSONResponse:
        found = [miss.entry for miss in await journal.near_misses()]
        return JSONResponse(listed(found[::-1], len(found), off=off))

    @router.get(
        "/unmatched/near-misses",
        response_model=models.NearMisses,
        summary="Say in plain words what was wrong with refused calls, the newest first",
    )
    async def near_misses() -> JSONResponse:
        found = await journal.near_misses()
        return JSONResponse({"nearMisses": [_missed(miss) for miss in reversed(found)]})

    @router.get("/{id}", response_model=models.Entry, summary="Show one call, by its id or its number")
    async def show(id: str) -> JSONResponse:  # noqa: A002 - WireMock's name
        entry = await journal.get(id)
        if entry is None:
            raise Refused(404, f"the journal has no call {id!r}; it keeps the last {service.settings.journal_size}")
        return JSONResponse(dict(entry))

    return router


def _missed(miss: NearMiss) -> dict[str, Any]:
    return {"request": miss.entry, "says": list(miss.says), "distance": miss.distance}
