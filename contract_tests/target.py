"""The server under check: sends probes, reads answers within bounds, and never follows anybody elsewhere."""

from __future__ import annotations

import asyncio
import time
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Self

import httpx

from contract_tests.base_url import TargetError, is_loopback, read_base_url
from contract_tests.exchange import Answer
from contract_tests.no_answer import NoAnswer, no_answer
from contract_tests.probes import Probe, unknown_key
from contract_tests.reading import read_body
from livephoto.contract.image_header import MEDIA_TYPES, format_of
from livephoto.contract.model import Edition

LARGEST_ANSWER = 32 * 1024 * 1024
"""Bytes that are read at most of an answer that may carry a video."""
LARGEST_REFUSAL = 1024 * 1024
"""Bytes that are read at most of an answer that no server can put a video into."""


class Target:
    """A connection to the server under check. Calls share nothing: no connection, no cookie."""

    def __init__(
        self,
        base_url: str,
        api_key: str,
        edition: Edition,
        seconds: float = 30.0,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        if not api_key or not api_key.isascii() or not api_key.isprintable() or api_key != api_key.strip():
            raise TargetError("the key is empty or holds characters that no HTTP header takes")
        self.base_url = read_base_url(base_url)
        self._key = api_key
        self._edition = edition
        self._seconds = seconds
        self._http = httpx.AsyncClient(
            base_url=self.base_url,
            timeout=httpx.Timeout(seconds, connect=min(10.0, seconds)),
            limits=httpx.Limits(max_keepalive_connections=0),
            follow_redirects=False,
            trust_env=not is_loopback(self.base_url),
            transport=transport,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            headers={"accept-encoding": "identity", "user-agent": "livephoto-check"},
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def send(self, probe: Probe) -> Answer | NoAnswer:
        """Return the answer to a probe, within the time limit; cut at LARGEST_ANSWER, or at LARGEST_REFUSAL."""
        request = self._request(probe)
        most = LARGEST_REFUSAL if probe.cost == "free" else LARGEST_ANSWER
        started = time.monotonic()
        try:
            async with asyncio.timeout(self._seconds):
                response = await self._http.send(request, stream=True)
                try:
                    body, cut = await read_body(response, most)
                finally:
                    await response.aclose()
        except (httpx.HTTPError, TimeoutError, OSError) as error:
            return no_answer(error, self.base_url, self._seconds)
        return Answer(response.status_code, _headers(response), body, cut, time.monotonic() - started)

    def _request(self, probe: Probe) -> httpx.Request:
        asked, header = self._edition.request, self._edition.request.key_header
        keys = {"good": {header: self._key}, "none": {}, "unknown": {header: unknown_key()}}
        method, path = probe.method or asked.method, probe.path or asked.path
        headers: dict[str, str] = dict(keys[probe.key])
        if probe.body is not None:
            headers["content-type"] = probe.body[0]
            return self._http.build_request(method, path, content=probe.body[1], headers=headers)
        if not probe.parts:
            return self._http.build_request(method, path, headers=headers)
        files = [(name, _part(file, content())) for name, file, content in probe.parts]
        return self._http.build_request(method, path, files=files, headers=headers)


def _part(file: str | None, content: bytes) -> tuple[str | None, bytes] | tuple[str | None, bytes, str]:
    if file is None:
        return None, content
    return file, content, MEDIA_TYPES.get(format_of(content) or "", "application/octet-stream")


def _headers(response: httpx.Response) -> dict[str, str]:
    names = {name.lower() for name in response.headers}
    return {name: ", ".join(response.headers.get_list(name)) for name in names}
