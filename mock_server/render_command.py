"""What the verb `render` does: reads a photo, makes its clip, writes it whole or not at all."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

import typer

from livephoto.commands.console import CommandError
from livephoto.contract import LivePhotoType
from livephoto.sink import FileSink
from mock_server.engines.base import Clip, EngineError, Level, NoFaceError, UndecodablePhotoError
from mock_server.engines.factory import render
from mock_server.engines.options import Options

_FAILED = 1
_LONG = 1.0
"""Seconds after which a terminal is told what the wait is for."""
_FOUND = {
    Level.MESH: "the face nods, smiles and blinks",
    Level.POINTS: "the face is half understood: it nods and smiles, and does not blink",
    Level.NO_FACE: "no face was found: the picture is moved as a whole",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asked for."""

    photo: Path
    out: Path
    kind: LivePhotoType
    options: Options
    contact_sheet: Path | None
    overwrite: bool


def run(wanted: Wanted) -> Path:
    """Make the video, and the sheet where one is wanted; return the video's path.

    Raises CommandError: status 2 where a file cannot be read or written, 1 where the photo cannot be animated.
    """
    try:
        with ExitStack() as stack:
            # Before the work: a video that cannot be written is not worth making.
            files = [stack.enter_context(closing(_open(path, wanted))) for path in _targets(wanted)]
            clip = _clip(wanted)
            for file, content in zip(files, _contents(clip, wanted), strict=True):
                file.write(content)
            for file in files:
                file.keep()
    except OSError as error:
        raise CommandError(f"{error.filename}: {(error.strerror or str(error)).lower()}") from None
    typer.echo(f"{_about(clip)}", err=True)
    return wanted.out


def _targets(wanted: Wanted) -> list[Path]:
    return [wanted.out] if wanted.contact_sheet is None else [wanted.out, wanted.contact_sheet]


def _contents(clip: Clip, wanted: Wanted) -> Iterator[bytes]:
    yield clip.video
    if wanted.contact_sheet is not None:
        from mock_server.engines.sheet import contact_sheet

        is_jpeg = wanted.contact_sheet.suffix.lower() in (".jpg", ".jpeg")
        yield contact_sheet({wanted.out.stem: clip.video}, form="JPEG" if is_jpeg else "PNG")


def _open(path: Path, wanted: Wanted) -> FileSink:
    if path.exists() and not wanted.overwrite:
        raise CommandError(f"{path} exists; --overwrite replaces it, another name keeps it")
    return FileSink(path)


def _clip(wanted: Wanted) -> Clip:
    photo = wanted.photo.read_bytes()
    try:
        with _patience(f"Rendering {wanted.photo.name}"):
            return render(photo, wanted.kind, wanted.options)
    except NoFaceError as error:
        raise CommandError(f"{wanted.photo}: no face was found; --faces any moves it as a picture", _FAILED) from error
    except UndecodablePhotoError as error:
        raise CommandError(f"{wanted.photo}: {error}", _FAILED) from error
    except EngineError as error:
        raise CommandError(str(error), _FAILED) from error


def _about(clip: Clip) -> str:
    more = f"; the largest of {len(clip.faces)} faces moves" if len(clip.faces) > 1 else ""
    return f"{clip.width} x {clip.height} px, {clip.frames} frames, {len(clip.video)} bytes: {_FOUND[clip.level]}{more}"


@contextmanager
def _patience(text: str) -> Iterator[None]:
    """Say on a terminal what is being done, if it takes long."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    status = Console(stderr=True).status(text)
    timer = Timer(_LONG, status.start)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        status.stop()
