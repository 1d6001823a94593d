"""Decodes base64 as it comes: strictly, in the standard alphabet, behind a `data:` prefix too."""

from __future__ import annotations

import binascii
from collections.abc import Callable
from functools import partial

from livephoto.breach import Breach

try:
    import pybase64
except ImportError:
    _decode: Callable[[memoryview], bytes] = partial(binascii.a2b_base64, strict_mode=True)
else:
    _decode = partial(pybase64.b64decode, validate=True)

_PREFIX = b"data:"
_LONGEST_PREFIX = 256


class Base64Stream:
    """Feed it text of any cut; it returns the bytes that are whole so far.

    Raises Breach for anything but the standard alphabet and its padding at the end: line breaks, spaces, the
    url-safe alphabet, a length that is no multiple of four.
    """

    def __init__(self) -> None:
        self._waiting = b""
        self._begun = False
        self._padded = False

    def decode(self, text: bytes) -> bytes:
        """Take the next text, return the next bytes."""
        text = self._waiting + text
        if not self._begun:
            text = self._without_prefix(text)
        whole = len(text) & ~3 if self._begun else 0
        self._waiting = text[whole:]
        if not whole:
            return b""
        if self._padded:
            raise Breach("the base64 goes on after its padding")
        self._padded = text.endswith(b"=", 0, whole)
        try:
            return _decode(memoryview(text)[:whole])
        except ValueError:
            raise Breach("the video is not base64 in the standard alphabet, on one line") from None

    def finish(self) -> bytes:
        """Say that the text has ended; return what is left. Raises Breach where it ended too early."""
        self._begun = True
        left = self.decode(b"")
        if self._waiting:
            raise Breach("the base64 ends inside a group of four characters")
        return left

    def _without_prefix(self, text: bytes) -> bytes:
        head = text[: len(_PREFIX)].lower()
        if not _PREFIX.startswith(head):
            self._begun = True
            return text
        comma = text.find(b",", 0, _LONGEST_PREFIX)
        if comma < 0 and len(text) < _LONGEST_PREFIX:
            return text
        if not text[:comma].lower().endswith(b";base64"):
            raise Breach("the video has a data: prefix that does not say base64")
        self._begun = True
        return text[comma + 1 :]
