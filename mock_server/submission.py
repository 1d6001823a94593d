"""One request as the server understood it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from livephoto.contract import ImageHeader

KEPT_END = 64 * 1024
"""Bytes kept of each end of a file that is not kept whole."""


@dataclass(slots=True)
class Part:
    """One part of the form as it came, whatever its name. Names are cut to a bounded length."""

    name: str
    kind: Literal["text", "file"]
    """A part with a file name is a file."""
    filename: str | None
    declared_type: str | None
    """Its own Content-Type, without parameters."""
    size: int = 0
    """Bytes received."""


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
    sha256: str | None = None
    """Of all its bytes, in hexadecimal; None while it has not ended, and where nobody asked for it."""

    def take(self) -> bytes:
        """Return the file, and keep no more than its ends; nothing where it was not kept, or was taken."""
        whole, self.whole = self.whole or b"", None
        self.head, self.tail = self.head[:KEPT_END], self.tail[-KEPT_END:]
        return whole


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
    media_type: str = ""
    """The request's Content-Type, parameters included."""
    parts: list[Part] = field(default_factory=list)
    """The parts seen, in their order; the first of them, where there are many."""
    body_bytes: int = 0
    """Bytes of the body that were received."""
    read_seconds: float = 0.0
    """How long the request took to read, from its head to the end of its body."""
    key_elsewhere: str | None = None
    """Where something like a key was found instead, as in "the header authorization"; looked for without a key only."""
    traceparent: str | None = None
    """The caller's trace context (W3C), as sent."""
