"""The verb `contract learn`. Light to import: the work is loaded when it is called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from livephoto.commands.console import CommandError


def learn(
    pages: Annotated[list[str] | None, typer.Argument(metavar="FILE_OR_URL", help="More pages, behind --docs.")] = None,
    *,
    edition_id: Annotated[str, typer.Option("--id", metavar="ID", help="The new edition's id.", show_default=False)],
    extends: Annotated[
        str | None,
        typer.Option(metavar="ID", help="The edition that it builds on; else the report's, else the newest one."),
    ] = None,
    docs: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE_OR_URL", help="Pages of the vendor: files, folders, URLs; repeatable."),
    ] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What `check` or `replay` wrote with --report json=FILE.")
    ] = None,
    recordings: Annotated[
        list[Path] | None, typer.Option(metavar="PATH", help="Recordings: files, or folders of them; repeatable.")
    ] = None,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="Its title; else what it was learnt from.")] = None,
    date: Annotated[
        str | None, typer.Option(metavar="DAY", help="The day that it stands for, as 2026-11-02; else today.")
    ] = None,
) -> None:
    """Write an edition file of what pages, a report or recordings show: the file that makes the check conform.

    It holds only what changed since the edition it extends, each entry with its source and basis. What an edition file
    has no place for is told on standard error, a line each. Put the file into a folder and name that with --editions:
    check, mock and contract then know its id.

    \b
    Examples:
      livephoto contract learn --docs ../ailabtools-docs --id 2026-11 --extends 2026-04 > editions/2026-11.toml
      livephoto contract learn --report check.json --id wire-2026-11 > editions/wire-2026-11.toml
      livephoto contract learn --recordings recordings --extends 2026-01 --id ours > editions/ours.toml
      livephoto mock --editions editions --edition 2026-11

    Exit status: 0 written, 2 wrong use, 3 a page is unreachable.
    """
    from contract_tests.learning.learn_command import Options, run

    if pages and not docs:
        raise CommandError(f"what is {pages[0]}? pages go behind --docs")
    run(Options(edition_id, extends, (*(docs or ()), *(pages or ())), report, tuple(recordings or ()), title, date))
