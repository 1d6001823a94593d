"""Finds a key that was sent, but not where the API looks for it. Only the place is told, never the key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

_KEY_NAME = re.compile(r"ailab|api[-_]?key|^authorization$|^(access[-_]?)?(token|key)$", re.IGNORECASE)
_MOST_QUERY = 4096


def key_elsewhere(scope: Mapping[str, Any], key_header: str) -> str | None:
    """Return where a request has something like a key, as in "the header authorization"; None where nowhere."""
    for raw, value in scope["headers"]:
        name = raw.decode("latin-1")
        if value and name != key_header and _KEY_NAME.search(name):
            return f"the header {name[:100]}"
    query = scope.get("query_string", b"")[:_MOST_QUERY].decode("latin-1")
    return next((f"the query parameter {name[:100]}" for name, _ in parse_qsl(query) if _KEY_NAME.search(name)), None)
