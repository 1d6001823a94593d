"""The verb `history`. Light to import: the work is loaded when it is called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from contract_tests.commands import Form


def history(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `--history FILE` wrote.", show_default=False)],
    html: Annotated[
        Path | None, typer.Option("--html", metavar="OUT", help="Also write one HTML page with a picture of it.")
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="How the timeline is printed.")] = Form.TEXT,
) -> None:
    """Show what the checks found over time: each verdict, and the findings that came and went.

    Reads the file that `check --history FILE` and `replay --history FILE` append to. A finding stands until a run got
    an answer to its probe and did not have it any more; a run that was not answered shows nothing.

    \b
    Examples:
      livephoto check --docs ../ailabtools-docs --history docs.ndjson
      livephoto history docs.ndjson
      livephoto history docs.ndjson --html docs.html
      livephoto history docs.ndjson --format json

    Exit status: 0 shown, 2 wrong use.
    """
    from contract_tests.history.history_command import run

    run(file, html, as_json=form is Form.JSON)
