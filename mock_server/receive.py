"""Reads an upload as a stream, once, and keeps no more of it than a rule or the engine will look at."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from livephoto.contract import Edition, format_of, read_header
from mock_server.misplaced_key import key_elsewhere
from mock_server.photo_hash import PhotoHash, PhotoHashes
from mock_server.submission import KEPT_END, Part, Submission, Upload

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
"""An ASGI application."""

KEEP_WHOLE = 1024 * 1024
"""Bytes up to which a file is kept whole in any case, so that doubtful ones can be decoded."""
_TEXT_KEPT = 1024
_LARGEST_HEADER = 16 * 1024
_MOST_PARTS = 1000
_PARTS_SHOWN = 32
_NAME_SHOWN = 200


class ClientGone(Exception):  # noqa: N818 - an event of the connection, not an error of ours
    """The client closed the connection before its request was whole: there is nobody to answer."""


async def until_gone(receive: Receive) -> None:
    """Wait until the client has gone, once its request was read; for ever where the server does not tell."""
    if (await receive())["type"] != "http.disconnect":
        await asyncio.get_running_loop().create_future()


@dataclass(frozen=True, slots=True)
class Receiver:
    """Turns the events of one HTTP request into a submission."""

    edition: Edition
    max_body: int
    """Bytes read at most."""
    keep: int
    """Bytes up to which a file is kept whole: the edition's limit where the engine needs the photo."""
    hashes: PhotoHashes | None = None
    """Hash the photo as it arrives: 0.7 ms a megabyte, where the processor helps, of one that is new. None: do not."""

    async def read(self, scope: Scope, receive: Receive) -> Submission:
        """Return the submission; the body has been read to its end, or to the bound. Raises ClientGone."""
        submission, announced = self.open(scope)
        await self.fill(submission, announced, receive)
        return submission

    async def fill(self, submission: Submission, announced: int, receive: Receive) -> None:
        """Read the body into an opened submission. `announced` is its Content-Length. Raises ClientGone."""
        if announced > self.max_body:
            submission.overlong = True
            return
        started = time.monotonic()
        form = _open_form(submission, self.edition, self.keep, self.hashes)
        try:
            await self._feed(submission, form, receive)
        finally:
            if form is not None:
                form.close()
            submission.read_seconds = time.monotonic() - started

    async def _feed(self, submission: Submission, form: Form | None, receive: Receive) -> None:
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            chunk = message.get("body", b"")
            submission.body_bytes += len(chunk)
            if submission.body_bytes > self.max_body:
                submission.overlong = True
                return
            if chunk and form is not None:
                form.feed(chunk)
            if not message.get("more_body", False):
                return

    def open(self, scope: Scope) -> tuple[Submission, int]:
        """Return the submission as its head tells it, and the length that it announces for its body."""
        key = media_type = prefer = ""
        traceparent = None
        announced = 0
        key_header = self.edition.request.key_header.encode()
        for name, value in scope["headers"]:
            if name == key_header:
                key = value.decode("latin-1").strip()
            elif name == b"content-type":
                media_type = value.decode("latin-1")
            elif name == b"content-length":
                announced = int(value) if value.isdigit() else 0
            elif name == b"prefer":
                prefer = f"{prefer},{value.decode('latin-1')}" if prefer else value.decode("latin-1")
            elif name == b"traceparent":
                traceparent = value.decode("latin-1")
        submission = Submission(
            scope["method"], scope["path"], key, prefer, media_type=media_type, traceparent=traceparent
        )
        if not key:
            submission.key_elsewhere = key_elsewhere(scope, self.edition.request.key_header)
        return submission, announced


def _open_form(submission: Submission, edition: Edition, keep: int, hashes: PhotoHashes | None) -> Form | None:
    kind, options = parse_options_header(submission.media_type)
    if kind != edition.request.media_type or not options.get("boundary"):
        return None
    try:
        parser = PushMultipartParser(
            options["boundary"], max_header_size=_LARGEST_HEADER, max_segment_count=_MOST_PARTS
        )
    except (MultipartError, UnicodeError):
        return None
    return Form(parser, submission, edition, keep, hashes)


