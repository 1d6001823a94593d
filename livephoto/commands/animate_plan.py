"""Which photos the verb `animate` was given, and where each video goes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from livephoto.commands.console import CommandError
from livephoto.contract.image_header import MEDIA_TYPES, format_of

SUFFIX = ".mp4"
_SLASHES = ("/", os.sep)


@dataclass(frozen=True, slots=True)
class Job:
    """One photo and the file that its video goes to."""

    photo: Path
    output: Path


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done. `folder`: where many videos go, None where one photo goes to one file."""

    jobs: tuple[Job, ...]
    folder: Path | None


def make_plan(given: Sequence[Path], out: str | None) -> Plan:
    """Return the plan for photos and folders of photos. Raises CommandError where it cannot be made.

    One photo goes to the file `out`, else to its own name with .mp4 in the current directory. Several photos, a folder,
    or an `out` that is a folder or ends in a slash: every photo goes to its own name with .mp4 in there.
    """
    if out == "-":
        raise CommandError("-o names a file or a folder; a video cannot go to standard output")
    plan = _plan(given, Path(out) if out else None, into_folder=bool(out) and str(out).endswith(_SLASHES))
    _refuse_to_replace_photos(plan)
    return plan


def _plan(given: Sequence[Path], out: Path | None, *, into_folder: bool) -> Plan:
    photos = list(dict.fromkeys(photo for path in given for photo in _photos(path)))
    into_folder = into_folder or bool(out and out.is_dir())
    if len(given) == 1 and not given[0].is_dir() and not into_folder:
        return Plan((Job(photos[0], _one_output(photos[0], out)),), None)
    folder = out or Path()
    if folder.exists() and not folder.is_dir():
        raise CommandError(f"{folder} is a file; several photos need a folder to go to")
    return Plan(tuple(_in_folder(photos, folder)), folder)


def _refuse_to_replace_photos(plan: Plan) -> None:
    photos = {_identity(job.photo) for job in plan.jobs}
    for job in plan.jobs:
        if job.output.exists() and _identity(job.output) in photos:
            raise CommandError(f"{job.output} is one of the photos; -o names another place for the videos")


def _identity(file: Path) -> tuple[int, int]:
    """Return what two names of the same file have in common."""
    about = file.stat()
    return about.st_dev, about.st_ino


def _photos(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(file for file in path.iterdir() if file.is_file() and _is_photo(file))
        if not found:
            raise CommandError(f"{path} holds no {', '.join(MEDIA_TYPES)}")
        return found
    if not path.exists():
        raise CommandError(f"{path} does not exist")
    return [path]


def _is_photo(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            return format_of(opened.read(8)) is not None
    except OSError:
        return True  # so that it is named among the failures, with the reason


def _one_output(photo: Path, out: Path | None) -> Path:
    output = out or Path(photo.with_suffix(SUFFIX).name)
    if not output.parent.is_dir():
        raise CommandError(f"{output.parent} is no folder")
    return output


def _in_folder(photos: Sequence[Path], folder: Path) -> Iterator[Job]:
    taken: set[str] = set()
    for photo in photos:
        name, number = f"{photo.stem}{SUFFIX}", 1
        while name.casefold() in taken:
            number += 1
            name = f"{photo.stem}-{number}{SUFFIX}"
        taken.add(name.casefold())
        yield Job(photo, folder / name)
