"""Reads an upload as a stream, once, and keeps no more of it than a rule or the engine will look at."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from livephoto.contract import Edition, format_of, read_header
from mock_server.submission import KEPT_END, Submission, Upload

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


class ClientGone(Exception):  # noqa: N818 - an event of the connection, not an error of ours
    """The client closed the connection before its request was whole: there is nobody to answer."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Turns the events of one HTTP request into a submission."""

    edition: Edition
    max_body: int
    """Bytes read at most."""
    keep: int
    """Bytes up to which a file is kept whole: the edition's limit where the engine needs the photo."""

    async def read(self, scope: Scope, receive: Receive) -> Submission:
        """Return the submission; the body has been read to its end, or to the bound. Raises ClientGone."""
        submission, media_type, announced = self._open(scope)
        if announced > self.max_body:
            submission.overlong = True
            return submission
        form = _open_form(submission, media_type, self.edition, self.keep)
        received = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            chunk = message.get("body", b"")
            received += len(chunk)
            if received > self.max_body:
                submission.overlong = True
                return submission
            if chunk and form is not None:
                form.feed(chunk)
            if not message.get("more_body", False):
                break
        if form is not None:
            form.close()
        return submission

    def _open(self, scope: Scope) -> tuple[Submission, str, int]:
        key = media_type = prefer = ""
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
        return Submission(scope["method"], scope["path"], key, prefer), media_type, announced


def _open_form(submission: Submission, media_type: str, edition: Edition, keep: int) -> Form | None:
    kind, options = parse_options_header(media_type)
    if kind != edition.request.media_type or not options.get("boundary"):
        return None
    try:
        parser = PushMultipartParser(
            options["boundary"], max_header_size=_LARGEST_HEADER, max_segment_count=_MOST_PARTS
        )
    except (MultipartError, UnicodeError):
        return None
    return Form(parser, submission, edition, keep)


class Form:
    """Feeds body chunks to the multipart parser and its events into the submission."""

    def __init__(self, parser: PushMultipartParser, submission: Submission, edition: Edition, keep: int) -> None:
        self._parser = parser
        self._submission = submission
        self._names = edition.request.fields
        self._image_name = edition.request.image_field.name
        self._most = edition.request.image.max_bytes
        self._keep = min(keep, self._most)
        self._broken = False
        self._text: str | None = None
        self._image: ImageSink | None = None

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
        self._submission.multipart = not self._broken

    def _begin_part(self, part: MultipartSegment) -> None:
        name = part.name or ""
        if name == self._image_name:
            if self._submission.image is None:
                upload = self._submission.image = Upload(is_file=_has_file_name(part))
                self._image = ImageSink(upload, self._keep, self._most)
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


def _has_file_name(part: MultipartSegment) -> bool:
    """Tell whether a part is a file: by its name, also by one spelled only as RFC 5987 has it."""
    return part.filename is not None or "filename*=" in part.header("Content-Disposition", "").lower()


class ImageSink:
    """Keeps a file whole up to `keep` bytes; beyond, only its head, its tail and what its header says."""

    def __init__(self, upload: Upload, keep: int, most: int) -> None:
        self._upload = upload
        self._keep = keep
        self._most = most
        self._pieces: list[bytes] = []
        self._whole = True

    def add(self, data: bytes) -> None:
        """Take the next bytes of the file."""
        upload = self._upload
        upload.size += len(data)
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
        self._pieces.clear()

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
