"""The verb `recordings`: list, show, prune and import recordings. Light to import: the work is loaded when called."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

_EXAMPLES = """\b
Examples:
  livephoto recordings ls recordings
  livephoto recordings show recordings/20260131T101500.000000Z-live-photo-200-1f2e3d4c.har
  livephoto recordings prune recordings --older-than 180d --dry-run
  livephoto recordings import browser.har tests/cassettes/*.yaml --out recordings
"""

recordings = typer.Typer(
    help="List, show, prune and import recordings of the API.",
    epilog=_EXAMPLES,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class Form(StrEnum):
    """What `ls --format` takes."""

    TEXT = "text"
    JSON = "json"


Recordings = Annotated[
    list[Path],
    typer.Argument(metavar="FOLDER|FILE...", help="HAR of any origin, cassettes, or an answer's body as JSON."),
]


@recordings.command("ls")
def ls(
    paths: Recordings,
    form: Annotated[Form, typer.Option("--format", help="How the list is printed.")] = Form.TEXT,
) -> None:
    """List exchanges: date, age, edition, what was asked, the answer, the photo, the answer's bytes.

    A file that cannot be read, and exchanges that are not of this API, are told of on standard error.

    \b
    Examples:
      livephoto recordings ls recordings
      livephoto recordings ls recordings browser.har --format json

    Exit status: 0 all listed, 1 a file could not be read, 2 wrong use.
    """
    from contract_tests.recordings import recordings_command

    raise typer.Exit(recordings_command.ls(paths, as_json=form is Form.JSON))


@recordings.command("show")
def show_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A recording.")],
    number: Annotated[
        int | None, typer.Argument(metavar="NUMBER", min=1, help="Which exchange, where the file holds several.")
    ] = None,
    edition: Annotated[
        str | None, typer.Option(metavar="ID", help="The edition to hold it against; else the recorded one.")
    ] = None,
) -> None:
    """Show one exchange and what the judge finds in it. The key stands there as its pseudonym.

    \b
    Examples:
      livephoto recordings show recordings/20260131T101500.000000Z-live-photo-200-1f2e3d4c.har
      livephoto recordings show browser.har 3 --edition 2025-12
    """
    from contract_tests.recordings import recordings_command

    recordings_command.show_one(file, number, edition)


@recordings.command("prune")
def prune(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder of recordings.")],
    older_than: Annotated[
        str | None, typer.Option(metavar="AGE", help="Remove recordings older than this: 180d, 24h, 26w, 2y.")
    ] = None,
    unreferenced: Annotated[
        bool, typer.Option("--unreferenced", help="Remove bodies that no recording names.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would go; remove nothing.")] = False,
) -> None:
    """Remove old recordings with their bodies, and bodies that no recording names. Asks nothing; says what it removed.

    A file goes when every exchange in it is too old; one without a date stays. A body that is younger than an hour
    stays too: its recording may be on its way. Where a recording cannot be read, nothing is removed.

    \b
    Examples:
      livephoto recordings prune recordings --older-than 180d --dry-run
      livephoto recordings prune recordings --older-than 2y --unreferenced
    """
    from contract_tests.recordings import recordings_command

    recordings_command.prune_folder(folder, older_than, unreferenced=unreferenced, dry_run=dry_run)


@recordings.command("import")
def import_(
    paths: Recordings,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Folder for the recordings.")],
    date: Annotated[
        datetime | None, typer.Option(metavar="DATE", help="When those were made that do not say; UTC.")
    ] = None,
) -> None:
    """Put recordings of other tools into a folder of ours, one HAR an exchange, without their secrets.

    Reads HAR, cassettes of vcrpy, pytest-recording, cassetter and betamax, and bare answers as JSON. Photos are told
    of by hash, format, bytes and pixels only. What cannot be taken is told of on standard error, and why.

    \b
    Examples:
      livephoto recordings import browser.har --out recordings
      livephoto recordings import tests/cassettes --out recordings
      livephoto recordings import answer.json --date 2026-01-31 --out recordings

    Exit status: 0 all imported, 1 something was left out, 2 wrong use.
    """
    from contract_tests.recordings import recordings_command

    raise typer.Exit(recordings_command.import_all(paths, out, date))
