"""Fetches one page, once: no other request than the page's own and redirects on its host."""

from __future__ import annotations

import re
import time

import httpx

from contract_tests.docs.facts import PageUnreachableError
from contract_tests.target_name import without_secrets
from livephoto._version import __version__

_URL = re.compile(r"https?://", re.IGNORECASE)
_SECONDS = 20.0
"""How long each part of a page may take, and all of it."""
_MOST_REDIRECTS = 5
_AGENT = f"livephoto-docs-check/{__version__}"


def is_url(target: str) -> bool:
    """Tell whether a target is fetched, and no file."""
    return _URL.match(target) is not None


def fetched(url: str, most_bytes: int, client: httpx.Client | None = None) -> bytes:
    """Return the page's bytes, one more than `most_bytes` at most.

    Raises PageUnreachableError for an address that does not answer, or not in time, another status than 200, or a way
    to another host.
    """
    try:
        if client is not None:
            return _page(client, httpx.URL(url), most_bytes)
        with httpx.Client(timeout=_SECONDS) as own:
            return _page(own, httpx.URL(url), most_bytes)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _unreachable(url, f"cannot be fetched: {error or type(error).__name__}") from error


def _page(client: httpx.Client, url: httpx.URL, most_bytes: int) -> bytes:
    asked = url
    for _ in range(_MOST_REDIRECTS):
        headers = {"User-Agent": _AGENT, "Accept": "text/html, text/markdown, text/plain, application/json;q=0.9"}
        with client.stream("GET", asked, headers=headers, follow_redirects=False) as answer:
            if answer.next_request is None:
                return _body(answer, url, most_bytes)
            onward = answer.next_request.url
        if onward.host != url.host:
            raise _unreachable(url, f"leads to another host, {onward.host}; name that address to read it")
        asked = onward
    raise _unreachable(url, f"redirects more than {_MOST_REDIRECTS} times")


def _body(answer: httpx.Response, url: httpx.URL, most_bytes: int) -> bytes:
    if answer.status_code != httpx.codes.OK:
        raise _unreachable(url, f"answered {answer.status_code}, no page")
    body, until = bytearray(), time.monotonic() + _SECONDS
    for piece in answer.iter_bytes():
        body += piece
        if len(body) > most_bytes:
            break
        if time.monotonic() > until:
            raise _unreachable(url, f"not there whole after {_SECONDS:g} seconds")
    return bytes(body[: most_bytes + 1])


def _unreachable(url: str | httpx.URL, says: str) -> PageUnreachableError:
    return PageUnreachableError(without_secrets(str(url)), None, says)
