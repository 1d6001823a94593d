"""Makes text from outside fit to be shown: one line, no control characters, of a bounded length."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

LONGEST = 500
"""Characters of foreign text that an error shows."""


def one_line(text: str) -> str:
    """Return `text` on one line, without control characters and unpaired surrogates, at most LONGEST characters."""
    cut = text[: 4 * LONGEST]
    printable = "".join(char if char.isprintable() else " " for char in cut)
    line = " ".join(printable.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


@dataclass(frozen=True, slots=True)
class Shown:
    """How text from outside is made fit to be shown. prose: messages. token: codes and ids, which callers compare."""

    prose: Callable[[str], str] = one_line
    token: Callable[[str], str] = one_line


PLAIN = Shown()
