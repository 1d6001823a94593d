"""Readers of a successful answer: one takes the video out as it comes, one keeps a small document."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, Protocol, TypeVar

from livephoto.base64_stream import Base64Stream
from livephoto.breach import Breach
from livephoto.response import Envelope
from livephoto.scanner import LIMIT, StringScanner, parse
from livephoto.sink import Sink
from livephoto.video import HEAD, LivePhoto, media_type_of

Result = TypeVar("Result")
Result_co = TypeVar("Result_co", covariant=True)


class Reader(Protocol[Result_co]):
    """Reads one answer. Every method but `close` raises Breach where the answer breaks the contract."""

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of the answer."""

    def document(self) -> Any:
        """Return the parsed answer, without what was taken out of it."""

    def document_so_far(self) -> Any:
        """Return what an unfinished answer told until now; None where nothing can be told."""

    def result(self, envelope: Envelope) -> Result_co:
        """Return what the call was made for."""

    def close(self) -> None:
        """Let go of whatever did not become the result."""


class Body:
    """The bytes of a small answer."""

    def __init__(self) -> None:
        self.content = bytearray()

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes. Raises Breach where they come to more than LIMIT."""
        self.content += chunk[: LIMIT + 1]
        if len(self.content) > LIMIT:
            raise Breach(f"the answer has more than {LIMIT:,} bytes")


class DocumentReader(Body, Generic[Result]):
    """Reads an answer that is small; `read` makes the result of its envelope."""

    def __init__(self, read: Callable[[Envelope], Result]) -> None:
        super().__init__()
        self._read = read

    def document(self) -> Any:
        """Return the parsed answer."""
        return parse(bytes(self.content))

    def document_so_far(self) -> None:
        """Return None: a small answer is told whole or not at all."""

    def result(self, envelope: Envelope) -> Result:
        """Return what `read` makes of the envelope."""
        return self._read(envelope)

    def close(self) -> None:
        """Have nothing to let go of."""


class VideoReader:
    """Decodes the base64 text at `path`, as in ("data", "video"), into `sink` while the answer comes."""

    def __init__(self, sink: Sink, path: Sequence[str]) -> None:
        self._sink = sink
        self._path = path
        self._scanner = StringScanner(path)
        self._base64 = Base64Stream()
        self._head = b""

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of the answer."""
        text = self._scanner.feed(chunk)
        self._write(self._base64.decode(text))

    def document(self) -> Any:
        """Return the parsed answer, with "" in the video's place."""
        return self._scanner.document()

    def document_so_far(self) -> Any:
        """Return what came before the video."""
        return self._scanner.document_so_far()

    def result(self, envelope: Envelope) -> LivePhoto:
        """Return the live photo; its file, where it goes to one, appears now."""
        field = ".".join(self._path)
        if not self._scanner.found:
            raise Breach(f"{field} is missing or no string")
        if not isinstance(envelope.data, Mapping) or envelope.data.get(self._path[-1]) != "":
            raise Breach(f"{field} is given twice")
        self._write(self._base64.finish())
        if not self._head:
            raise Breach(f"{field} is empty")
        return LivePhoto(self._sink.keep(), media_type_of(self._head), envelope.request_id, envelope.log_id)

    def close(self) -> None:
        """Drop the video, unless it became the result."""
        self._sink.close()

    def _write(self, video: bytes) -> None:
        if len(self._head) < HEAD:
            self._head += video[:HEAD]
        self._sink.write(video)
