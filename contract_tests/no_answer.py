"""Why no answer came: a name, a port, a certificate, a time limit, or a server that broke off."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)
"""Exceptions that prove that no request reached the server."""


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """A probe that got no whole answer."""

    reason: str
    """`dns`, `refused`, `timeout`, `tls`, `no_http`, `cut_off`."""
    says: str
    """One plain sentence with what to do."""
    sent: bool = True
    """The request may have reached the server, and so may have been billed."""


def no_answer(error: Exception, base_url: str, seconds: float) -> NoAnswer:
    """Return what an exception of httpx, of the clock or of a socket means; `seconds` is the time limit."""
    reason, says = _meaning(error, base_url, seconds)
    return NoAnswer(reason, says, sent=not isinstance(error, _NEVER_SENT))


def _meaning(error: Exception, base_url: str, seconds: float) -> tuple[str, str]:
    host = urlsplit(base_url).netloc
    causes = list(_causes(error, []))
    if isinstance(error, httpx.ProxyError):
        return (
            "refused",
            "the proxy that the environment names does not pass the call on: check HTTPS_PROXY and NO_PROXY",
        )
    if isinstance(error, httpx.ConnectTimeout):
        return (
            "timeout",
            f"no connection to {host} in time: is the server up, and does a firewall let the call through?",
        )
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return "timeout", f"{host} gave no whole answer within {seconds:g} s"
    for cause in causes:
        if isinstance(cause, socket.gaierror):
            return "dns", _of_name(cause, urlsplit(base_url).hostname or host)
        if isinstance(cause, ssl.SSLError):
            return "tls", _of_tls(cause, host)
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return "refused", f"nobody listens on {host}: is the server up, and the port right?"
    if isinstance(error, httpx.ConnectError):
        return "refused", f"no way leads to {host}: is there a network, and is the address right?"
    if isinstance(error, httpx.RemoteProtocolError) and "without sending" not in str(error):
        return "no_http", f"{host} answers with something that is no HTTP: are scheme and port right?"
    return "cut_off", f"{host} broke the connection before it answered"


def _of_name(error: socket.gaierror, name: str) -> str:
    if error.errno == socket.EAI_AGAIN:
        return f"the name {name} cannot be looked up just now: is there a network?"
    return f"the name {name} is not known: is the base URL spelled right?"


def _of_tls(error: ssl.SSLError, host: str) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate of {host} is not trusted: {error.verify_message or 'it cannot be verified'}"
    return f"no secure connection to {host} ({error.reason or 'TLS failed'}): does it speak plain http on that port?"


def _causes(error: BaseException | None, seen: list[BaseException]) -> Iterator[BaseException]:
    """Yield an exception and what it came from, groups opened; what it came from may lead back to itself."""
    if error is None or error in seen:
        return
    seen.append(error)
    yield error
    for inner in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        yield from _causes(inner, seen)
    yield from _causes(error.__cause__ or error.__context__, seen)
