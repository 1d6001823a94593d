"""The client for asyncio and trio: the same calls, awaited."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing, closing
from types import TracebackType
from typing import Self, Unpack, cast

import httpx

from livephoto.client_base import DEFAULT_RETRY, ClientBase
from livephoto.contract import LivePhotoType
from livephoto.credits import Credits
from livephoto.errors import LivePhotoError
from livephoto.options import DEFAULT_TIMEOUT, AsyncOptions, Timeout, refuse_both, with_user_agent
from livephoto.photo import PhotoSource
from livephoto.readers import Result
from livephoto.request import Call, credits_call
from livephoto.retry import Retry
from livephoto.steps import Pause
from livephoto.video import LivePhoto


async def _sleep(seconds: float) -> None:
    import anyio  # imported late, to be no burden to those who never wait

    await anyio.sleep(seconds)


class AsyncClient(ClientBase):
    """Calls the Live Photos API, as many calls at a time as are awaited.

    Takes what Client takes; `http_client` and `transport` are httpx's asynchronous ones, `sleep` is awaited.
    The photo is read, and the video decoded and written piece by piece, in the event loop's own thread.
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | httpx.URL | None = None,
        timeout: Timeout = DEFAULT_TIMEOUT,
        retry: Retry = DEFAULT_RETRY,
        check: bool = True,
        http_client: httpx.AsyncClient | None = None,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
        sleep: Callable[[float], Awaitable[object]] = _sleep,
        **options: Unpack[AsyncOptions],
    ) -> None:
        refuse_both(http_client, options)
        super().__init__(api_key, base_url, timeout, retry, check, clock, chance, http_client)
        options["headers"] = with_user_agent(options.get("headers"))
        self._http = http_client or httpx.AsyncClient(**options)
        self._owns_http = http_client is None
        self._sleep = sleep

    async def animate(
        self,
        photo: PhotoSource,
        type: LivePhotoType = LivePhotoType.AVATAR,  # noqa: A002 - the API's own word
        *,
        to: str | os.PathLike[str] | None = None,
        check: bool | None = None,
    ) -> LivePhoto:
        """Bring a photo to life and return the video, as Client.animate does."""
        return await self._drive(self._animate_call(photo, type, to, check))

    async def credits(self) -> Credits:
        """Return what the account holds; free of charge. Raises LivePhotoError."""
        return await self._drive(credits_call(self._edition))

    async def aclose(self) -> None:
        """Close the connections, unless the httpx client is the caller's."""
        if self._owns_http:
            await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def _drive(self, call: Call[Result]) -> Result:
        todo = self._steps(call)
        outcome: Result | LivePhotoError | None = None
        try:
            while True:
                step = todo.send(outcome)
                if isinstance(step, Pause):
                    outcome = None
                    await self._sleep(step.seconds)
                else:
                    outcome = await self._send(call, step.until)
        except StopIteration as done:
            return cast("Result", done.value)

    async def _send(self, call: Call[Result], until: float | None) -> Result | LivePhotoError:
        request, answer = self._prepare(self._http, call, until)
        with closing(answer):
            try:
                async with aclosing(await self._http.send(request, stream=True, follow_redirects=False)) as response:
                    answer.begin(response.status_code, response.headers)
                    async for chunk in response.aiter_bytes():
                        answer.feed(chunk)
                    return answer.finish()
            except (httpx.RequestError, LivePhotoError) as error:
                return answer.failed(error)
            except BaseException as error:
                answer.interrupted(error)
                raise
