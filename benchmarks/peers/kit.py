"""What a peer is set up with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from measuring.answers import Answer

from livephoto.contract import Edition


class AbsentError(Exception):
    """A peer is not installed; the message says what to install."""


@dataclass(frozen=True, slots=True)
class Kit:
    """The API, the mock's answers, and where things lie."""

    home: Path
    """Folder that the user installed peers into."""
    folder: Path
    """Folder for the configuration made for this run."""
    edition: Edition
    success: Answer
    """What the mock answered to a photo."""
    refusal: Answer
    """What it answered to a form without a file."""
