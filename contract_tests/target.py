"""The server under check: sends probes, reads answers within bounds, and never follows anybody elsewhere."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx

from contract_tests.exchange import Answer
from contract_tests.probes import Probe, unknown_key
from livephoto.contract.image_header import MEDIA_TYPES, format_of
from livephoto.contract.model import Edition

LARGEST_ANSWER = 64 * 1024 * 1024
"""Bytes of an answer that are read at most."""


class TargetError(Exception):
    """The base URL, or the key, cannot be used; the message says what to give instead."""


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """A probe that got no whole answer."""

    reason: str
    """`dns`, `refused`, `timeout`, `tls`, `cut_off`."""
    says: str


def read_base_url(text: str) -> str:
    """Return the root of the server, without a slash at its end. Raises TargetError."""
    parts = urlsplit(text.strip())
    try:
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port)
    except ValueError:
        usable = False
    if not usable:
        raise TargetError(f"{text!r} is no base URL; give it as http://127.0.0.1:8300 or https://api.example.org")
    if parts.username or parts.password:
        raise TargetError("leave user and password out of the base URL; the key goes into --api-key")
    root = f"{parts.scheme}://{parts.netloc}"
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise TargetError(f"leave the path out of the base URL, the check knows it: {root}")
    return root


def is_loopback(base_url: str) -> bool:
    """Tell whether the server is on this machine."""
    host = urlsplit(base_url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Target:
    """A connection to the server under check."""

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
            follow_redirects=False,
            trust_env=not is_loopback(base_url),
            transport=transport,
            headers={"accept-encoding": "identity", "user-agent": "livephoto-check"},
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def send(self, probe: Probe) -> Answer | NoAnswer:
        """Return the answer to a probe; it comes within the time limit, and no larger than LARGEST_ANSWER."""
        request = self._request(probe)
        started = time.monotonic()
        try:
            async with asyncio.timeout(self._seconds):
                response = await self._http.send(request, stream=True)
                try:
                    body, cut = await _read(response)
                finally:
                    await response.aclose()
        except (httpx.HTTPError, TimeoutError, OSError) as error:
            return _trouble(error, self.base_url, self._seconds)
        seconds = time.monotonic() - started
        return Answer(response.status_code, _headers(response), body, cut, seconds)

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


async def _read(response: httpx.Response) -> tuple[bytes, bool]:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > LARGEST_ANSWER:
            return bytes(body[:LARGEST_ANSWER]), True
    return bytes(body), False


def _headers(response: httpx.Response) -> dict[str, str]:
    names = {name.lower() for name in response.headers}
    return {name: ", ".join(response.headers.get_list(name)) for name in names}


def _trouble(error: Exception, base_url: str, seconds: float) -> NoAnswer:
    host = urlsplit(base_url).netloc
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return NoAnswer("timeout", f"{host} gave no whole answer within {seconds:g} s")
    causes = list(_chain(error))
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return NoAnswer("dns", f"the name {urlsplit(base_url).hostname} is not known: is the base URL spelled right?")
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return NoAnswer("tls", f"no secure connection to {host}: {str(error).strip() or 'TLS failed'}")
    if isinstance(error, httpx.ConnectError | OSError):
        return NoAnswer("refused", f"nobody listens on {host}: is the server up, and the port right?")
    return NoAnswer("cut_off", f"{host} broke the connection before its answer was whole")


def _chain(error: BaseException | None) -> list[BaseException]:
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    return chain