class Form:
    """Feeds body chunks to the multipart parser and its events into the submission."""

    def __init__(
        self,
        parser: PushMultipartParser,
        submission: Submission,
        edition: Edition,
        keep: int,
        hashes: PhotoHashes | None = None,
    ) -> None:
        self._parser = parser
        self._hashes = hashes
        self._submission = submission
        self._names = edition.request.fields
        self._image_name = edition.request.image_field.name
        self._most = edition.request.image.max_bytes
        self._keep = min(keep, self._most)
        self._broken = False
        self._text: str | None = None
        self._image: ImageSink | None = None
        self._part: tuple[MultipartSegment, Part] | None = None

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of the body. What follows damage is read past, not looked at."""
        if self._broken:
            return
        try:
            for event in self._parser.parse(chunk):
                if event is None:
                    self._end_part()
                elif isinstance(event, MultipartSegment):
                    self._begin_part(event)
                elif self._image is not None:
                    self._image.add(event)
                elif self._text is not None:
                    self._add_text(event)
        except (MultipartError, UnicodeError, ValueError):
            self._broken = True

    def close(self) -> None:
        """Say that the body has ended. A form that was cut off counts as no form."""
        try:
            self._parser.close()
        except (MultipartError, UnicodeError):
            self._broken = True
        if self._image is not None:
            self._image.drop()
        self._measure_part()
        self._submission.multipart = not self._broken

    def _begin_part(self, part: MultipartSegment) -> None:
        name, is_file = part.name or "", _has_file_name(part)
        if len(self._submission.parts) < _PARTS_SHOWN:
            seen = _seen(part, name, is_file=is_file)
            self._submission.parts.append(seen)
            self._part = part, seen
        if name == self._image_name:
            if self._submission.image is None:
                upload = self._submission.image = Upload(is_file)
                self._image = ImageSink(upload, self._keep, self._most, self._hashes.begin() if self._hashes else None)
        elif name in self._names and name not in self._submission.texts:
            self._submission.texts[name] = b""
            self._text = name

    def _add_text(self, data: bytes) -> None:
        texts, name = self._submission.texts, self._text or ""
        if len(texts[name]) < _TEXT_KEPT:
            texts[name] = (texts[name] + bytes(data))[:_TEXT_KEPT]

    def _end_part(self) -> None:
        if self._image is not None:
            self._image.close()
        self._image = self._text = None
        self._measure_part()

    def _measure_part(self) -> None:
        if self._part is not None:
            segment, seen = self._part
            seen.size = segment.bytes_received
            self._part = None


def _seen(part: MultipartSegment, name: str, *, is_file: bool) -> Part:
    filename = part.filename[:_NAME_SHOWN] if part.filename is not None else None
    declared = part.content_type[:_NAME_SHOWN] if part.content_type is not None else None
    return Part(name[:_NAME_SHOWN], "file" if is_file else "text", filename, declared)


def _has_file_name(part: MultipartSegment) -> bool:
    """Tell whether a part is a file: by its name, also by one spelled only as RFC 5987 has it."""
    return part.filename is not None or "filename*=" in part.header("Content-Disposition", "").lower()


class ImageSink:
    """Keeps a file whole up to `keep` bytes; beyond, only its head, its tail and what its header says."""

    def __init__(self, upload: Upload, keep: int, most: int, photo_hash: PhotoHash | None = None) -> None:
        self._upload = upload
        self._hash = photo_hash
        self._keep = keep
        self._most = most
        self._pieces: list[bytes] = []
        self._whole = True

    def add(self, data: bytes) -> None:
        """Take the next bytes of the file."""
        upload = self._upload
        upload.size += len(data)
        if self._hash is not None:
            self._hash.update(data)
        if not self._whole:
            upload.tail = bytes(data[-KEPT_END:]) if len(data) >= KEPT_END else (upload.tail + data)[-KEPT_END:]
            return
        self._pieces.append(data)
        if upload.size > self._keep:
            self._let_go()

    def close(self) -> None:
        """Say that the file has ended."""
        upload = self._upload
        if self._whole:
            upload.whole = upload.head = upload.tail = b"".join(self._pieces)
            upload.header = read_header(upload.whole)
        if self._hash is not None:
            upload.sha256 = self._hash.hexdigest()
        self._pieces.clear()

    def drop(self) -> None:
        """Say that no more of the file will come: it was cut off."""
        if self._hash is not None:
            self._hash.drop()

    def _let_go(self) -> None:
        upload, kept = self._upload, b"".join(self._pieces)
        upload.header = read_header(kept)
        if upload.header is None and format_of(kept) and upload.size <= self._most:
            # The size stands behind a long stretch of metadata: hold on until it has come by.
            self._keep, self._pieces = min(2 * self._keep, self._most), [kept]
            return
        upload.head, upload.tail = kept[:KEPT_END], kept[-KEPT_END:]
        self._whole = False
        self._pieces.clear()
