"""Puts pseudonyms in place of a request's secrets, wherever they are repeated."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from urllib.parse import SplitResult, parse_qsl, quote

from livephoto.recordings.splicing import outside_runs

_SHORTEST = 6
"""Characters below which a secret is a word like any other."""

_HIDDEN = "key-hidden"
"""Stands for a secret whose letters were changed by more than their case."""

_TELLING = re.compile(r"auth(?!ority)|cookie|credential|key|passw|secret|session|signature|token", re.IGNORECASE)
"""What the name of a header or of a query's parameter says where its value is a secret."""


class Hider:
    """Knows the secrets of one request: its key, and what headers and parameters of a telling name hold."""

    def __init__(
        self,
        headers: Sequence[tuple[str, str]],
        url: SplitResult,
        key_headers: Collection[str],
        pseudonym: Callable[[str], str],
    ) -> None:
        found = {*_header_secrets(headers, key_headers), *_url_secrets(url)}
        secrets = sorted((each for each in found if len(each) >= _SHORTEST), key=len)
        self._shown = {spelling: pseudonym(each) for each in secrets for spelling in _spellings(each)}
        longest_first = sorted(self._shown, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE) if self._shown else None

    def hide(self, text: str) -> str:
        """Return the text with the secrets replaced, in whatever case they are spelled."""
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda found: self._shown.get(found[0].lower(), _HIDDEN), text)

    def hide_bytes(self, body: bytes) -> bytes:
        """Return a body with the secrets replaced, its long runs of base64 as they are: no key is in a video."""
        if self._pattern is None or not self._mentioned(body):
            return body
        return b"".join(piece if is_run else self._hidden(piece) for piece, is_run in outside_runs(body))

    def _mentioned(self, body: bytes) -> bool:
        lower = body.lower()
        return any(spelling.encode(errors="replace") in lower for spelling in self._shown)

    def _hidden(self, piece: bytes) -> bytes:
        return self.hide(piece.decode(errors="surrogateescape")).encode(errors="surrogateescape")


def _header_secrets(headers: Sequence[tuple[str, str]], key_headers: Collection[str]) -> Iterator[str]:
    for name, value in headers:
        if name.lower() in key_headers:
            yield value.strip()
        elif name.lower() == "cookie":
            yield from (pair.partition("=")[2].strip() for pair in value.split(";"))
        elif _TELLING.search(name):
            yield value.strip()
            yield value.strip().rpartition(" ")[2]


def _url_secrets(url: SplitResult) -> Iterator[str]:
    yield from (value for name, value in parse_qsl(url.query) if _TELLING.search(name))
    yield url.password or ""


def _spellings(secret: str) -> set[str]:
    """The secret, in lower case, as it may stand in a text, a JSON string, PHP's JSON or a URL."""
    escaped = json.dumps(secret)[1:-1]
    return {each.lower() for each in (secret, escaped, escaped.replace("/", "\\/"), quote(secret, safe=""))}
