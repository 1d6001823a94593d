"""What both clients share: everything but the waiting. No I/O but reading the photo."""

from __future__ import annotations

import os
from collections.abc import Callable

import httpx

from livephoto.answer import Answer
from livephoto.contract import LivePhotoType, load_edition
from livephoto.options import DEFAULT_TIMEOUT, Timeout, within
from livephoto.photo import PhotoSource, check_photo, load_photo
from livephoto.readers import Result
from livephoto.request import Call, Upload, animate_call
from livephoto.retry import Retry
from livephoto.settings import find_base_url, find_key, vendor_url, without_user
from livephoto.steps import Steps, steps
from livephoto.text import Shown, one_line
from livephoto.video import LivePhoto

DEFAULT_RETRY = Retry()


class ClientBase:
    """What both clients know, and what they do without waiting."""

    def __init__(
        self,
        api_key: str | None,
        base_url: str | httpx.URL | None,
        timeout: Timeout,
        retry: Retry,
        check: bool,
        clock: Callable[[], float],
        chance: Callable[[], float],
        http_client: httpx.Client | httpx.AsyncClient | None,
    ) -> None:
        self._edition = load_edition()
        self._key = find_key(api_key)
        self._base_url = find_base_url(str(base_url or (http_client.base_url if http_client else "")), self._edition)
        self._official = self._base_url == vendor_url(self._edition)
        self._shown = Shown(
            prose=lambda text: one_line(self._key.hide_in(text)),
            token=lambda text: one_line(self._key.hide_in_token(text)),
        )
        self._timeout = http_client.timeout if http_client and timeout is DEFAULT_TIMEOUT else httpx.Timeout(timeout)
        self._retry = retry
        self._check = check
        self._clock = clock
        self._chance = chance

    def __repr__(self) -> str:
        return f"<livephoto.{type(self).__name__} {without_user(self._base_url)}>"

    def _steps(self, call: Call[Result]) -> Steps[Result]:
        return steps(self._retry, self._clock, self._chance)

    def _animate_call(
        self, photo: PhotoSource, kind: LivePhotoType, to: str | os.PathLike[str] | None, check: bool | None
    ) -> Call[LivePhoto]:
        check = self._check if check is None else check
        loaded = load_photo(photo, self._edition.request.image.max_bytes if check else None)
        if check:
            check_photo(loaded, self._edition)
        return animate_call(loaded, LivePhotoType(kind), to, self._edition)

    def _prepare(
        self, http: httpx.Client | httpx.AsyncClient, call: Call[Result], until: float | None
    ) -> tuple[httpx.Request, Answer[Result]]:
        part = call.part
        upload = Upload(part.content) if part else None
        request = http.build_request(
            call.method,
            self._base_url + call.path,
            headers={self._edition.request.key_header: self._key.reveal()},
            data=dict(call.fields),
            files={part.name: (part.filename, upload, part.media_type)} if part and upload else None,
            timeout=within(self._timeout, None if until is None else max(until - self._clock(), 0.001)),
        )
        answer = Answer(
            call,
            where=without_user(self._base_url),
            official=self._official,
            shown=self._shown,
            upload=upload,
            overdue=lambda: until is not None and self._clock() > until,
        )
        return request, answer
