"""The control API's token, where one is needed. Light: the command asks for it before anything is loaded."""

from __future__ import annotations

import secrets
from ipaddress import ip_address

from mock_server.settings import SettingsError

_SHORTEST = 16


def token_for(host: str, given: str | None) -> str | None:
    """Return the token for a mock that listens on `host`: the one given, else a new one where others can reach it.

    Raises SettingsError for one that cannot be sent, or is easy to guess.
    """
    if given is None:
        return None if _is_loopback(host) else secrets.token_urlsafe(24)
    if len(given) < _SHORTEST or not given.isascii() or not given.isprintable() or " " in given:
        raise SettingsError(f"--admin-token takes {_SHORTEST} or more characters of printable ASCII without spaces")
    return given


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
