"""In which line of a file a key stands, for messages. JSON is scanned; TOML is read by its headers and first words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from json import JSONDecoder
from typing import Any

from mock_server.scenarios.errors import Key, ScenarioError

_SPACE = re.compile(r"[ \t\r\n]*")
_WORD = re.compile(r"[^\s,\]}]+")
_HEADER = re.compile(r"(\[\[?)\s*([^\]]+?)\s*\]")
_ASSIGNED = re.compile(r"([A-Za-z0-9_.\"' -]+?)\s*=")

Lines = Mapping[Key, int]
"""Line numbers from 1, by key."""


def line_of(lines: Lines, key: Key) -> int | None:
    """Return the line of a key; of the nearest around it that is known, None where none is."""
    while key and key not in lines:
        key = key[:-1]
    return lines.get(key)


def json_lines(text: str) -> Lines:
    """Return the lines of the keys of a JSON text that parses. Raises ScenarioError for a key given twice."""
    lines: dict[Key, int] = {}
    _scan(text, _skip(text, 0), (), lines)
    return lines


def _scan(text: str, at: int, key: Key, lines: dict[Key, int]) -> int:
    """Note the lines of what begins at `at`; return where it ends."""
    opening = text[at]
    if opening == '"':
        return _value(text, at)[1]
    if opening not in "{[":
        found = _WORD.match(text, at)
        return found.end() if found else at + 1
    at, number = _skip(text, at + 1), 0
    while text[at] not in "}]":
        begins: int = at
        part: str | int = number
        if opening == "{":
            part, at = _value(text, at)
            at = _skip(text, _skip(text, at) + 1)
        inner = (*key, part)
        if inner in lines:
            raise ScenarioError("this key is given twice", inner, f"line {_line(text, begins)}")
        lines[inner] = _line(text, begins)
        at, number = _skip(text, _scan(text, at, inner, lines)), number + 1
        if text[at] == ",":
            at = _skip(text, at + 1)
    return at + 1


def _value(text: str, at: int) -> tuple[Any, int]:
    return JSONDecoder(strict=False).raw_decode(text, at)


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def toml_lines(text: str) -> Lines:
    """Return the lines of the headers and keys of a TOML text; what stands in an inline table is not looked at."""
    lines: dict[Key, int] = {}
    places: dict[Key, int] = {}
    table: Key = ()
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if header := _HEADER.match(stripped):
            table = _table(header[1], _names(header[2]), places)
            lines.setdefault(table, number)
        elif found := _ASSIGNED.match(stripped):
            lines.setdefault((*table, *_names(found[1])), number)
    return lines


def _table(opening: str, names: tuple[str, ...], places: dict[Key, int]) -> Key:
    key: Key = ()
    for depth, name in enumerate(names, 1):
        key = (*key, name)
        if opening == "[[" and depth == len(names):
            places[key] = places.get(key, -1) + 1
        if key in places:
            key = (*key, places[key])
    return key


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in text.split("."))
