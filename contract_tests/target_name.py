"""The name of a target as it is kept for long: a URL's password and query may hold a secret, and go."""

from __future__ import annotations

import re

_URL = re.compile(r"(?P<scheme>https?://)(?:[^\s/@,]*@)?(?P<place>[^\s?#,]*)(?:[?#][^\s,]*)?", re.IGNORECASE)


def without_secrets(target: str) -> str:
    """Return the target with user, password, query and fragment taken out of every URL in it."""
    return _URL.sub(r"\g<scheme>\g<place>", target)
