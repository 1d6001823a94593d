"""What the verb `history` does: a ledger in, the timeline out."""

from __future__ import annotations

from pathlib import Path

from contract_tests.files import write_file
from contract_tests.history import showing
from contract_tests.history.reading import read_ledger
from contract_tests.history.timeline import timelines
from livephoto.commands.console import show, show_json


def run(file: Path, html: Path | None, *, as_json: bool) -> None:
    """Print the timeline of a ledger, and write its page where one is wanted. Raises LedgerError."""
    found = timelines(read_ledger(file))
    if html is not None:
        from contract_tests.history.html_page import render

        write_file(html, render(found).encode())
    if as_json:
        show_json(showing.to_dict(found))
    elif found:
        show(*showing.render(found))
    else:
        show(f"{file} holds no run yet")
