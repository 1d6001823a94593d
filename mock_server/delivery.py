"""How an answer goes out where a scenario has a say: late, in pieces, damaged, cut off, or not at all.

On a connection of our own server faults are what they are called. Where another server runs the app, or none (in
process), a fault that is no answer becomes the exception `ConnectionCut`, and a client in the same process sees that.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable

from mock_server.answers import Answer
from mock_server.connection import connection_of
from mock_server.receive import ClientGone, Message, Receive, Scope, Send
from mock_server.scenarios.chance import noise
from mock_server.scenarios.choosing import Plan
from mock_server.scenarios.damage import with_headers
from mock_server.scenarios.faults import Fault, Moment, Point
from mock_server.scenarios.stub import Dribble

_MALFORMED_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
_MOST_BEFORE_RESET = 64 * 1024
"""Bytes of the body that go out before a reset: as many as are sure to arrive before it does."""

Sleep = Callable[[float], Awaitable[None]]


class ConnectionCut(ConnectionResetError):  # noqa: N818 - an event of the connection, not an error of ours
    """A scenario broke the connection: there is no answer, or no more of it."""


class Delivery:
    """One call's way in and out."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, image_name: str, sleep: Sleep | None = None) -> None:
        """image_name: the form field of the photo. sleep: waits so many seconds; for tests."""
        self._connection = connection_of(scope)
        self._receive = receive
        self._send = send
        self._image_name = image_name
        self._sleep = sleep or (self._connection.wait if self._connection else asyncio.sleep)

    async def before_reading(self, plan: Plan) -> None:
        """Do what comes before the body is read. Raises ClientGone, ConnectionCut."""
        if plan.effect.moment is Moment.BEFORE_READING and plan.effect.delay is not None:
            await self._sleep(plan.seconds)
            if self._lost():
                raise ClientGone
        if plan.effect.point is Point.START:
            await self._reset()

    def reading(self, plan: Plan) -> Receive:
        """Return the request's events, with what comes between them."""
        if plan.effect.point is Point.IMAGE:
            return self._until_image()
        if plan.effect.moment is Moment.WHILE_READING and plan.effect.delay is not None:
            return self._held_up(plan.seconds)
        return self._receive

    async def before_answer(self, plan: Plan) -> None:
        """Wait as long as the plan says. Raises ClientGone as soon as nobody waits any more."""
        if plan.effect.moment is not Moment.BEFORE_ANSWER or plan.effect.delay is None:
            return
        gone = asyncio.ensure_future(self._gone())
        wait = asyncio.ensure_future(self._sleep(plan.seconds))
        try:
            await asyncio.wait({gone, wait}, return_when=asyncio.FIRST_COMPLETED)
            if gone.done() or self._lost():
                raise ClientGone
        finally:
            gone.cancel()
            wait.cancel()

    async def break_off(self, plan: Plan) -> None:
        """Send what a fault sends in the place of an answer, and close. Raises ConnectionCut."""
        data = noise(*plan.luck) + b"\r\n\r\n"
        if plan.effect.fault is Fault.EMPTY_RESPONSE:
            data = b""
        elif plan.effect.fault is Fault.MALFORMED_RESPONSE_CHUNK:
            data = _MALFORMED_HEAD + data
        if self._connection is not None:
            await self._connection.write(data)
            await self._connection.close()
        raise ConnectionCut("a scenario closed the connection")

    async def answer(self, answer: Answer, plan: Plan) -> None:
        """Send an answer as the plan has it. Raises ConnectionCut, ClientGone."""
        if plan.effect.point is Point.VIDEO:
            await self._cut_off(answer)
        elif plan.effect.fault is Fault.EARLY_REFUSAL:
            headers = with_headers(answer.headers, [(b"connection", b"close")])
            await send_answer(Answer(answer.status, headers, answer.pieces), self._send)
        elif plan.effect.dribble is not None:
            await self._dribble(answer, plan.effect.dribble)
        else:
            await send_answer(answer, self._send)

    async def _dribble(self, answer: Answer, dribble: Dribble) -> None:
        body = b"".join(answer.pieces)
        size = -(-len(body) // dribble.pieces)
        pieces = [body[start : start + size] for start in range(0, len(body), size)] or [b""]
        await self._send(_start(answer))
        for number, piece in enumerate(pieces, 1):
            await self._sleep(dribble.seconds / len(pieces))
            if self._lost():
                raise ClientGone
            await self._send(_body(piece, more=number < len(pieces)))

    async def _cut_off(self, answer: Answer) -> None:
        body = b"".join(answer.pieces)
        await self._send(_start(answer))
        await self._send(_body(body[: min(len(body) // 2, _MOST_BEFORE_RESET)], more=True))
        await self._reset()

    async def _reset(self) -> None:
        if self._connection is not None:
            await self._connection.sent()
            await self._connection.reset()
        raise ConnectionCut("a scenario reset the connection")

    def _lost(self) -> bool:
        return self._connection is not None and self._connection.ended

    async def _gone(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass

    def _until_image(self) -> Receive:
        watch = ImageWatch(self._image_name)

        async def receive() -> Message:
            message = await self._receive()
            body = message.get("body", b"")
            # Without an image the end of the body is as far as it goes.
            if message["type"] == "http.request" and (watch.inside(body) or not message.get("more_body", False)):
                await self._reset()
            return message

        return receive

    def _held_up(self, seconds: float) -> Receive:
        left = [seconds]

        async def receive() -> Message:
            message = await self._receive()
            if left:
                await self._sleep(left.pop())
            return message

        return receive


class ImageWatch:
    """Tells when bytes of the image part have come."""

    def __init__(self, name: str) -> None:
        self._head = re.compile(rb'name="?%s"?[^\r\n]*(?:\r\n[^\r\n]+)*\r\n\r\n.' % re.escape(name.encode()), re.DOTALL)
        self._kept = b""

    def inside(self, data: bytes) -> bool:
        """Take the next bytes of the body; tell whether the image has begun."""
        text = self._kept + data
        # A part's head fits into so much; what lies before it need not be searched again.
        self._kept = text[-20_000:]
        return self._head.search(text) is not None


async def send_answer(answer: Answer, send: Send) -> None:
    """Send an answer piece by piece."""
    await send(_start(answer))
    *first, last = answer.pieces
    for piece in first:
        await send(_body(piece, more=True))
    await send({"type": "http.response.body", "body": last})


def _start(answer: Answer) -> Message:
    return {"type": "http.response.start", "status": answer.status, "headers": answer.headers}


def _body(piece: bytes, *, more: bool) -> Message:
    return {"type": "http.response.body", "body": piece, "more_body": more}
