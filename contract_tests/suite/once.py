"""Does a thing once for several processes: pytest-xdist's workers share one check, since each would pay for its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

_PAUSE = 0.05
"""Seconds between two looks."""


class NotFinishedError(Exception):
    """The process that began left no result."""


def once(folder: Path, make: Callable[[], str], patience: float = 900.0) -> str:
    """Return the text that `make` returned in whichever process came first; `folder` is shared by all of them.

    Nobody takes over where the first one fails or dies: what it did may have cost credits already. The others then
    raise NotFinishedError, at the latest after `patience` seconds.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        (folder / "begun").touch(exist_ok=False)
    except FileExistsError:
        return _wait(folder, patience)
    try:
        text = make()
    except BaseException:
        (folder / "failed").touch()
        raise
    unfinished = folder / "unfinished"
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(folder / "result")
    return text


def _wait(folder: Path, patience: float) -> str:
    until = time.monotonic() + patience
    while not (folder / "result").exists():
        if (folder / "failed").exists() or time.monotonic() >= until:
            raise NotFinishedError("another process began the check and left no result; see its own error")
        time.sleep(_PAUSE)
    return (folder / "result").read_text(encoding="utf-8")
