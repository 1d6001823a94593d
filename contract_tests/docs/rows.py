"""Reads a table's rows by the names of its columns, and says which cells it could not read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from contract_tests.docs.blocks import Row, Table
from contract_tests.docs.facts import DocsError, Part, Unread
from contract_tests.docs.words import Column, column_of


@dataclass(frozen=True, slots=True)
class Cells:
    """One row: the text under each column. A column that the table lacks, or whose cell is uncertain, is not there."""

    by_column: Mapping[Column, str]
    line: int
    raw: str

    def get(self, column: Column) -> str | None:
        """Return the text under `column`: None where it is not known, empty where the cell is."""
        return self.by_column.get(column)


def columns_of(table: Table) -> tuple[Column | None, ...]:
    """Return the column that each cell of the header names; None for a name that is not known."""
    return tuple(map(column_of, table.header))


def rows_of(table: Table, file: str, part: Part, key: Column) -> Iterator[Cells | Unread]:
    """Yield the rows; as unread those of which not even the `key` is certain, and cells that are not.

    Raises DocsError where a column is not known, or a row has more cells than its header: what stands where is a guess.
    """
    columns = columns_of(table)
    for name, column in zip(table.header, columns, strict=True):
        if column is None or columns.count(column) > 1:
            why = "is not known here" if column is None else "is there twice"
            raise DocsError(file, table.line, f"the table's column {name!r} {why}; nothing of it is guessed")
    for row in table.rows:
        yield from _row(row, [column for column in columns if column], file, part, key)
    if table.cut:
        line = table.rows[-1].line if table.rows else table.line
        yield Unread(file, line, "the text ends in this table; whether rows are missing is not certain", part)


def _row(row: Row, columns: list[Column], file: str, part: Part, key: Column) -> Iterator[Cells | Unread]:
    if len(row.cells) > len(columns):
        says = f"a row of {len(row.cells)} cells in a table of {len(columns)} columns; which is which is not guessed"
        raise DocsError(file, row.line, says)
    cells = {column: cell for column, cell in zip(columns, row.cells, strict=False) if cell is not None}
    missing = [column for column in columns if column not in cells]
    if len(row.cells) < len(columns):
        yield Unread(file, row.line, f"a row of {len(row.cells)} cells in a table of {len(columns)} columns", part)
    elif not cells.get(key):
        yield Unread(file, row.line, "the row's cells ran together and no split of them is certain", part)
    else:
        if missing:
            yield Unread(file, row.line, f"{cells[key].lstrip('+')}: its {' and '.join(missing)} ran together")
        yield Cells(cells, row.line, row.raw)
