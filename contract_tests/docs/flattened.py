"""Takes apart a table's row whose cells were run together, where only one way to do so exists.

`image_targetYESfile` under Field, Required, Type is three cells and nothing else. `0, 100: …` under Scope, Default and
Description could be cut in several places: such cells are None. A code's text is taken to begin with a capital.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from contract_tests.docs.words import Column

_WRITTEN_OUT: dict[Column, tuple[str, ...]] = {
    "required": ("YES", "NO", "Yes", "No"),
    "type": ("string", "integer", "int", "float", "number", "boolean", "bool", "object", "array", "file"),
}
_PATTERNS: dict[Column, re.Pattern[str]] = {
    "field": re.compile(r"\+*[A-Za-z][A-Za-z0-9_.-]*"),
    "status": re.compile(r"\d{3}"),
    "code": re.compile(r"[A-Z][A-Z0-9_]*[A-Z0-9]"),
}
_FOLLOWED_BY: dict[Column, re.Pattern[str]] = {
    "code": re.compile(r"[A-Z][a-z]|[A-Z]+ |[^A-Za-z0-9_]|$"),
    "type": re.compile(r"[^a-z]|$"),
}
"""How free text may begin after a cell of this kind: else the cell went on."""

_LONGEST_CELL = 80


def taken_apart(line: str, columns: Sequence[Column | None]) -> tuple[str | None, ...]:
    """Return the row's cells, one a column; None for each cell of which more than one reading exists, or no reading."""
    bound: list[Column] = [
        column for column in columns if column is not None and (column in _WRITTEN_OUT or column in _PATTERNS)
    ]
    free = len(columns) - len(bound)
    readings = list(_readings(line, bound)) if list(columns[: len(bound)]) == bound else []
    if not bound or len(readings) != 1:
        return (None,) * len(columns)
    *cells, rest = readings[0]
    if rest and free != 1:
        return (*cells, *(None,) * free)
    return (*cells, *(rest,) * free)


def _readings(text: str, columns: Sequence[Column], before: Column | None = None) -> Iterator[tuple[str, ...]]:
    if not columns:
        if before not in _FOLLOWED_BY or _FOLLOWED_BY[before].match(text):
            yield (text,)
        return
    column = columns[0]
    for end in _ends(text, column):
        for rest in _readings(text[end:], columns[1:], column):
            yield (text[:end], *rest)


def _ends(text: str, column: Column) -> Iterator[int]:
    """Yield where a cell of this column that `text` begins with may end."""
    if column in _WRITTEN_OUT:
        yield from (len(word) for word in _WRITTEN_OUT[column] if text.startswith(word))
    elif match := _PATTERNS[column].match(text[:_LONGEST_CELL]):
        yield from (end for end in range(1, match.end() + 1) if _PATTERNS[column].fullmatch(text, 0, end))
