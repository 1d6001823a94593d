"""Tells exchanges of this API from whatever else a browser or a test run recorded beside them."""

from __future__ import annotations

from functools import cache
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from livephoto.contract.loader import load_editions
from livephoto.recordings.model import RecordedExchange

_STATIC = {".css", ".gif", ".html", ".ico", ".jpg", ".js", ".map", ".mjs", ".png", ".svg", ".webp", ".woff", ".woff2"}
_PAGES = ("text/html", "text/css", "text/javascript", "application/javascript", "font/", "image/")
_OURS = "livephoto"


def unrelated(exchange: RecordedExchange) -> str | None:
    """Return what an exchange is if not one of this API, in a few words; None where it is one.

    The path decides, not the host, which may be a mock's or a gateway's with a prefix of its own. What our own
    recorder wrote is taken whole, and so is a bare answer, whose request nobody knows.
    """
    request = exchange.request
    if exchange.tool.startswith(_OURS) or not request.url:
        return None
    if request.method == "OPTIONS":
        return "CORS preflight"
    if request.path.rstrip("/").endswith(_paths()):
        return None
    if request.url.startswith(("data:", "blob:", "chrome-extension:", "moz-extension:")):
        return "browser's own"
    if _is_static(exchange):
        return "page or static file"
    return "other endpoint of the vendor" if urlsplit(request.url).hostname in _hosts() else "other address"


def _is_static(exchange: RecordedExchange) -> bool:
    suffix = PurePosixPath(exchange.request.path).suffix.lower()
    return suffix in _STATIC or exchange.answer.headers.get("content-type", "").startswith(_PAGES)


@cache
def _paths() -> tuple[str, ...]:
    return tuple({path for edition in load_editions() for path in (edition.request.path, edition.credits_query.path)})


@cache
def _hosts() -> frozenset[str | None]:
    return frozenset(urlsplit(edition.request.url).hostname for edition in load_editions())
