"""What the verbs `mock` and `render` let one choose about a clip. Light to import."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from livephoto.commands.console import CommandError
from mock_server.engines.options import CODECS, FACES, FRAMES_A_SECOND, SECONDS, SIZES, Options

_USUAL = Options()
SECONDS_HELP = f"Length of the video, {SECONDS[0]:g} to {SECONDS[1]:g} s; {_USUAL.seconds:g} without it."
Fps = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        help=f"Frames a second, {FRAMES_A_SECOND[0]} to {FRAMES_A_SECOND[1]}; {_USUAL.fps} without it.",
    ),
]
Size = Annotated[
    int | None,
    typer.Option(
        metavar="PX", help=f"Sides of an avatar: even, {SIZES[0]} to {SIZES[1]} px; {_USUAL.size} without it."
    ),
]
CodecName = Annotated[
    str | None,
    typer.Option(
        metavar="|".join(CODECS), help="h264 plays everywhere; vp9 is free of x264 and its GPL. h264 without it."
    ),
]
FACES_METAVAR = "|".join(FACES)


def clip_options(usual: Options, **given: float | str | None) -> Options:
    """Return the options with what was given in their place. Raises CommandError for what is out of its bounds."""
    try:
        return replace(usual, **{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValueError as error:
        raise CommandError(str(error)) from None
