"""The vendor's side of the server: an ASGI layer in front of the control API.

It answers every path but the control API's own, so that no page of the framework ever shows there. It is plain ASGI,
and stands before the framework, because the framework's own work would cost more than the answer itself.
"""

from __future__ import annotations

from mock_server.call import Call
from mock_server.delivery import send_answer
from mock_server.directing import Directing
from mock_server.receive import App, ClientGone, Receive, Scope, Send
from mock_server.service import Service

CONTROL_PREFIX = "/__admin"


class VendorApi:
    """ASGI layer: the vendor's paths are answered here, the control API's by the app behind."""

    def __init__(self, app: App, service: Service) -> None:
        self._app = app
        self._service = service
        self._directing = Directing(service)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if scope["type"] != "http" or is_control(scope["path"]) or (scope["path"] == "/" and asks_for_page(scope)):
            await self._app(scope, receive, send)
            return
        if asks_for_cors(scope):
            await send_answer(self._service.preflight(dict(scope["headers"])), send)
            return
        call = self._service.open()
        if self._service.recorded is not None:
            call.watched = self._service.recorded.watch(scope, receive)
            receive = call.watched.receive
        call.receive = receive
        act = self._directing.perform if self._service.scenarios.busy or has_preference(scope) else self._answer
        try:
            await act(call, scope, receive, send)
        finally:
            await self._service.journal.note(call)

    async def _answer(self, call: Call, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            call.answer = await self._service.answer(call, scope, receive)
            await self._service.settle(call)
        except ClientGone:
            call.verdict = "client gone"
            return
        except Exception:
            call.answer = await self._service.failed(call)
        await send_answer(call.answer, send)


def is_control(path: str) -> bool:
    """Tell whether `path` belongs to the control API."""
    return path == CONTROL_PREFIX or path.startswith(CONTROL_PREFIX + "/")


def asks_for_page(scope: Scope) -> bool:
    """Tell whether a browser asks for a page to show: at `/` it gets the mock's own."""
    accepted = dict(scope["headers"]).get(b"accept", b"")
    return scope["method"] in ("GET", "HEAD") and b"text/html" in accepted


def asks_for_cors(scope: Scope) -> bool:
    """Tell whether a request is a browser's CORS preflight."""
    return scope["method"] == "OPTIONS" and any(
        name == b"access-control-request-method" for name, _ in scope["headers"]
    )


def has_preference(scope: Scope) -> bool:
    """Tell whether a request has a `Prefer` header."""
    return b"prefer" in dict(scope["headers"])
