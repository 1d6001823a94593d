"""Cuts long runs of base64 out of a text, where they can be put back to the byte."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass

from livephoto.recordings.base64_text import decode, encode

SHORTEST = 4096
"""Characters of base64 below which a run stays where it is."""

_RUN = re.compile(rb"(?:[A-Za-z0-9+/]++|\\/)++={0,2}")


@dataclass(frozen=True, slots=True)
class Run:
    """What was cut out."""

    at: int
    """Bytes of what is left that stand before it."""
    content: bytes
    """Decoded."""
    escaped: bool
    """Its slashes stood as `\\/`."""


def spliced(text: bytes) -> tuple[bytes, tuple[Run, ...]]:
    r"""Return the text without its long runs of base64, and the runs.

    Only those in the standard alphabet that decode, and encode again to the same characters, with slashes as `/` or
    as `\/`: a url-safe, a wrapped or an unpadded one stays in the text.
    """
    kept, runs, done = bytearray(), [], 0
    for found in _RUN.finditer(text):
        if found.end() - found.start() < SHORTEST:
            continue
        escaped = b"\\/" in found[0]
        content = _decoded(found[0], escaped=escaped)
        if content is not None:
            kept += text[done : found.start()]
            runs.append(Run(len(kept), content, escaped))
            done = found.end()
    return bytes(kept + text[done:]), tuple(runs)


def outside_runs(text: bytes) -> list[tuple[bytes, bool]]:
    """Return the text in pieces: (piece, whether it is a long run of base64)."""
    pieces, done = [], 0
    for found in _RUN.finditer(text):
        if found.end() - found.start() >= SHORTEST:
            pieces += [(text[done : found.start()], False), (found[0], True)]
            done = found.end()
    return [*pieces, (text[done:], False)]


def _decoded(run: bytes, *, escaped: bool) -> bytes | None:
    try:
        content = decode(run.replace(b"\\/", b"/") if escaped else run)
    except (binascii.Error, ValueError):
        return None
    return content if encode(content, escaped=escaped) == run else None
