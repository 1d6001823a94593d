"""Brings the calls of one request together: the same photo, type and key, sent again and again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from livephoto.contract.families import may_retry
from mock_server.journal.entry import Entry

LONGEST_PAUSE = 600.0
"""Seconds after which the same request is no retry any more, unless a Retry-After asked to wait longer."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call of a run, on a clock."""

    entry: Entry
    began: float
    """Seconds since the epoch."""
    ended: float

    @property
    def number(self) -> int:
        """The call's number in the journal."""
        return self.entry["number"]

    @property
    def succeeded(self) -> bool:
        """It was answered as a success, whole."""
        return self.entry["verdict"] == "answered" and self.entry["code"] is None and self.entry["status"] == 200

    @property
    def hopeless(self) -> bool:
        """It was answered with an error that the same request can never get past."""
        status, code = self.entry["status"], self.entry["code"]
        whole = self.entry["verdict"] == "answered" and status is not None
        return whole and not self.succeeded and not may_retry(code, status or 0)


def runs(entries: Iterable[Entry]) -> Iterator[Sequence[Attempt]]:
    """Give the attempts at each request, in their order. A success ends a run, and so does a long pause."""
    groups: dict[str, list[Attempt]] = {}
    for attempt in sorted(map(_attempt, entries), key=lambda attempt: (attempt.began, attempt.number)):
        name = identity(attempt.entry)
        run = groups.setdefault(name, [])
        if run and _apart(run[-1], attempt):
            yield groups.pop(name)
            run = groups.setdefault(name, [])
        run.append(attempt)
    yield from groups.values()


def identity(entry: Entry) -> str:
    """Return what tells a request from others: who sent what where. Equal for a request that was sent again."""
    photo = entry["photo"]
    digest = photo["sha256"] if photo else None
    what = [digest, _has_file(entry)] if digest else _shape(entry)
    who = [entry["key"], entry["keyElsewhere"]]
    return json.dumps([entry["method"], entry["path"], who, what, entry["fields"].get("type", "0")])


def _has_file(entry: Entry) -> bool:
    """Tell whether the photo may have come as a file: sent as text first, and then so, it was mended."""
    return any(part["kind"] == "file" for part in entry["parts"])


def _shape(entry: Entry) -> list[object]:
    """Return what is known of a request without a photo: equal for a repetition, and seldom for anything else.

    How far an upload that was cut off came says nothing of the request.
    """
    kind, whole = (entry["contentType"] or "").partition(";")[0], entry["multipart"]
    parts = ([part["name"], part["kind"], part["bytes"] if whole else None] for part in entry["parts"])
    return [kind, *parts, whole]


def _apart(last: Attempt, attempt: Attempt) -> bool:
    asked = last.entry["retryAfter"] or 0.0
    return last.succeeded or attempt.began - last.ended > max(LONGEST_PAUSE, 2 * asked)


def _attempt(entry: Entry) -> Attempt:
    began = datetime.fromisoformat(entry["at"]).timestamp()
    return Attempt(entry, began, began + entry["durationMs"]["total"] / 1000)
