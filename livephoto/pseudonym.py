"""The name that an API key goes by wherever it is kept or shown."""

from __future__ import annotations

import hashlib
import re

PATTERN = r"key-[0-9a-f]{16}"
"""What a pseudonym looks like."""

_WHOLE = re.compile(PATTERN)


def pseudonym(key: str) -> str:
    """Return a key's pseudonym: the same for the same key, no way back, and its own pseudonym."""
    if _WHOLE.fullmatch(key):
        return key
    return f"key-{hashlib.sha256(b'livephoto key ' + key.encode(errors='replace')).hexdigest()[:16]}"
