"""Recordings that a user named, with errors as commands tell them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from contract_tests.recordings.ages import parse_age
from contract_tests.recordings.replaying import replay
from contract_tests.recordings.sources import Sources
from contract_tests.report import Report
from livephoto.commands.console import CommandError
from livephoto.contract.loader import load_editions
from livephoto.contract.model import Edition
from livephoto.recordings.model import RecordingError

_USUAL_AGE = "365d"
"""Older recordings are warned of where nobody said how old they may be."""


def sources_of(paths: Sequence[Path], max_age: str | None = None) -> Sources:
    """Return the recordings of files and folders, which note those older than `max_age`. Raises CommandError."""
    try:
        age = parse_age(max_age or _USUAL_AGE)
    except ValueError as error:
        raise CommandError(f"--max-age: {error}") from None
    for path in paths:
        if not path.exists():
            raise CommandError(f"{path} does not exist; `livephoto record` makes recordings")
    return Sources(paths, age, datetime.now(UTC))


def report_on(paths: Sequence[Path], edition: Edition | None) -> Report:
    """Return what recordings show against an edition; None: the one that they name, or that fits best.

    Raises CommandError.
    """
    sources = sources_of(paths)
    try:
        return replay(sources.exchanges(), sources.name, load_editions(), edition, unread=sources.noted.problems)
    except RecordingError as error:
        raise CommandError(str(error)) from None
