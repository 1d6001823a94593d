"""Where the client's settings come from: an argument, else the environment, else the edition."""

from __future__ import annotations

import os
from urllib.parse import urlsplit, urlunsplit

import httpx

from livephoto.contract import Edition
from livephoto.errors import SettingsError

KEY_VARIABLE = "AILAB_API_KEY"
URL_VARIABLE = "LIVEPHOTO_BASE_URL"
MASK = "***"

_SHORTEST_IN_PROSE = 6
_SHORTEST_IN_TOKEN = 16
"""Characters. A shorter key is found in words that have nothing to do with it; the vendor's have 64."""


class ApiKey:
    """The API key; shows itself to nobody but the request's header."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        if not isinstance(text, str):
            raise SettingsError(f"the API key must be a str, not {type(text).__name__}")
        unfit = [place for place, char in enumerate(text, 1) if not "!" <= char <= "~"]
        if unfit:
            raise SettingsError(
                f"the API key cannot go into an HTTP header: character {unfit[0]} of {len(text)} is a space, "
                "a control character or not ASCII"
            )
        self._text = text

    def reveal(self) -> str:
        """Return the key itself."""
        return self._text

    def hide_in(self, text: str) -> str:
        """Return a message with the key masked wherever it occurs, unless the key is shorter than 6 characters."""
        return text.replace(self._text, MASK) if len(self._text) >= _SHORTEST_IN_PROSE else text

    def hide_in_token(self, text: str) -> str:
        """Return a code or an id, masked where it is the key or holds a long one: never one that is only like it."""
        leaks = text == self._text or (len(self._text) >= _SHORTEST_IN_TOKEN and self._text in text)
        return MASK if leaks else text

    def __repr__(self) -> str:
        return f"ApiKey({MASK!r})"


def find_key(given: str | None) -> ApiKey:
    """Return the key from the argument, else from AILAB_API_KEY. Raises SettingsError where there is none."""
    text = given or os.environ.get(KEY_VARIABLE)
    if not text:
        raise SettingsError(f"no API key: give api_key (the command: --api-key), or set {KEY_VARIABLE}")
    return ApiKey(text)


def find_base_url(given: str | None, edition: Edition) -> str:
    """Return the base URL, without a slash at its end: the argument, else LIVEPHOTO_BASE_URL, else the vendor's.

    It may have a path, before which the API's paths go. Raises SettingsError for anything but an http(s) URL.
    """
    url = (given or os.environ.get(URL_VARIABLE) or vendor_url(edition)).strip()
    if not _usable(url):
        raise SettingsError(f"the base URL must look like https://host or http://host:8300/path, not {_shown(url)}")
    return url.rstrip("/")


def vendor_url(edition: Edition) -> str:
    """Return the base URL of the vendor's own server."""
    return edition.request.url.removesuffix(edition.request.path)


def _usable(url: str) -> bool:
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        httpx.URL(url).host.encode("idna")  # what httpx, or the look-up of the host, would stumble over
    except (ValueError, httpx.InvalidURL):
        return False
    return bool(known and url.isprintable() and " " not in url and not parts.query and not parts.fragment)


def _shown(url: str) -> str:
    return repr(url) if "@" not in url else "a URL with a user name that is no such URL"


def without_user(url: str) -> str:
    """Return `url` without the user name and password that it may hold, to be shown."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
