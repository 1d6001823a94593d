"""Headers on their way through a proxy: those of one connection stay on it (RFC 9110, 7.6.1)."""

from __future__ import annotations

from collections.abc import Iterable

Raw = list[tuple[bytes, bytes]]
"""Headers as they came, in their order."""

_HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)


def end_to_end(headers: Iterable[tuple[bytes, bytes]]) -> Raw:
    """Return the headers that are meant for the other end: neither hop-by-hop, nor named by `Connection`."""
    given = list(headers)
    named = {
        token.strip().lower() for name, value in given if name.lower() == b"connection" for token in value.split(b",")
    }
    return [(name, value) for name, value in given if name.lower() not in _HOP_BY_HOP | named]


def to_upstream(headers: Iterable[tuple[bytes, bytes]], host: bytes) -> Raw:
    """Return a client's headers as the upstream gets them: its own Host, the body framed as the client framed it.

    `Expect` is left out: the proxy has said by then that it takes the body.
    """
    given = list(headers)
    chunked = value_of(given, b"transfer-encoding") is not None
    dropped = {b"host", b"expect"} | ({b"content-length"} if chunked else set())
    kept = [(name, value) for name, value in end_to_end(given) if name.lower() not in dropped]
    return [(b"host", host), *kept, *([(b"transfer-encoding", b"chunked")] if chunked else [])]


def value_of(headers: Iterable[tuple[bytes, bytes]], wanted: bytes) -> str | None:
    """Return the first value of a header, None where it is not there."""
    return next((value.decode("latin-1") for name, value in headers if name.lower() == wanted), None)


def as_text(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    """Return headers as text."""
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]
