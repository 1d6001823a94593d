"""What stands below the ASGI app: requests that the HTTP parser would not let through to it.

Bytes that are not HTTP, or a method that the parser does not know, would get a text page of uvicorn's; here they get
the envelope too. And an offer to upgrade the connection, as Java's HTTP client makes with every upload, would cost the
request its body.
"""

from __future__ import annotations

import asyncio
import re
import sys
from http import HTTPStatus
from typing import Any, cast

from mock_server.answers import Answer
from mock_server.connection import STATE_NAME, Connection
from mock_server.service import Service

_LONGEST_HEAD = _LONGEST_LINE = 64 * 1024
_MOMENT = 2.0
"""Seconds that half a request is given to become whole when the server is stopped."""
_UPGRADE = re.compile(rb"\r\nupgrade:[^\r\n]*", re.IGNORECASE)


class _WithinReach(asyncio.Protocol):
    """Puts the connection within reach of each of its calls."""

    app_state: dict[str, Any]
    connection: Connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin a connection."""
        super().connection_made(transport)
        self.connection = Connection(cast("asyncio.Transport", transport))
        self.app_state = {**self.app_state, STATE_NAME: self.connection}

    def connection_lost(self, exc: Exception | None) -> None:
        """End a connection."""
        super().connection_lost(exc)
        self.connection.end()


def http_protocol(service: Service) -> type[asyncio.Protocol]:
    """Return uvicorn's HTTP protocol, the quick one where it is installed, that answers nonsense in the envelope."""
    base = _uvicorn_protocol()

    class EnvelopeProtocol(_WithinReach, base):  # type: ignore[misc, valid-type]
        """uvicorn's protocol with another answer to what it cannot parse."""

        held = b""
        head_size = 0

        def data_received(self, data: bytes) -> None:
            """Take the next bytes of the connection: a bounded head, an offer to upgrade left out of it."""
            if self.held or self.cycle is None or not self.cycle.more_body:
                self.head_size = 0 if b"\r\n\r\n" in data else self.head_size + len(data)
                if self.head_size > _LONGEST_HEAD:
                    self.send_400_response("")
                    return
                data, self.held = without_upgrade(self.held + data)
            super().data_received(data)

        def shutdown(self) -> None:
            """Begin to stop: calls that are whole are answered, others are given a moment to become so."""
            super().shutdown()
            self.connection.hurry()
            self.loop.call_later(_MOMENT, self.drop_half_a_request)

        def drop_half_a_request(self) -> None:
            """Close the connection if the request on it is still not whole."""
            if _unanswered(self.cycle) and self.cycle.more_body:
                self.transport.close()

        def send_400_response(self, msg: str) -> None:
            """Answer bytes that could not be parsed, and close. `msg` is uvicorn's own text, not shown."""
            if _unanswered(self.cycle) and not self.cycle.more_body:
                # What came behind a whole request is nonsense; that request still gets its answer.
                self.cycle.keep_alive = False
                return
            # uvicorn calls this while it handles the parser's error, the one place that tells which it was.
            self.transport.write(serialise(service.fault(_broken_rule(sys.exception()))))
            self.transport.close()

    return EnvelopeProtocol


def _unanswered(cycle: Any) -> bool:
    return cycle is not None and not cycle.response_complete


def _broken_rule(error: BaseException | None) -> str:
    unknown_method = type(error).__name__ == "HttpParserInvalidMethodError"
    return "method_unknown" if unknown_method else "http_malformed"


def without_upgrade(data: bytes) -> tuple[bytes, bytes]:
    """Return the start of a request without its `Upgrade` header, and what to hold back until more has come.

    A server is free to ignore that header (RFC 9110, 7.8), but httptools ends a request that carries it at its head,
    whether a body follows or not. While the head goes on, its last line is held back: it may become that header.
    """
    end = data.find(b"\r\n\r\n")
    line = data.rfind(b"\r\n") if end < 0 else len(data)
    if line < 0 or len(data) - line > _LONGEST_LINE:
        return data, b""
    found = _UPGRADE.search(data, 0, end if end >= 0 else line)
    return (data[: found.start()] + data[found.end() : line] if found else data[:line]), data[line:]


def serialise(answer: Answer) -> bytes:
    """Return an answer as HTTP/1.1 bytes that end the connection."""
    lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}".encode()]
    lines += [name + b": " + value for name, value in answer.headers]
    return b"\r\n".join([*lines, b"connection: close", b"", b"".join(answer.pieces)])


def _uvicorn_protocol() -> type[Any]:
    try:
        from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
    except ImportError:
        from uvicorn.protocols.http.h11_impl import H11Protocol

        return H11Protocol
    return HttpToolsProtocol
