"""The vendor's side of the server: an ASGI layer in front of the control API.

It answers every path but the control API's own, so that no page of the framework ever shows there. It is plain ASGI,
and stands before the framework, because the framework's own work would cost more than the answer itself.
"""

from __future__ import annotations

import logging

from mock_server.answers import Answer
from mock_server.receive import App, ClientGone, Receive, Scope, Send
from mock_server.service import Service

CONTROL_PREFIX = "/__admin"

_log = logging.getLogger("livephoto.mock")


class VendorApi:
    """ASGI layer: the vendor's paths are answered here, the control API's by the app behind."""

    def __init__(self, app: App, service: Service) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if scope["type"] != "http" or is_control(scope["path"]):
            await self._app(scope, receive, send)
            return
        if asks_for_cors(scope):
            await send_answer(self._service.preflight(dict(scope["headers"])), send)
            return
        call = self._service.open()
        try:
            call.answer = await self._service.answer(call, scope, receive)
            await self._service.settle(call)
        except ClientGone:
            return
        except Exception:
            _log.exception("%s %s failed inside the mock", scope["method"], scope["path"])
            call.answer = self._service.fault()
        await send_answer(call.answer, send)


def is_control(path: str) -> bool:
    """Tell whether `path` belongs to the control API."""
    return path == CONTROL_PREFIX or path.startswith(CONTROL_PREFIX + "/")


def asks_for_cors(scope: Scope) -> bool:
    """Tell whether a request is a browser's CORS preflight."""
    return scope["method"] == "OPTIONS" and any(
        name == b"access-control-request-method" for name, _ in scope["headers"]
    )


async def send_answer(answer: Answer, send: Send) -> None:
    """Send an answer piece by piece."""
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    *first, last = answer.pieces
    for piece in first:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": last})
