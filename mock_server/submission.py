"""One request as the server understood it."""

from __future__ import annotations

from dataclasses import dataclass, field

from livephoto.contract import ImageHeader

KEPT_END = 64 * 1024
"""Bytes kept of each end of a file that is not kept whole."""


@dataclass(slots=True)
class Upload:
    """The image part. Big files are not kept whole unless the engine needs them: `head` and `tail` remain."""

    is_file: bool
    """It came with a file name; False: as a text field."""
    size: int = 0
    """Bytes received."""
    head: bytes = b""
    """The first bytes: at least 64 KiB of them, or all."""
    tail: bytes = b""
    """The last bytes: 64 KiB of them, or all."""
    whole: bytes | None = None
    """The file itself; None where it was not kept."""
    header: ImageHeader | None = None
    """Format and size, where the first megabyte told them."""


@dataclass(slots=True)
class Submission:
    """One request: what was asked for, with which key, and what the form held."""

    method: str
    path: str
    key: str
    prefer: str = ""
    multipart: bool = False
    """The body was multipart/form-data and could be read to its end."""
    overlong: bool = False
    """The body went over the server's bound; the rest was not read."""
    texts: dict[str, bytes] = field(default_factory=dict)
    """The edition's text fields by name, the first of each name, cut to what a rule can need."""
    image: Upload | None = None
