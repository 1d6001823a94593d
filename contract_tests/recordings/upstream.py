"""The one server behind the proxy: fixed at start, never left for another."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx

from contract_tests.base_url import TargetError, read_base_url
from contract_tests.no_answer import no_answer
from contract_tests.recordings.guard import PrivateAddressError, Resolve, addresses_of, resolve
from contract_tests.recordings.headers import Raw, to_upstream

_CONNECT = 10.0
"""Seconds that a connection may take."""
_PATIENCE = 300.0
"""Seconds between two pieces of an answer: more than the clients wait, so that theirs is the last word."""
_PORTS = {"http": 80, "https": 443}


class UpstreamError(Exception):
    """No answer that could be passed on; `status` is what the proxy answers instead, the message says why."""

    def __init__(self, status: int, says: str) -> None:
        super().__init__(says)
        self.status = status


@dataclass(frozen=True, slots=True)
class Asking:
    """A request as the upstream gets it."""

    method: str
    target: bytes
    """Path and query, as the client spelled them."""
    headers: Raw
    body: httpx.AsyncByteStream


class Upstream:
    """Sends requests to the server at `base_url`. Calls share nothing: no connection, no cookie.

    Raises TargetError where the URL is not the root of a server.
    """

    def __init__(
        self,
        base_url: str,
        *,
        look_up: Resolve = resolve,
        seconds: float = _PATIENCE,
        verify: ssl.SSLContext | bool = True,
    ) -> None:
        self.base_url = read_upstream(base_url)
        self._root = urlsplit(self.base_url)
        self.host = self._root.hostname or ""
        self.port = _port(self._root)
        self._look_up = look_up
        self._seconds = seconds
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
        self._transport = httpx.AsyncHTTPTransport(verify=verify, limits=limits)

    async def addresses(self) -> list[str]:
        """Return where to connect to. Raises PrivateAddressError, and OSError where the name cannot be looked up."""
        return await addresses_of(self.host, self.port, self._look_up)

    @asynccontextmanager
    async def answer(self, asking: Asking) -> AsyncIterator[httpx.Response]:
        """Give the answer, its body still to be read. Raises UpstreamError, also for what goes wrong in the block."""
        try:
            response = await self._send(asking)
            try:
                yield response
            finally:
                await response.aclose()
        except PrivateAddressError as error:
            raise UpstreamError(502, str(error)) from None
        except (httpx.HTTPError, OSError) as error:
            found = no_answer(error, self.base_url, self._seconds)
            raise UpstreamError(504 if found.reason == "timeout" else 502, found.says) from error

    def elsewhere(self, response: httpx.Response) -> str | None:
        """Return the server that a redirect leads to where it is another one, None where it is none or stays here."""
        location = response.headers.get("location")
        if location is None or not 300 <= response.status_code < 400:
            return None
        try:
            place = urlsplit(urljoin(f"{self.base_url}/", location.strip().replace("\\", "/")))
            there = (place.scheme, place.hostname, _port(place))
        except ValueError:
            return "a place that is no URL"
        if there == (self._root.scheme, self._root.hostname, self.port):
            return None
        return f"{place.scheme}://{place.netloc.rpartition('@')[2]}"

    async def _send(self, asking: Asking) -> httpx.Response:
        *others, last = await self.addresses()
        for address in others:
            try:
                return await self._send_to(address, asking)
            except (httpx.ConnectError, httpx.ConnectTimeout):  # nothing was sent yet, nothing of the body is gone
                continue
        return await self._send_to(last, asking)

    async def _send_to(self, address: str, asking: Asking) -> httpx.Response:
        """Send to an address that was looked at, and hold its certificate to the name."""
        place = f"[{address}]" if ":" in address else address
        timeout = {"connect": min(_CONNECT, self._seconds), "read": self._seconds, "write": self._seconds, "pool": None}
        request = httpx.Request(
            asking.method,
            f"{self._root.scheme}://{place}:{self.port}/",
            headers=to_upstream(asking.headers, self._root.netloc.encode()),
            stream=asking.body,
            extensions={"timeout": timeout, "target": asking.target, "sni_hostname": self.host},
        )
        return await self._transport.handle_async_request(request)


def read_upstream(text: str) -> str:
    """Return the root of a server. Raises TargetError, in the words of `--upstream`."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return read_base_url(text)
    if "@" in parts.netloc:
        raise TargetError("leave user and password out of --upstream; the app's own key is passed on")
    root = read_base_url(parts._replace(path="", query="", fragment="").geturl())
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise TargetError(f"leave the path out of --upstream, the app's requests bring it: {root}")
    return root


def _port(parts: SplitResult) -> int:
    return parts.port or _PORTS.get(parts.scheme, 0)
