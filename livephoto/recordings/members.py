"""The members of a JSON object from a file: each of the type that it must have, or a clear refusal."""

from __future__ import annotations

from base64 import b64decode
from typing import Any, TypeVar

from livephoto.recordings.model import RecordingError

T = TypeVar("T")

_MOST = 1e300
"""The largest number that is taken for one: JSON has larger ones, which are infinite to whoever reckons with them."""


class Members:
    """An object, and where it stands. Every method raises RecordingError where a member is not what it must be."""

    def __init__(self, members: dict[str, Any], where: str = "") -> None:
        self._members, self._where = members, where

    def has(self, name: str) -> bool:
        """Tell whether there is such a member, and no null."""
        return self._members.get(name) is not None

    def text(self, name: str) -> str:
        """Return a text."""
        return self._get(name, str, "a text")

    def text_or_none(self, name: str) -> str | None:
        """Return a text, None where there is none."""
        return self.text(name) if self.has(name) else None

    def number(self, name: str) -> float:
        """Return a number, no infinite one."""
        found = self._get(name, (int, float), "a number")
        if not -_MOST <= found <= _MOST:
            raise RecordingError(f"{self._path(name)} is missing, or is not a number")
        return float(found)

    def whole_number(self, name: str) -> int:
        """Return a whole number."""
        return int(self._get(name, int, "a whole number"))

    def flag(self, name: str) -> bool | None:
        """Return true or false, None where there is none."""
        return self._get(name, bool, "true or false") if self.has(name) else None

    def array(self, name: str) -> list[Any]:
        """Return an array, an empty one where there is none."""
        return self._get(name, list, "an array") if self.has(name) else []

    def object(self, name: str) -> Members:
        """Return an object."""
        return Members(self._get(name, dict, "an object"), self._path(name))

    def object_or_none(self, name: str) -> Members | None:
        """Return an object, None where there is none."""
        return self.object(name) if self.has(name) else None

    def objects(self, name: str) -> list[Members]:
        """Return an array of objects, an empty one where there is none."""
        found = self.array(name)
        if not all(isinstance(each, dict) for each in found):
            raise RecordingError(f"{self._path(name)} holds what is no object")
        return [Members(each, f"{self._path(name)}[{number}]") for number, each in enumerate(found)]

    def header_pairs(self) -> list[tuple[str, str]]:
        """Return the headers as they stand, without HTTP/2's pseudo headers."""
        pairs = [(each.text("name"), each.text("value")) for each in self.objects("headers")]
        return [(name, value) for name, value in pairs if not name.startswith(":")]

    def headers(self) -> dict[str, str]:
        """Return the headers by lower-case name."""
        return {name.lower(): value for name, value in self.header_pairs()}

    def _path(self, name: str) -> str:
        return f"{self._where}.{name}" if self._where else name

    def _get(self, name: str, kind: type[T] | tuple[type[T], ...], what: str) -> T:
        value = self._members.get(name)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise RecordingError(f"{self._path(name)} is missing, or is not {what}")
        return value


def text_bytes(content: Members) -> bytes:
    """Return the bytes of a body's `text`, by its `encoding`. Raises RecordingError where they cannot be told."""
    text = content.text("text")
    try:
        return b64decode(text, validate=True) if content.text_or_none("encoding") == "base64" else text.encode()
    except ValueError:
        raise RecordingError("the text of a body is neither what its encoding says nor UTF-8") from None
