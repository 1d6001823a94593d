"""`/__admin/requests/events`: the journal as it is written, as server-sent events."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import StreamingResponse

from mock_server.journal.journal import Journal
from mock_server.json_text import dumps
from mock_server.service import Service

_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


def events_router(service: Service) -> APIRouter:
    """Return the route that follows the journal."""
    router = APIRouter(prefix="/requests", tags=["requests"])
    journal = service.journal

    @router.get(
        "/events",
        response_class=StreamingResponse,
        responses={200: {"content": {"text/event-stream": {}}}},
        summary="Follow the journal as server-sent events; after= or Last-Event-ID says where to begin",
    )
    async def events(
        after: int | None = None, last_event_id: Annotated[str | None, Header()] = None
    ) -> StreamingResponse:
        start = after if after is not None else await _start(journal, last_event_id)
        return StreamingResponse(_events(journal, start), media_type="text/event-stream", headers=_HEADERS)

    return router


async def _start(journal: Journal, last_event_id: str | None) -> int:
    """Return the number to go on from: the last one seen, or the newest that there is."""
    if last_event_id is not None and last_event_id.isdecimal():
        return int(last_event_id)
    entries = await journal.entries()
    return entries[-1]["number"] if entries else 0


async def _events(journal: Journal, after: int) -> AsyncIterator[str]:
    yield ": the journal\n\n"
    async for entry in journal.follow(after):
        if entry is None:
            yield ": still here\n\n"
        else:
            yield f"id: {entry['number']}\nevent: request\ndata: {dumps(entry)}\n\n"
