"""The page's routes: `/` itself, its files, and the parts of it that are rendered anew while it is open."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response, StreamingResponse
from pydantic import BaseModel

from mock_server.control.errors import Refused
from mock_server.page import parts
from mock_server.page.files import page_files, version
from mock_server.page.rendering import render
from mock_server.page.rows import row
from mock_server.service import Service

PAGE_PREFIX = "/__admin/page"
FILES_PREFIX = f"{PAGE_PREFIX}/files"

_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_OWN = "script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src blob:; connect-src 'self'"

HEADERS = {
    "content-security-policy": f"{_NOTHING}; {_OWN}",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
    "vary": "accept, authorization",
}
_TOKEN_NEEDED = 401
_KEPT = {**HEADERS, "cache-control": "public, max-age=31536000, immutable"}
_STREAMED = {**HEADERS, "x-accel-buffering": "no"}


class KeyShown(BaseModel):
    """The key whose account the page shows first."""

    key: str = ""


def page_router(service: Service) -> APIRouter:
    """Return the page's routes."""
    router = APIRouter(include_in_schema=False)

    async def workbench() -> HTMLResponse:
        return _html(render("workbench", files=_files(), **await parts.workbench(service)))

    router.add_api_route("/", workbench, methods=["GET", "HEAD"])

    @router.get(FILES_PREFIX + "/{files_version}/{name}")
    async def file(files_version: str, name: str) -> Response:
        if files_version != version() or name not in page_files():
            raise Refused(404, "the page has no such file: load the page anew")
        return Response(page_files()[name].content, media_type=page_files()[name].media_type, headers=_KEPT)

    @router.get(f"{PAGE_PREFIX}/journal")
    async def journal() -> HTMLResponse:
        return _html(render("journal", **await parts.journal(service)))

    @router.get(f"{PAGE_PREFIX}/events")
    async def events(after: int = 0) -> StreamingResponse:
        return StreamingResponse(_events(service, after), media_type="text/event-stream", headers=_STREAMED)

    @router.post(f"{PAGE_PREFIX}/credits")
    async def credits_of(shown: KeyShown) -> HTMLResponse:
        return _html(render("credits", **await parts.credits_of(service, shown.key)))

    @router.get(f"{PAGE_PREFIX}/audit")
    async def findings() -> HTMLResponse:
        return _html(render("audit", **await parts.findings(service)))

    return router


def closed_page(status: int, reason: str, headers: Mapping[str, str]) -> HTMLResponse:
    """Return what a browser gets that may not come in: the reason, and where a token helps a form for it."""
    text = render("closed", files=_files(), status=status, reason=reason)
    # Without a form there is nothing to load, not even an icon: that would be a call in the journal.
    policy = {} if status == _TOKEN_NEEDED else {"content-security-policy": _NOTHING}
    return HTMLResponse(text, status, headers={**HEADERS, **policy, **headers})


def _html(text: str) -> HTMLResponse:
    return HTMLResponse(text, headers=HEADERS)


def _files() -> str:
    return f"{FILES_PREFIX}/{version()}"


async def _events(service: Service, after: int) -> AsyncIterator[str]:
    yield ": the journal\n\n"
    async for entry in service.journal.follow(after):
        if entry is None:
            yield ": still here\n\n"
            continue
        lines = render("row", row=row(entry, service.edition)).strip().splitlines()
        yield "\n".join([f"id: {entry['number']}", *(f"data: {line}" for line in lines)]) + "\n\n"
