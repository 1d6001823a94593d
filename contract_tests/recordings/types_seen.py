"""What the recorded successes of one photo say together about the `type` field, by digests alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from contract_tests.exchange import Answer
from contract_tests.finding import Finding
from contract_tests.recordings.naming import image_of, type_of
from contract_tests.together import Seen, judge_types
from livephoto.contract.model import Edition, LivePhotoType
from livephoto.recordings.model import RecordedExchange


@dataclass(slots=True)
class TypesSeen:
    """The last video of each photo and type, as a digest."""

    edition: Edition
    """Any: all of them call the fields of the form the same."""
    _videos: dict[str, dict[LivePhotoType | None, Seen]] = field(default_factory=dict)
    """By the photo's SHA-256."""

    def add(self, name: str, recorded: RecordedExchange, answer: Answer) -> None:
        """Take one exchange, if it is a success."""
        photo = image_of(recorded.request, self.edition)
        digest = _digest(recorded, answer) if photo and photo.body.sha256 and answer.succeeded else None
        if photo and digest:
            self._videos.setdefault(photo.body.sha256, {})[type_of(recorded.request, self.edition)] = (name, digest)

    def judge(self, edition: Edition) -> Iterator[Finding]:
        """Yield where a type makes no difference, or the default is another than the edition's."""
        for seen in self._videos.values():
            yield from judge_types(seen, edition)


def _digest(recorded: RecordedExchange, answer: Answer) -> str | None:
    if recorded.answer.content.splices:
        return recorded.answer.content.splices[0].body.sha256
    video = answer.value("data.video")
    return hashlib.sha256(video.encode()).hexdigest() if isinstance(video, str) and video else None
