"""Reads the entries of a HAR file one by one, however large the file is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from livephoto.recordings.captured import LARGEST_BODY
from livephoto.recordings.model import RecordingError
from livephoto.text import one_line

_PIECE = 1 << 18
_NUMBERS_TAIL = 2
"""Characters of a number, cut short, that are not read as part of it: the `e+` of `1e+5`."""
_SPACE = re.compile(r"[ \t\r\n]*")
_decoder = json.JSONDecoder()


def read_entries(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (what made the file, as far as it said so by then, an entry as it was parsed) for each of `log.entries`.

    Raises RecordingError, naming the file, where it cannot be read, is no HAR, ends too early, or has an entry of
    more than 256 Mi characters.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _HarFile(file).entries()
    except OSError as error:
        raise RecordingError(f"cannot read {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise RecordingError(f"{path} is no HAR: it is not text in UTF-8") from None
    except _NoHarError as error:
        raise RecordingError(f"{path} is no HAR, or a damaged one: {error}") from None


class _NoHarError(Exception):
    """The text is not what a HAR is made of."""


class _HarFile:
    """Walks through the outer objects of a HAR and holds no more than the value at hand."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._text, self._at = "", 0
        self._ended = False

    def entries(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield what stands in log.entries, and the name and version of log.creator."""
        found, tool = False, ""
        for name in self._members("the file"):
            if name != "log":
                self._value()
                continue
            for inner in self._members("log"):
                if inner == "entries":
                    found = True
                    yield from ((tool, entry) for entry in self._objects())
                elif inner == "creator":
                    tool = _tool(self._value())
                else:
                    self._value()
        if not found:
            raise _NoHarError("it has no log.entries")
        if self._peek():
            raise _NoHarError("something follows its end")

    def _members(self, what: str) -> Iterator[str]:
        """Yield the names in the object that comes; the caller reads each one's value."""
        if self._peek() != "{":
            raise _NoHarError(f"{what} is no JSON object")
        self._at += 1
        while self._peek() != "}":
            name = self._value()
            if not isinstance(name, str) or self._peek() != ":":
                raise _NoHarError(f"{what} is no JSON object")
            self._at += 1
            yield name
            self._step_over_comma("}")
        self._at += 1

    def _objects(self) -> Iterator[dict[str, Any]]:
        if self._peek() != "[":
            raise _NoHarError("log.entries is no array")
        self._at += 1
        while self._peek() != "]":
            entry = self._value()
            if not isinstance(entry, dict):
                raise _NoHarError("log.entries holds what is no object")
            yield entry
            self._step_over_comma("]")
        self._at += 1

    def _step_over_comma(self, end: str) -> None:
        found = self._peek()
        if found == ",":
            self._at += 1
        elif found != end:
            raise _NoHarError("it ends too early" if not found else f"{found!r} stands where a comma was due")

    def _peek(self) -> str:
        """Return the next character that is no space, "" at the end."""
        while True:
            self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._text):
                return self._text[self._at]
            if self._ended:
                return ""
            self._read_on()

    def _value(self) -> Any:
        """Return the JSON value that comes."""
        self._peek()
        while True:
            try:
                value, end = _decoder.raw_decode(self._text, self._at)
            except RecursionError:
                raise _NoHarError("its JSON is nested too deeply") from None
            except ValueError as error:
                if self._ended:
                    raise _NoHarError("it ends too early, or is no JSON") from error
            else:
                if end + _NUMBERS_TAIL < len(self._text) or self._ended:
                    self._at = end
                    return value
            self._read_on()

    def _read_on(self) -> None:
        """Read as much again as is waiting, so that a large value is not parsed from its start too often."""
        waiting = self._text[self._at :]
        if len(waiting) > LARGEST_BODY:
            raise _NoHarError(f"one of its values is longer than {LARGEST_BODY:,} characters")
        more = self._file.read(max(_PIECE, len(waiting)))
        self._ended = not more
        self._text, self._at = waiting + more, 0


def _tool(creator: Any) -> str:
    if not isinstance(creator, dict):
        return ""
    return one_line(" ".join(str(creator[part]) for part in ("name", "version") if creator.get(part)))
