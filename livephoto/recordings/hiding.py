"""Puts pseudonyms in place of a request's secrets, wherever they are repeated."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Collection, Iterator, Sequence
from urllib.parse import SplitResult, parse_qsl

from livephoto.recordings.splicing import outside_runs

_SHORTEST = 6
"""Characters below which a secret is a word like any other."""

_TELLING = re.compile(r"auth(?!ority)|cookie|credential|key|passw|secret|session|signature|token", re.IGNORECASE)
"""What the name of a header, of a query's parameter or of a form's field says where its value is a secret."""


class Hider:
    """Knows the secrets of one request: its key, and what headers, parameters and fields of a telling name hold."""

    def __init__(
        self,
        headers: Sequence[tuple[str, str]],
        url: SplitResult,
        fields: Sequence[tuple[str, str]],
        key_headers: Collection[str],
        pseudonym: Callable[[str], str],
    ) -> None:
        found = {*_header_secrets(headers, key_headers), *_url_secrets(url), *_field_secrets(fields)}
        longest_first = sorted((each for each in found if len(each) >= _SHORTEST), key=len, reverse=True)
        self._shown = [pseudonym(each) for each in longest_first]
        spelled = "|".join(f"({_spelled(each)})" for each in longest_first)
        self._pattern = re.compile(spelled, re.IGNORECASE) if longest_first else None

    def hide(self, text: str) -> str:
        """Return the text with the secrets replaced, however they are spelled there."""
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda found: self._shown[(found.lastindex or 1) - 1], text)

    def hide_bytes(self, body: bytes) -> bytes:
        """Return a body with the secrets replaced, its long runs of base64 as they are: no key is in a video."""
        if self._pattern is None:
            return body
        return b"".join(piece if is_run else self._hidden(piece) for piece, is_run in outside_runs(body))

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


def _field_secrets(fields: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield from (value.strip() for name, value in fields if _TELLING.search(name))


def _spelled(secret: str) -> str:
    """Return a pattern of a secret: each of its letters as a text, JSON, a URL or HTML may spell it, or in base64."""
    return "|".join(("".join(map(_letter, secret)), *_in_base64(secret.encode(errors="replace"))))


def _letter(letter: str) -> str:
    return f"(?:{'|'.join(dict.fromkeys(_spellings(letter)))})"


def _spellings(letter: str) -> Iterator[str]:
    yield rf"\\*{re.escape(letter)}" if letter in '"/\\' else re.escape(letter)
    for each in (letter, letter.swapcase()):
        yield "".join(f"%{byte:02x}" for byte in each.encode(errors="replace"))
        for point in map(ord, each):
            yield from (rf"\\+u{point:04x}", rf"&\#0*{point};", rf"&\#x0*{point:x};")


def _in_base64(secret: bytes) -> Iterator[str]:
    """Yield patterns of what the base64 of a longer text has where the secret is in it, at each of three shifts."""
    for shift in range(3):
        text = b64encode(bytes(shift) + secret).decode()
        whole = text[-(-shift * 4 // 3) : (shift + len(secret)) * 4 // 3]
        yield re.escape(whole).replace(r"\+", "[+-]").replace("/", r"(?:\\*/|_)")
