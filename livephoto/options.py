"""What a caller may set about HTTP, in httpx's own words."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from typing import Any, TypedDict

import httpx

from livephoto._version import __version__

DEFAULT_TIMEOUT = httpx.Timeout(120.0, connect=10.0)
"""Seconds. The API renders while the caller waits, so reading has to be patient."""

Timeout = float | httpx.Timeout | None


class HttpOptions(TypedDict, total=False):
    """Options of httpx.Client that both clients pass on."""

    headers: Mapping[str, str] | httpx.Headers
    proxy: str | httpx.URL | httpx.Proxy | None
    verify: ssl.SSLContext | str | bool
    trust_env: bool
    limits: httpx.Limits
    http1: bool
    http2: bool
    event_hooks: Mapping[str, list[Callable[..., Any]]]


class SyncOptions(HttpOptions, total=False):
    """The same, with a transport for Client."""

    transport: httpx.BaseTransport | None


class AsyncOptions(HttpOptions, total=False):
    """The same, with a transport for AsyncClient."""

    transport: httpx.AsyncBaseTransport | None


def refuse_both(http_client: object, options: Mapping[str, object]) -> None:
    """Raise TypeError where an httpx client is given and options for making one as well."""
    if http_client is not None and options:
        raise TypeError(f"give http_client or {', '.join(sorted(options))}, not both")


def with_user_agent(headers: Mapping[str, str] | httpx.Headers | None) -> httpx.Headers:
    """Return the headers of every request: the caller's, and a User-Agent unless the caller has one."""
    every = httpx.Headers(headers)
    every.setdefault("User-Agent", f"livephoto/{__version__}")
    return every


def within(timeout: httpx.Timeout, left: float | None) -> httpx.Timeout:
    """Return `timeout` with no part over the seconds that are `left`; None leaves it as it is."""
    if left is None:
        return timeout
    parts = {name: left if value is None else min(value, left) for name, value in timeout.as_dict().items()}
    return httpx.Timeout(**parts)
