"""Takes one long string out of a JSON document while the document is still coming in.

The string (the video's base64 text) is handed on piece by piece and never kept; what is left of the document is small,
so it is kept, with an empty string in that place, and parsed at the end. The place is found by following the
document's braces and keys, so a like-named field elsewhere, or inside a message, is not taken for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from enum import Enum
from typing import Any

from livephoto.breach import Breach

LIMIT = 1 << 20
"""Bytes that a document may have beside the string taken out of it."""

_MARK = re.compile(rb'["{}\[\],:]')
_STRING = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_CUT_ESCAPE = re.compile(rb"\\(?:u[0-9a-fA-F]{0,3})?\Z")


class _Place(Enum):
    BEFORE = "before the string"
    INSIDE = "inside it"
    AFTER = "after it"


class StringScanner:
    """Feed it the document; it returns the text of the string at `path`, JSON's escapes undone."""

    def __init__(self, path: Sequence[str], limit: int = LIMIT) -> None:
        self._wanted: list[str | None] = [*path]
        self._limit = limit
        self._place = _Place.BEFORE
        self._rest = bytearray()
        self._walked = 0
        self._string_start: int | None = None
        self._key_next = False
        self._opened = bytearray()
        self._path: list[str | None] = []
        self._cut_escape = b""

    @property
    def found(self) -> bool:
        """Tell whether the string has begun."""
        return self._place is not _Place.BEFORE

    def feed(self, chunk: bytes) -> bytes:
        """Take the next bytes of the document; return those that belong to the string.

        Raises Breach where the rest of the document grows over the limit, or an escape is none of JSON's.
        """
        if self._place is _Place.BEFORE:
            chunk = self._walk(chunk)
        text = b""
        if self._place is _Place.INSIDE:
            text, chunk = self._split(chunk)
        if self._place is _Place.AFTER:
            self._rest += chunk
            self._check_size()
        return text

    def document(self) -> Any:
        """Return the parsed document, "" in the string's place. Raises Breach where it is no JSON."""
        return parse(bytes(self._rest))

    def document_so_far(self) -> Any:
        """Return what a document cut off inside the string said before it; None where that cannot be told."""
        closing = b'"' + b"}" * len(self._wanted) if self._place is _Place.INSIDE else b""
        try:
            return parse(bytes(self._rest) + closing)
        except Breach:
            return None

    def _check_size(self) -> None:
        if len(self._rest) > self._limit:
            raise Breach(f"more than {self._limit:,} bytes beside the video")

    def _walk(self, chunk: bytes) -> bytes:
        """Follow the document; return what came after the string's opening quote, if it came."""
        self._rest += chunk
        while self._string_start is None or self._string_ends():
            mark = _MARK.search(self._rest, self._walked)
            if mark is None:
                self._walked = len(self._rest)
                break
            self._walked = mark.end()
            if mark[0] != b'"':
                self._step(mark[0])
            elif not self._key_next and self._path == self._wanted:
                return self._open()
            else:
                self._string_start = mark.start()
        self._check_size()
        return b""

    def _step(self, mark: bytes) -> None:
        if mark in b"{[":
            self._opened += mark
            self._path.append(None)
        elif mark in b"}]" and self._opened:
            self._opened.pop()
            self._path.pop()
        self._key_next = mark in b"{," and self._opened.endswith(b"{")

    def _string_ends(self) -> bool:
        end = _STRING.match(self._rest, self._walked).end()  # type: ignore[union-attr]
        self._walked = end
        if self._rest[end : end + 1] != b'"':
            return False
        self._walked = end + 1
        if self._key_next:
            self._path[-1] = _key(self._rest[self._string_start : self._walked])
            self._key_next = False
        self._string_start = None
        return True

    def _open(self) -> bytes:
        self._place = _Place.INSIDE
        tail = bytes(self._rest[self._walked :])
        del self._rest[self._walked :]
        return tail

    def _split(self, chunk: bytes) -> tuple[bytes, bytes]:
        chunk = self._cut_escape + chunk
        end = chunk.find(b'"')
        if end < 0:
            return self._unescaped(chunk, whole=False), b""
        self._place = _Place.AFTER
        return self._unescaped(chunk[:end], whole=True), chunk[end:]

    def _unescaped(self, text: bytes, *, whole: bool) -> bytes:
        self._cut_escape = b""
        if b"\\" not in text:
            return text
        if not whole and (cut := _CUT_ESCAPE.search(text)):
            self._cut_escape = cut[0]
            text = text[: cut.start()]
        text = text.replace(rb"\/", b"/")  # what PHP's JSON is full of
        return text if b"\\" not in text else _unescape(text)


def parse(document: bytes) -> Any:
    """Return the JSON in `document`. Raises Breach, also where it is nested too deeply to be read.

    Bytes that are no UTF-8 are replaced: a message in another encoding must not hide the code beside it.
    """
    try:
        return json.loads(document.decode("utf-8-sig", errors="replace"))
    except ValueError as error:
        raise Breach(f"it is no JSON: {error}") from None
    except RecursionError:
        raise Breach("its JSON is nested too deeply to be read") from None


def _unescape(text: bytes) -> bytes:
    try:
        return str(json.loads(f'"{text.decode()}"')).encode()
    except ValueError:
        raise Breach("the video's string holds what JSON does not allow in one") from None


def _key(string: bytearray) -> str | None:
    try:
        return str(json.loads(string.decode()))
    except ValueError:
        return None
