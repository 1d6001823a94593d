"""The client that waits for each call."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from contextlib import closing
from types import TracebackType
from typing import Self, Unpack, cast

import httpx

from livephoto.client_base import DEFAULT_RETRY, ClientBase
from livephoto.contract import LivePhotoType
from livephoto.credits import Credits
from livephoto.errors import LivePhotoError
from livephoto.options import DEFAULT_TIMEOUT, SyncOptions, Timeout, refuse_both, with_user_agent
from livephoto.photo import PhotoSource
from livephoto.readers import Result
from livephoto.request import Call, credits_call
from livephoto.retry import Retry
from livephoto.steps import Pause
from livephoto.video import LivePhoto


class Client(ClientBase):
    """Calls the Live Photos API, one call at a time.

    api_key: the vendor's key; left out, it is read from AILAB_API_KEY.
    base_url: where the API is; left out, LIVEPHOTO_BASE_URL, else the vendor's own.
    timeout: seconds or an httpx.Timeout; 120 s to read and 10 s to connect unless told otherwise.
    retry: how stubborn to be, see Retry.
    check: look at a photo's size, format and pixels before it is uploaded.
    http_client: an httpx.Client to use instead of one of its own; closing it stays with the caller. Instead of it,
        httpx's options may be given: proxy, verify, transport, event_hooks, headers, limits, trust_env, http1, http2.
    clock, chance, sleep: seconds that never go back, a random number from 0 to 1, a wait; for tests.

    Raises SettingsError where there is no key, or the key or URL cannot be used.
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | httpx.URL | None = None,
        timeout: Timeout = DEFAULT_TIMEOUT,
        retry: Retry = DEFAULT_RETRY,
        check: bool = True,
        http_client: httpx.Client | None = None,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
        sleep: Callable[[float], object] = time.sleep,
        **options: Unpack[SyncOptions],
    ) -> None:
        refuse_both(http_client, options)
        super().__init__(api_key, base_url, timeout, retry, check, clock, chance, http_client)
        options["headers"] = with_user_agent(options.get("headers"))
        self._http = http_client or httpx.Client(**options)
        self._owns_http = http_client is None
        self._sleep = sleep

    def animate(
        self,
        photo: PhotoSource,
        type: LivePhotoType = LivePhotoType.AVATAR,  # noqa: A002 - the API's own word
        *,
        to: str | os.PathLike[str] | None = None,
        check: bool | None = None,
    ) -> LivePhoto:
        """Bring a photo to life and return the video.

        photo: a path, the bytes, or a binary file object, read from where it stands.
        to: write the video to this file as it comes instead of keeping it in memory; it appears only when it is whole.
        check: overrides the client's.

        Raises LivePhotoError (see livephoto.errors; NotSaved where the video came and could not be written), OSError
        where the photo cannot be read or `to` not be opened: nothing was sent then.
        """
        return self._drive(self._animate_call(photo, type, to, check))

    def credits(self) -> Credits:
        """Return what the account holds; free of charge. Raises LivePhotoError."""
        return self._drive(credits_call(self._edition))

    def close(self) -> None:
        """Close the connections, unless the httpx client is the caller's."""
        if self._owns_http:
            self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _drive(self, call: Call[Result]) -> Result:
        todo = self._steps(call)
        outcome: Result | LivePhotoError | None = None
        try:
            while True:
                step = todo.send(outcome)
                if isinstance(step, Pause):
                    outcome = None
                    self._sleep(step.seconds)
                else:
                    outcome = self._send(call, step.until)
        except StopIteration as done:
            return cast("Result", done.value)

    def _send(self, call: Call[Result], until: float | None) -> Result | LivePhotoError:
        request, answer = self._prepare(self._http, call, until)
        with closing(answer):
            try:
                with closing(self._http.send(request, stream=True, follow_redirects=False)) as response:
                    answer.begin(response.status_code, response.headers)
                    for chunk in response.iter_bytes():
                        answer.feed(chunk)
                    return answer.finish()
            except (httpx.RequestError, LivePhotoError) as error:
                return answer.failed(error)
            except BaseException as error:
                answer.interrupted(error)
                raise
