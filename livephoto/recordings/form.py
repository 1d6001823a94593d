"""Reads a multipart form as it streams by: hashes the files, and keeps them only where they are wanted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from multipart import MultipartSegment, PushMultipartParser, parse_options_header

from livephoto.contract.image_header import format_of, read_header
from livephoto.recordings.captured import LARGEST_BODY, CapturedFile, CapturedForm
from livephoto.recordings.pictures import is_whole

_LARGEST_TEXT = 4096
"""Bytes beyond which a part without a file name is told by its hash: a photo may come as base64 text."""
_LARGEST_HEADER = 1 << 16
_MOST_PARTS = 1000
_HEAD = 1 << 20
"""Bytes of a file in which its size in px is looked for, where the whole of it is not held."""


class FormReader:
    """Feed it a request's body in pieces of any size.

    keep_files: hand the files' bytes out with the form. most: bytes of files that are held until `close`, which
    decodes the pictures among them; a file beyond that is hashed all the same, its content and `whole` are None.
    """

    def __init__(self, content_type: str, *, keep_files: bool, most: int) -> None:
        self._body, self._size = hashlib.sha256(), 0
        self._parser = _parser(content_type)
        self._keep_files, self._free = keep_files, most
        self._parts: list[_Part] = []

    @property
    def sha256(self) -> str | None:
        """Of the whole body so far, form or not; None where nothing came."""
        return self._body.hexdigest() if self._size else None

    @property
    def size(self) -> int:
        """Bytes of the whole body so far."""
        return self._size

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of the body. What follows damage is hashed, not looked at."""
        self._body.update(chunk)
        self._size += len(chunk)
        if self._parser is None or not chunk:
            return
        try:
            for event in self._parser.parse(chunk):
                if isinstance(event, MultipartSegment):
                    self._parts.append(_Part(event))
                elif event is not None:
                    self._free -= self._parts[-1].add(event, self._free)
        except ValueError:
            self._give_up()

    def close(self) -> CapturedForm | None:
        """Say that the body has ended; return the form, None where it is none that could be read to its end.

        Decodes the pictures, where Pillow is installed: tens of milliseconds each, so not on an event loop.
        """
        if self._parser is None:
            return None
        try:
            self._parser.close()
        except ValueError:
            self._give_up()
            return None
        return CapturedForm(tuple(self._fields()), tuple(self._files()))

    def _give_up(self) -> None:
        self._parser = None
        self._parts.clear()

    def _fields(self) -> Iterator[tuple[str, str]]:
        yield from ((part.name, part.text) for part in self._parts if part.text is not None)

    def _files(self) -> Iterator[CapturedFile]:
        yield from (part.file(keep=self._keep_files) for part in self._parts if part.text is None)


def read_form(content_type: str, body: bytes, *, keep_files: bool = True) -> CapturedForm | None:
    """Return the form that `body` holds, its files' bytes too; None where it is none that can be read to its end."""
    reader = FormReader(content_type, keep_files=keep_files, most=LARGEST_BODY)
    reader.feed(body)
    return reader.close()


class _Part:
    """One part of the form, as far as it came."""

    def __init__(self, segment: MultipartSegment) -> None:
        self.name: str = segment.name or ""
        self._filename: str | None = segment.filename
        if self._filename is None and "filename*=" in segment.header("Content-Disposition", "").lower():
            self._filename = ""
        self._media_type: str | None = segment.content_type
        self._hash, self._size = hashlib.sha256(), 0
        self._held: list[bytes] | None = []
        self._head = b""

    def add(self, data: bytes, free: int) -> int:
        """Take the next bytes; return how many of the `free` ones were taken, less than none where some are let go."""
        self._hash.update(data)
        self._size += len(data)
        if self._held is None:
            return 0
        if len(data) <= free:
            self._held.append(data)
            return len(data)
        before = b"".join(self._held)
        self._head, self._held = (before + data[:_HEAD])[:_HEAD], None
        return -len(before)

    @property
    def text(self) -> str | None:
        """The part's text; None where it is a file, or too long or too strange to be shown."""
        if self._filename is not None or self._size > _LARGEST_TEXT or self._held is None:
            return None
        try:
            text = b"".join(self._held).decode()
        except UnicodeDecodeError:
            return None
        return text if all(char.isprintable() or char in "\r\n\t" for char in text) else None

    def file(self, *, keep: bool) -> CapturedFile:
        """Return what is known of the part, taken as a file."""
        content = None if self._held is None else b"".join(self._held)
        image = read_header(self._head if content is None else content)
        return CapturedFile(
            name=self.name,
            filename=self._filename,
            media_type=self._media_type,
            sha256=self._hash.hexdigest(),
            size=self._size,
            image=image,
            whole=is_whole(content, image) if content is not None and format_of(content) else None,
            content=content if keep else None,
        )


def _parser(content_type: str) -> PushMultipartParser | None:
    kind, options = parse_options_header(content_type)
    if kind != "multipart/form-data" or not options.get("boundary"):
        return None
    try:
        return PushMultipartParser(options["boundary"], max_header_size=_LARGEST_HEADER, max_segment_count=_MOST_PARTS)
    except ValueError:
        return None
