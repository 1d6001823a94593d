"""A recorded exchange as values: what was asked, and what came back. Photos and videos stay where they are stored."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from livephoto.contract.image_header import ImageHeader
from livephoto.recordings.base64_text import encode


class RecordingError(Exception):
    """A recording cannot be read, written or used; the message says which file, what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class StoredBody:
    """Bytes that are told by their hash, and stored beside the recording or not at all."""

    sha256: str
    """64 lower-case hexadecimal digits; "" where the recording does not tell the bytes."""
    size: int
    """Bytes, as far as the recording tells."""
    file: Path | None = None
    """Where they are stored; None where only their hash was kept."""

    def read(self) -> bytes:
        """Return the bytes. Raises RecordingError where they were not kept, are gone, or are others by now."""
        if self.file is None:
            told = f"with SHA-256 {self.sha256[:12]}… " if self.sha256 else ""
            raise RecordingError(f"{self.size:,} bytes {told}were not kept in the recording; record it again")
        try:
            content = self.file.read_bytes()
        except OSError as error:
            raise RecordingError(f"cannot read {self.file}: {error.strerror}; record it again") from None
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise RecordingError(f"{self.file} is not what was recorded: its SHA-256 differs; record it again")
        return content


@dataclass(frozen=True, slots=True)
class FilePart:
    """A file in a recorded form."""

    name: str
    """The field's name."""
    filename: str | None
    media_type: str | None
    """As the client declared it."""
    body: StoredBody
    image: ImageHeader | None = None
    """Format and size in px by its content; None where it is none of the formats, or its header is damaged."""
    whole: bool | None = None
    """Every pixel could be decoded; None where nobody tried."""


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """What was asked."""

    method: str
    url: str
    headers: Mapping[str, str]
    """Those that are kept, by lower-case name; the key stands there as its pseudonym."""
    multipart: bool = False
    """The body was multipart/form-data and could be read to its end."""
    fields: tuple[tuple[str, str], ...] = ()
    """Text fields of the form, in their order."""
    files: tuple[FilePart, ...] = ()
    body: StoredBody | None = None
    """The body where it is no form; None where there was none."""

    @property
    def path(self) -> str:
        """The URL's path."""
        return urlsplit(self.url).path or "/"

    @property
    def identity(self) -> str:
        """64 hexadecimal digits that equal requests share, whatever their boundary, key, host and headers are."""
        parts = [
            self.method,
            self.path,
            urlsplit(self.url).query,
            sorted(self.fields),
            sorted((part.name, part.filename is not None, part.body.sha256) for part in self.files),
            self.body.sha256 if self.body else None,
        ]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Splice:
    """A run of base64 that was cut out of a text: stored once, decoded, as a file that can be looked at."""

    at: int
    """Bytes that stand before it, of the text without its splices."""
    body: StoredBody
    escaped: bool = False
    """Its slashes stood as `\\/`, as PHP writes them."""


@dataclass(frozen=True, slots=True)
class Content:
    """The body of an answer, put together when it is asked for."""

    sha256: str
    """Of the whole body, decompressed, as the client saw it but for a key in it; "" where the recording has no body."""
    size: int
    """Bytes of the whole body, as far as the recording tells."""
    kept: bytes | None = None
    """The body, without what was spliced out; None where all of it is stored, or none of it was kept."""
    splices: tuple[Splice, ...] = ()
    stored: StoredBody | None = None
    """The whole body, where it is stored as a file."""

    def read(self) -> bytes:
        """Return the body. Raises RecordingError where it was not kept, is gone, or is another by now."""
        if self.kept is None:
            return (self.stored or StoredBody(self.sha256, self.size)).read()
        pieces, done = [], 0
        for splice in self.splices:
            pieces += [self.kept[done : splice.at], encode(splice.body.read(), escaped=splice.escaped)]
            done = splice.at
        return b"".join((*pieces, self.kept[done:]))


@dataclass(frozen=True, slots=True)
class RecordedAnswer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """Those that are kept, by lower-case name."""
    content: Content
    cut: bool = False
    """The connection broke before the body's end, or the body went over the recorder's bound."""


@dataclass(frozen=True, slots=True)
class RecordedExchange:
    """One request and its answer, as a recording has them."""

    request: RecordedRequest
    answer: RecordedAnswer
    started: datetime | None
    """When the request was made, with its time zone; None where the recording does not say."""
    seconds: float = 0.0
    """From the request's first byte to the answer's last."""
    edition: str | None = None
    """Id of the edition that it was recorded against; None where nobody said."""
    tool: str = ""
    """What made the recording, with its version."""
    outcome: str | None = None
    """What a client makes of the answer: a note kept with fixtures."""
    source: Path | None = None
    """The file that it was read from."""
    number: int = 0
    """Its place in that file, from 0."""
    missing: tuple[str, ...] = field(default=())
    """What the recording does not tell and a judge would want, in plain words."""
