"""Requests and answers on their way through the ASGI wrapper."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from livephoto.contract import load_edition

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

REQUEST = load_edition("2026-01").request
_EACH = 100_000


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes
    pieces: bool = False
    """Send the body in several pieces, without its length."""

    @cached_property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The error code, empty for a success."""
        return str(self.json["error_detail"]["code"])

    def with_json(self, value: Any, **options: Any) -> Reply:
        return replace(self, body=json.dumps(value, **options).encode())

    def with_headers(self, **headers: str) -> Reply:
        return replace(self, headers=self.headers | {name.replace("_", "-"): value for name, value in headers.items()})


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    earlier: list[Reply] = field(default_factory=list)
    """Answers of the mock to the calls before."""

    @property
    def live(self) -> bool:
        return self.path == REQUEST.path

    @cached_property
    def parts(self) -> dict[str, tuple[bytes, bytes]]:
        """Head and content of each part of the form, by name."""
        _, _, boundary = self.headers.get("content-type", "").partition("boundary=")
        if not boundary:
            return {}
        parts = {}
        for piece in self.body.split(b"--" + boundary.encode())[1:-1]:
            head, _, content = piece[2:-2].partition(b"\r\n\r\n")
            parts[head.partition(b'name="')[2].partition(b'"')[0].decode()] = head, content
        return parts

    @property
    def type(self) -> str | None:
        """The `type` field's text, None where it was left out."""
        _, text = self.parts.get(REQUEST.type_field.name, (b"", None))
        return None if text is None else text.decode()

    @property
    def photo(self) -> bytes:
        return self.parts.get(REQUEST.image_field.name, (b"", b""))[1]

    @property
    def file_name(self) -> str:
        head, _ = self.parts.get(REQUEST.image_field.name, (b"", b""))
        return head.partition(b'filename="')[2].partition(b'"')[0].decode()

    def with_parts(self, **contents: bytes) -> Call:
        """Return the call with other contents in its form; names that are new become text fields."""
        _, _, boundary = self.headers["content-type"].partition("boundary=")
        edge, parts = b"--" + boundary.encode(), dict(self.parts)
        for name, content in contents.items():
            head = parts.get(name, (b'Content-Disposition: form-data; name="' + name.encode() + b'"', b""))[0]
            parts[name] = head, content
        pieces = b"".join(edge + b"\r\n" + head + b"\r\n\r\n" + body + b"\r\n" for head, body in parts.values())
        body = pieces + edge + b"--\r\n"
        return replace(self, body=body, headers=self.headers | {"content-length": str(len(body))})

    def without_part(self, name: str) -> Call:
        parts = {each: part for each, part in self.parts.items() if each != name}
        empty = replace(self)
        empty.__dict__["parts"] = parts
        return empty.with_parts()


async def ask(app: App, call: Call) -> Reply:
    """Return the answer of an ASGI app."""
    sent: list[Message] = []
    messages = iter([{"type": "http.request", "body": call.body, "more_body": False}])

    async def receive() -> Message:
        return next(messages, {"type": "http.disconnect"})

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(name.encode(), value.encode()) for name, value in call.headers.items()]
    await app({"type": "http", "method": call.method, "path": call.path, "headers": headers}, receive, send)
    start, *rest = sent
    answered = {name.decode(): value.decode() for name, value in start["headers"]}
    return Reply(start["status"], answered, b"".join(message.get("body", b"") for message in rest))


async def read(scope: Scope, receive: Receive) -> Call:
    """Return the request that an ASGI server passes on."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
    return Call(scope["method"], scope["path"], headers, bytes(body))


async def answer(reply: Reply, send: Send) -> None:
    """Send an answer through an ASGI server."""
    headers = {name: value for name, value in reply.headers.items() if name.lower() != "content-length"}
    pieces = [reply.body]
    if reply.pieces:
        pieces = [reply.body[at : at + _EACH] for at in range(0, len(reply.body), _EACH)] or [b""]
    else:
        headers["content-length"] = str(len(reply.body))
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": reply.status, "headers": raw})
    for number, piece in enumerate(pieces, 1):
        await send({"type": "http.response.body", "body": piece, "more_body": number < len(pieces)})
