"""Where a shared state is: its URL taken apart, and shown without a password."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from mock_server.state.base import StateError

MEMORY = "memory://"

_SCHEMES = {"redis": "redis", "rediss": "rediss", "unix": "unix", "valkey": "redis", "valkeys": "rediss"}
_DEFAULT_PREFIX = "livephoto"
_FORMS = f"{MEMORY}, redis://HOST:PORT/NUMBER, rediss://… (TLS), valkey://… or unix:///PATH"


@dataclass(frozen=True, slots=True)
class Address:
    """A server, and the part of it that is one mock's."""

    url: str = field(repr=False)
    """As redis-py takes it; may hold a password."""
    shown: str
    """For people: no user, no password, no options."""
    prefix: str
    """What the names of all keys begin with: mocks with different ones share a server and never meet."""


def read_address(text: str) -> Address:
    """Return the address that a URL such as redis://localhost:6379/0?prefix=team-a stands for.

    Raises StateError where it is none; the message repeats nothing that could be a password.
    """
    try:
        parts = urlsplit(text)
        shown = _shown(parts)
    except ValueError:
        # Python's own words repeat what stands where the port should: a part of the password, if that holds an @ or /.
        raise StateError(f"the state's URL cannot be read: is its port a number? Write {_FORMS}") from None
    if parts.scheme not in _SCHEMES:
        what = f"the scheme {parts.scheme!r}" if parts.scheme and "://" in text else "a text without a scheme"
        raise StateError(f"a state is not kept under {what}; write {_FORMS}")
    _check_path(parts, shown)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    prefix = options.pop("prefix", _DEFAULT_PREFIX)
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,64}", prefix):
        raise StateError(f"{shown}: a prefix is 1 to 64 letters, digits, dots, dashes and underscores")
    query = f"?{urlencode(options)}" if options else ""
    return Address(f"{_SCHEMES[parts.scheme]}://{parts.netloc}{parts.path}{query}", shown, prefix)


def _shown(parts: SplitResult) -> str:
    if parts.scheme == "unix":
        return f"unix://{parts.path}"
    host = parts.hostname or "localhost"
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{parts.port or 6379}{parts.path}"


def _check_path(parts: SplitResult, shown: str) -> None:
    # redis-py takes what is no number for database 0, and a socket without a path for one in the working directory.
    if parts.scheme == "unix":
        if parts.hostname or not parts.path.startswith("/"):
            raise StateError("unix:// needs the whole path of a socket, as in unix:///run/redis/redis.sock")
    elif not re.fullmatch(r"/?|/[0-9]+/?", parts.path):
        raise StateError(f"{shown}: what follows the host is a database's number, as in redis://localhost:6379/0")
