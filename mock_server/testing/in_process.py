"""The mock without a socket: reached by its transport, or under the vendor's own address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import respx
from respx.models import AllMockedAssertionError, PassThrough

from mock_server.testing.host import ProcessHost
from mock_server.testing.mock import LivePhotoMock
from mock_server.testing.transport import MockTransport


class InProcessMock(LivePhotoMock):
    """One test's view of a mock in the test's own process."""

    def __init__(self, host: ProcessHost, key: str) -> None:
        super().__init__(host, key)
        self.transport = MockTransport(host)
        """For httpx.Client, httpx.AsyncClient, and the clients of livephoto."""


@contextmanager
def vendor_host(mock: InProcessMock) -> Iterator[None]:
    """Let every httpx client that calls the vendor's host be answered by the mock; other calls go where they went."""
    with _VendorRouter(mock.transport, httpx.URL(mock.url)):
        yield


class _VendorRouter(respx.MockRouter):
    """A respx router whose one route is the vendor's host, and which knows whether its caller waits or awaits."""

    def __init__(self, transport: MockTransport, home: httpx.URL) -> None:
        super().__init__(assert_all_called=False)
        self._transport = transport
        self._home = home

    def handler(self, request: httpx.Request) -> httpx.Response:
        """Answer a call that waits."""
        self._take(request)
        return self._transport.handle_request(request)

    async def async_handler(self, request: httpx.Request) -> httpx.Response:
        """Answer a call that is awaited."""
        self._take(request)
        return await self._transport.handle_async_request(request)

    def _take(self, request: httpx.Request) -> None:
        if (request.url.scheme, request.url.host) == (self._home.scheme, self._home.host):
            return
        if self.Mocker is not None and len(self.Mocker.routers) > 1:
            # A router of the test's own may know what to do with it.
            raise AllMockedAssertionError(f"{request!r} is not for {self._home}")
        raise PassThrough("not for the mock", request=request, origin=respx.Route())
