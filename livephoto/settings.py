"""Where the client's settings come from: an argument, else the environment, else the edition."""

from __future__ import annotations

import os
from urllib.parse import urlsplit, urlunsplit

from livephoto.contract import Edition
from livephoto.errors import SettingsError

KEY_VARIABLE = "AILAB_API_KEY"
URL_VARIABLE = "LIVEPHOTO_BASE_URL"
MASK = "***"


class ApiKey:
    """The API key; shows itself to nobody but the request's header."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
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
        """Return `text` with the key masked wherever it occurs."""
        return text.replace(self._text, MASK)

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
    url = given or os.environ.get(URL_VARIABLE) or edition.request.url.removesuffix(edition.request.path)
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.query or parts.fragment:
        raise SettingsError(f"the base URL must look like https://host or http://host:8300/path, not {_shown(url)}")
    return url.rstrip("/")


def _shown(url: str) -> str:
    return repr(url) if "@" not in url else "a URL with a user name that is no such URL"


def without_user(url: str) -> str:
    """Return `url` without the user name and password that it may hold, to be shown."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
