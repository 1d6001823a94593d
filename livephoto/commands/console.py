"""How verbs speak: tables on a terminal, plain aligned text in a pipe, one JSON object where asked.

Rich is imported when something is shown, never before.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_WIDE = 10_000
"""Columns of a pipe: nothing is ever cut or wrapped there."""

_STYLES = {"assumed": "yellow", "observed": "cyan", "retired": "red", "default": "green"}


class CommandError(Exception):
    """A verb stops here: the command prints the message as one line on standard error and exits with `exit_code`."""

    def __init__(self, message: str, exit_code: int = 2) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def show(*parts: RenderableType) -> None:
    """Print texts and tables on standard output."""
    console = _console()
    if console.is_terminal:
        for part in parts:
            console.print(part)
        return
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    sys.stdout.write("".join(f"{line.rstrip()}\n" for line in captured.get().splitlines()))


def show_json(value: Any) -> None:
    """Print one JSON value on standard output."""
    sys.stdout.write(f"{json.dumps(value, indent=2)}\n")


def heading(text: str) -> RenderableType:
    """Return a line that begins a part, with an empty line before it."""
    from rich.text import Text

    return Text(f"\n{text}", style="bold")


def table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> RenderableType:
    """Return a table; on a narrow terminal long cells are folded, those of the first column last; in a pipe none is."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(box=box.SIMPLE_HEAD if _console().is_terminal else None, pad_edge=False, header_style="bold")
    for index, header in enumerate(headers):
        made.add_column(header, overflow="fold", no_wrap=index == 0)
    for row in rows:
        made.add_row(*(Text(str(cell), style=_STYLES.get(str(cell), "")) for cell in row))
    return made


def facts(rows: Iterable[tuple[str, object]]) -> RenderableType:
    """Return names and values side by side."""
    from rich.table import Table

    made = Table.grid(padding=(0, 2, 0, 0))
    made.add_column(style="dim")
    made.add_column(overflow="fold")
    for name, value in rows:
        made.add_row(name, str(value))
    return made


def _console() -> Console:
    from rich.console import Console

    plain = Console(markup=False, highlight=False, emoji=False)
    return plain if plain.is_terminal else Console(markup=False, highlight=False, emoji=False, width=_WIDE)
