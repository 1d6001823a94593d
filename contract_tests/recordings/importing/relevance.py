"""Tells exchanges of this API from whatever else a browser or a test run recorded beside them."""

from __future__ import annotations

from functools import cache
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from livephoto.contract.loader import load_editions
from livephoto.recordings.model import RecordedExchange

_STATIC = {".css", ".gif", ".html", ".ico", ".jpg", ".js", ".map", ".mjs", ".png", ".svg", ".webp", ".woff", ".woff2"}
_PAGES = ("text/html", "text/css", "text/javascript", "application/javascript", "font/", "image/")
_BODILESS = {"OPTIONS": "CORS preflight", "HEAD": "HEAD request"}
_OURS = "livephoto"


def unrelated(exchange: RecordedExchange) -> str | None:
    """Return what an exchange is if not one of this API, in a few words; None where it is one.

    The path decides, not the host, which may be a mock's or a gateway's with a prefix of its own. What our own
    recorder wrote is taken whole, but for what a browser or a server's watcher asks by itself; and so is a bare answer,
    whose request nobody knows.
    """
    request = exchange.request
    if asked_for_no_body(request.method):
        return asked_for_no_body(request.method)
    if exchange.tool.startswith(_OURS) or not request.url:
        return None
    if request.path.rstrip("/").endswith(_paths()):
        return None
    if request.url.startswith(("data:", "blob:", "chrome-extension:", "moz-extension:")):
        return "browser's own"
    if _is_static(exchange):
        return "page or static file"
    return "other endpoint of the vendor" if urlsplit(request.url).hostname in _hosts() else "other address"


def asked_for_no_body(method: str) -> str | None:
    """Return what a request is whose method asks for no body, so that no edition says what it is; None for others."""
    return _BODILESS.get(method)


def _is_static(exchange: RecordedExchange) -> bool:
    suffix = PurePosixPath(exchange.request.path).suffix.lower()
    return suffix in _STATIC or exchange.answer.headers.get("content-type", "").startswith(_PAGES)


@cache
def _paths() -> tuple[str, ...]:
    return tuple({path for edition in load_editions() for path in (edition.request.path, edition.credits_query.path)})


@cache
def _hosts() -> frozenset[str | None]:
    return frozenset(urlsplit(edition.request.url).hostname for edition in load_editions())
