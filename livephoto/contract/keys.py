"""Where in a TOML file a key stands: its line, which the standard library's reader does not tell."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HEADER = re.compile(r"\s*\[\[?\s*(?P<path>[^\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""\s*(?P<path>(?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")
_INDEX = re.compile(r"\[\d+\]")


def line_of(text: str, key: str) -> int | None:
    """Return the line (from 1) of a dotted key such as `errors.X.status`, else of the nearest table that would hold it.

    None where the text has neither: the key may come from the file that this one extends.
    """
    places = dict(reversed(list(_places(text))))
    sought = _INDEX.sub("", key)
    while sought:
        if sought in places:
            return places[sought]
        sought = sought.rpartition(".")[0]
    return None


def _places(text: str) -> Iterator[tuple[str, int]]:
    """Yield each key that a line begins with, and its line."""
    table: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _parts(header["path"])
            yield ".".join(table), number
        elif found := _KEY.match(line):
            yield ".".join([*table, *_parts(found["path"])]), number


def _parts(path: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(path)]
