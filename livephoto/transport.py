"""Turns httpx's exceptions into ours, and tells whether the call may have been billed."""

from __future__ import annotations

import ssl

import httpx

from livephoto.errors import BrokenAnswer, LivePhotoError, TransportTrouble

_NOT_CONNECTED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_NEVER_SENT = (*_NOT_CONNECTED, httpx.UnsupportedProtocol, httpx.LocalProtocolError)


def trouble(error: httpx.RequestError, says: str, *, where: str, uploaded: bool, paid: bool) -> LivePhotoError:
    """Return our error for httpx's.

    says: the exception's text, fit to be shown. where: the server, for the message.
    uploaded: whether the whole request was handed to the transport: only then can the server have worked on it.
    paid: whether a success would have cost credits.
    """
    sent = uploaded and not isinstance(error, _NEVER_SENT)
    if isinstance(error, httpx.DecodingError):
        return BrokenAnswer(f"the answer's Content-Encoding cannot be undone: {says}", maybe_billed=paid)
    return TransportTrouble(
        f"{_what(error, where, sent=sent)}: {says or type(error).__name__}",
        retryable=_may_pass(error),
        maybe_billed=paid and sent,
        reached=not isinstance(error, _NEVER_SENT),
    )


def _what(error: httpx.RequestError, where: str, *, sent: bool) -> str:
    if isinstance(error, _NEVER_SENT):
        return f"cannot reach {where}"
    if isinstance(error, httpx.TimeoutException):
        return f"{where} took too long {'to answer' if sent else 'to take the request'}"
    return f"the connection to {where} broke {'before the answer was whole' if sent else 'during the upload'}"


def _may_pass(error: httpx.RequestError) -> bool:
    return not isinstance(error, httpx.UnsupportedProtocol | httpx.LocalProtocolError) and not _bad_certificate(error)


def _bad_certificate(error: BaseException | None) -> bool:
    seen: list[BaseException] = []  # what an exception came from may lead back to itself
    while error is not None and error not in seen:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        seen.append(error)
        error = error.__cause__ or error.__context__
    return False
