"""The recordings that a verb was given: read one by one, their dates noted as they pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from contract_tests.recordings.ages import age_of, in_words
from contract_tests.recordings.importing.opening import Noted, open_recordings
from livephoto.recordings.model import RecordedExchange

_NAMED = 3
"""Files that are named where there are many."""


@dataclass(slots=True)
class Sources:
    """Files and folders of recordings, and what reading them showed."""

    paths: Sequence[Path]
    most: timedelta
    """The age beyond which a recording is old."""
    now: datetime
    noted: Noted = field(default_factory=Noted)
    old: int = 0
    undated: int = 0
    oldest: timedelta = timedelta(0)

    @property
    def name(self) -> str:
        """What a report calls them."""
        return _some([str(path) for path in self.paths])

    def exchanges(self) -> Iterator[RecordedExchange]:
        """Yield every exchange of the API. Raises RecordingError where a path leads to nothing."""
        for path in self.paths:
            for recorded in open_recordings(path, self.noted):
                self._look_at_date(recorded)
                yield recorded

    def notes(self) -> Iterator[str]:
        """Yield what a reader should know of them."""
        if self.noted.unrelated:
            kinds = ", ".join(f"{count} ({kind})" for kind, count in self.noted.unrelated.most_common())
            yield f"left out as none of this API's: {kinds}"
        if self.noted.no_recordings:
            yield f"left out as no recordings: {_some([path.name for path in self.noted.no_recordings])}"
        yield from self.age_notes()

    def age_notes(self) -> Iterator[str]:
        """Yield how many are too old, and of how many nobody knows."""
        if self.old:
            yield f"{self.old} recordings are older than {in_words(self.most)}, the oldest {in_words(self.oldest)}"
        if self.undated:
            yield f"{self.undated} recordings do not say when they were made"

    def _look_at_date(self, recorded: RecordedExchange) -> None:
        age = age_of(recorded, self.now)
        if age is None:
            self.undated += 1
        elif age > self.most:
            self.old += 1
            self.oldest = max(self.oldest, age)


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
