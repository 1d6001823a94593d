"""The control API as an application: who may come in, which routes there are, how errors look."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse

from livephoto._version import __version__
from mock_server.control.access import refusal
from mock_server.control.credits import credits_router
from mock_server.control.docs import CONTENT_SECURITY_POLICY, docs_page
from mock_server.control.errors import Problems, install, problems
from mock_server.control.events import events_router
from mock_server.control.life import life_router
from mock_server.control.reports import reports_router
from mock_server.control.requests import requests_router
from mock_server.control.scenarios import scenarios_router
from mock_server.control.searching import searching_router
from mock_server.control.settings import settings_router
from mock_server.page.routes import FILES_PREFIX, closed_page, page_router
from mock_server.receive import Receive, Scope, Send
from mock_server.service import Service
from mock_server.vendor import CONTROL_PREFIX

_ABOUT = """\
Asks the mock about itself, and tells it what to do next. Names are WireMock's where it has them.

Open on the mock's own machine; from elsewhere with the header Authorization: Bearer TOKEN. Pages of other origins are
turned away. Nothing here names a file or runs a template."""
# In this order: what stands at the end of requests_router takes any name for the id of a call.
_ROUTERS = (
    searching_router,
    events_router,
    requests_router,
    scenarios_router,
    credits_router,
    settings_router,
    reports_router,
    life_router,
)
_TOKEN_NEEDED = 401


class ControlApi(FastAPI):
    """The control API of one mock."""

    def __init__(self, service: Service, **settings: Any) -> None:
        super().__init__(
            title="livephoto mock: control API",
            description=_ABOUT,
            version=__version__,
            openapi_url=f"{CONTROL_PREFIX}/openapi.json",
            docs_url=None,
            redoc_url=None,
            redirect_slashes=False,
            responses={"default": {"model": Problems, "description": "Why it could not be done."}},
            **settings,
        )
        self.service = service
        install(self)
        routes = APIRouter(prefix=CONTROL_PREFIX)
        for router in _ROUTERS:
            routes.include_router(router(service))
        routes.get("/docs", include_in_schema=False)(self._docs)
        self.include_router(routes)
        self.include_router(page_router(service))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, if it may come in."""
        turned_away = refusal(scope, self.service.settings.admin_token) if scope["type"] == "http" else None
        if turned_away is None or (turned_away[0] == _TOKEN_NEEDED and scope["path"].startswith(FILES_PREFIX)):
            await super().__call__(scope, receive, send)
            return
        status, reason = turned_away
        headers = {"www-authenticate": "Bearer"} if status == _TOKEN_NEEDED else {}
        answer = closed_page(status, reason, headers) if scope["path"] == "/" else problems(status, [reason], headers)
        await answer(scope, receive, send)

    async def _docs(self) -> HTMLResponse:
        return HTMLResponse(docs_page(self.openapi()), headers={"content-security-policy": CONTENT_SECURITY_POLICY})
