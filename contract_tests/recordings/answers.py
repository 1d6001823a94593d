"""The recorded answer as the judge takes it: with its whole video, or with only as much as shows what it is."""

from __future__ import annotations

from pathlib import Path

from contract_tests.exchange import Answer
from livephoto.recordings.base64_text import encode
from livephoto.recordings.model import Content, RecordedExchange, RecordingError, StoredBody

_HEAD = 3 * 1024
"""Bytes that stand for a whole video: a multiple of 3, so that its base64 goes on where it was cut."""


def answer_of(recorded: RecordedExchange, *, video: bool = True) -> Answer:
    """Return the answer with its body. Raises RecordingError where the body was not kept, is gone or is another.

    video: put in what was stored apart whole; without it, only the first bytes of each such file are read, which show
    that there is a video and of which container, and none is held against its hash.
    """
    answer = recorded.answer
    if not answer.content.size and recorded.missing:
        raise RecordingError("the recording has no body of the answer")
    body = answer.content.read() if video else _shortened(answer.content)
    return Answer(answer.status, answer.headers, body, answer.cut, recorded.seconds)


def _shortened(content: Content) -> bytes:
    if content.kept is None:
        return content.read()
    pieces, done = [], 0
    for splice in content.splices:
        pieces += [content.kept[done : splice.at], encode(_head(splice.body), escaped=splice.escaped)]
        done = splice.at
    return b"".join((*pieces, content.kept[done:]))


def _head(body: StoredBody) -> bytes:
    if body.file is None or body.size <= _HEAD:
        return body.read()
    try:
        return _first_bytes(body.file, body.size)
    except OSError as error:
        raise RecordingError(f"cannot read {body.file}: {error.strerror}; record it again") from None


def _first_bytes(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        head = file.read(_HEAD)
        found = file.seek(0, 2)
    if found != size:
        raise RecordingError(f"{path} is not what was recorded: it has {found:,} bytes, not {size:,}; record it again")
    return head
