"""The option `--editions`, which every verb takes: a folder of editions of the user's own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Annotated, Any

import typer

from livephoto.contract.edition_files import ENVIRONMENT
from livephoto.contract.loader import edition_files


def _use(ctx: typer.Context, folder: str | None) -> None:
    """Name the folder to this process and those that it starts.

    Raises ContractError where an edition in it is wrong: before any work, and once the verb itself has been reached,
    for a folder that is named nearer to it takes the place of one named before.
    """
    if not folder or ctx.resilient_parsing:
        return
    os.environ[ENVIRONMENT] = folder
    if not hasattr(ctx.command, "commands"):
        edition_files()


@contextmanager
def folder_of_before() -> Iterator[None]:
    """Leave the environment as it was, whatever folder a verb was given."""
    before = os.environ.get(ENVIRONMENT)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(ENVIRONMENT, None)
        else:
            os.environ[ENVIRONMENT] = before


EditionsFolder = Annotated[
    str | None,
    typer.Option(
        "--editions",
        metavar="DIR",
        envvar=ENVIRONMENT,
        help="Folder of editions of your own: their ids stand wherever an edition is named.",
        callback=_use,
        expose_value=False,
        is_eager=True,
    ),
]


def take_editions(command: Any) -> Any:
    """Give a command, and the verbs within it, the option `--editions`; return the command."""
    command.params.append(_option())
    for within in getattr(command, "commands", {}).values():
        take_editions(within)
    return command


@cache
def _option() -> Any:
    # Made by Typer, as it is for a verb of ours: its classes differ from version to version.
    app = typer.Typer(add_completion=False)
    app.command()(_with_the_option)
    return next(each for each in typer.main.get_command(app).params if "--editions" in each.opts)


def _with_the_option(editions: EditionsFolder = None) -> None:
    pass
