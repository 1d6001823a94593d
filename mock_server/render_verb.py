"""The verb `render`: one photo in, one video out, without a server. Light to import."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from livephoto.commands.console import CommandError
from livephoto.contract import LivePhotoType
from mock_server.clip_options import FACES_METAVAR, SECONDS_HELP, CodecName, Fps, Size, clip_options
from mock_server.engines.options import Options

_TYPES = {kind.name.lower().replace("_", "-"): kind for kind in LivePhotoType}


def render(
    photo: Annotated[Path, typer.Argument(metavar="PHOTO", help="A JPEG, PNG or BMP file.", show_default=False)],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="OUT.mp4", help="The video's file; PHOTO.mp4 without it.")
    ] = None,
    kind: Annotated[
        str, typer.Option("--type", metavar="|".join(_TYPES), help="What part of the photo is brought to life.")
    ] = "avatar",
    contact_sheet: Annotated[
        Path | None, typer.Option(metavar="PNG|JPG", help="Also draw ten frames of the video, side by side.")
    ] = None,
    seconds: Annotated[float | None, typer.Option(metavar="S", help=SECONDS_HELP)] = None,
    fps: Fps = None,
    size: Size = None,
    codec: CodecName = None,
    faces: Annotated[
        str | None,
        typer.Option(
            metavar=FACES_METAVAR,
            help="strict refuses a photo without a face, any moves it as a picture. any without it.",
        ),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files that are there already.")] = False,
) -> None:
    """Animate a photo here and now: the largest face in it nods, smiles and blinks.

    It is the video that `livephoto mock --engine animated` would answer with. Its path goes to standard output, what
    was found in the photo to standard error. Nothing leaves this machine.

    \b
    Examples:
      livephoto render portrait.jpg
      livephoto render portrait.jpg -o moving.mp4 --type full-body --contact-sheet frames.png
      livephoto render portrait.jpg --seconds 4 --fps 30 --size 768 --codec vp9

    Exit status: 0 made, 1 the photo cannot be animated, 2 wrong use.
    """
    if kind not in _TYPES:
        raise CommandError(f"--type is {kind!r}; it must be one of {', '.join(_TYPES)}")
    options = clip_options(Options(), seconds=seconds, fps=fps, size=size, codec=codec, faces=faces)
    from mock_server.render_command import Wanted, run

    target = out or Path(photo.with_suffix(".mp4").name)
    typer.echo(run(Wanted(photo, target, _TYPES[kind], options, contact_sheet, overwrite)))
